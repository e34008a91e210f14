"""The words of the door: how somebody came in, and what a passkey is asked for."""

import enum


class Way(enum.StrEnum):
    """How somebody came in, after “With” or by itself."""

    PASSWORD = "password"  # noqa: S105 - how, not with which
    PASSWORD_AND_CODE = "password and a code"  # noqa: S105 - likewise
    PASSWORD_AND_RECOVERY_CODE = "password and a recovery code"  # noqa: S105 - likewise
    PASSWORD_AND_PASSKEY = "password and a passkey"  # noqa: S105 - likewise
    PASSKEY = "passkey"
    LINK = "one-time link"
    OFFERED = "one click, as the demonstration offers"


class Ceremony(enum.StrEnum):
    """What a passkey is asked for. A challenge made for one of them is none for another."""

    ADD = "add"
    SIGN_IN = "sign in"
    SECOND_STEP = "second step"
    PROVE = "prove"
