"""What the door tells whoever listens, after it is kept. The directory does not know who does."""

import enum

from blinker import Namespace


class Act(enum.StrEnum):
    """What somebody did at the door, as it is told to them after “You”."""

    PASSWORD = "signed in with your password"  # noqa: S105 - how, not with which
    LINK = "signed in with a one-time link"
    PASSWORD_AND_CODE = "signed in with your password and a code"  # noqa: S105 - likewise
    PASSWORD_AND_RECOVERY_CODE = "signed in with your password and a recovery code"  # noqa: S105 - likewise
    PASSWORD_AND_PASSKEY = "signed in with your password and a passkey"  # noqa: S105 - likewise
    PASSKEY = "signed in with a passkey"
    COPY = "were not let in with a passkey that counted back, as a copy would"
    OFFERED = "came in as one of the people the demonstration offers"
    NEW_PASSWORD = "chose a password and were signed out everywhere else"  # noqa: S105 - likewise
    NEW_PASSKEY = "added a passkey"
    NO_PASSKEY = "removed a passkey"
    NEW_AUTHENTICATOR = "set up an authenticator"
    NO_AUTHENTICATOR = "removed the authenticator"
    NEW_RECOVERY_CODES = "made new recovery codes"
    PASSKEY_TOO = "had a passkey asked for after the password"
    PASSWORD_ALONE = "let the password alone suffice"  # noqa: S105 - likewise
    OUT_THERE = "signed out another browser"
    OUT_EVERYWHERE = "signed out everywhere"


at_the_door = Namespace().signal("at-the-door")
"""Sent by an app with ``person_id`` (a UUID), ``act`` (an Act) and ``browser`` (in words)."""
