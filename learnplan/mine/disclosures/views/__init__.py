"""The pages of the journal, and what it hears from the door."""

from learnplan.mine.disclosures.views import door, lines, protection, releases
from learnplan.mine.disclosures.views.room import bp

__all__ = ["bp", "door", "lines", "protection", "releases"]
