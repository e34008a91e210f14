"""The pages of the journal."""

from learnplan.mine.journal.views.room import bp

__all__ = ["bp"]
