"""The pages of evidence: attaching it, changing it, and sending its files."""

from learnplan.mine.evidence.views import attaching, changing, sending
from learnplan.mine.evidence.views.room import bp

__all__ = ["attaching", "bp", "changing", "sending"]
