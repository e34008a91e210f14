"""What the door tells whoever listens, after it is kept. The directory does not know who does."""

import enum

from blinker import Namespace


class Act(enum.StrEnum):
    """What somebody did at the door, as it is told to them after “You”."""

    PASSWORD = "signed in with your password"  # noqa: S105 - how, not with which
    LINK = "signed in with a one-time link"
    OFFERED = "came in as one of the people the demonstration offers"
    NEW_PASSWORD = "chose a password and were signed out everywhere else"  # noqa: S105 - likewise
    OUT_EVERYWHERE = "signed out everywhere"


at_the_door = Namespace().signal("at-the-door")
"""Sent by an app with ``person_id`` (a UUID), ``act`` (an Act) and ``browser`` (in words)."""
