"""The pages of sharing: opening and closing, what readers see, and who sees what."""

from learnplan.mine.sharing.views import acts, commenting, lists, previews, reading
from learnplan.mine.sharing.views.room import bp

__all__ = ["acts", "bp", "commenting", "lists", "previews", "reading"]
