"""The pages of sharing: opening and closing, what readers see, and who sees what."""

from learnplan.mine.sharing.views import acts, lists, previews, reading
from learnplan.mine.sharing.views.room import bp

__all__ = ["acts", "bp", "lists", "previews", "reading"]
