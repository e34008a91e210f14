"""The pages of the journal: the list, each reflection, a week, questions, what led to what."""

from learnplan.mine.journal.views import entries, listing, looking_back, questions, sharing, tying
from learnplan.mine.journal.views.room import bp

__all__ = ["bp", "entries", "listing", "looking_back", "questions", "sharing", "tying"]
