"""The pages of practices."""

from learnplan.ours.practices.views import told
from learnplan.ours.practices.views.room import bp

__all__ = ["bp", "told"]
