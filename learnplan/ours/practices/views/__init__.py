"""The pages of practices."""

from learnplan.ours.practices.views import (
    endings,
    probes,
    procedures,
    proposals,
    taking_away,
    told,
)
from learnplan.ours.practices.views.room import bp

__all__ = ["bp", "endings", "probes", "procedures", "proposals", "taking_away", "told"]
