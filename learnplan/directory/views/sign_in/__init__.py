"""The door: coming in, by one way or another, and going out; served by Mine."""

from learnplan.directory.views.sign_in import coming_in, passkey, second_step
from learnplan.directory.views.sign_in.room import bp

__all__ = ["bp", "coming_in", "passkey", "second_step"]
