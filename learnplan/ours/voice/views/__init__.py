"""Pages of what people ask and what management answers. Whoever asks reads the same."""

from learnplan.ours.voice.views import desk, opening, threads
from learnplan.ours.voice.views.room import bp

__all__ = ["bp", "desk", "opening", "threads"]
