"""The pages of the log: the line that keeps, the list, and each entry."""

from learnplan.mine.log.views import capturing, entries, listing, sharing
from learnplan.mine.log.views.room import bp

__all__ = ["bp", "capturing", "entries", "listing", "sharing"]
