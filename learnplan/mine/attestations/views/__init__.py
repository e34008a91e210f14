"""The pages of attestations: choosing and previewing, the owner's list, and the outsider's page."""

from learnplan.mine.attestations.views import making, outside, own
from learnplan.mine.attestations.views.room import bp

__all__ = ["bp", "making", "outside", "own"]
