"""What can go wrong, in sentences fit to show. ``web.errors`` alone turns them into pages."""

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a system says when a disk, or what somebody may use of it, is full."""


class DomainError(Exception):
    """Something a person asked for that cannot be done; its text says why, to them."""


class NotFound(DomainError):
    """It does not exist, or is not theirs to know about: the two look the same."""


class Refused(DomainError):
    """It exists and they may know of it, but this is not theirs to do."""


class Conflict(DomainError):
    """It changed, or was done already, before this arrived."""


class Invalid(DomainError):
    """What was given cannot be understood or kept.

    ``field`` names the form field that is to blame, when one is.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NoRoom(DomainError):
    """The disk is full. Nothing of it was kept, and nothing else was lost."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room left on the machine that keeps this, so nothing of it was kept. "
            "What was saved before is there as it was. Tell whoever looks after Learnplan here, "
            "and send it again later."
        )


def require(condition: bool, sentence: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Go on only if ``condition`` holds.

    Raises:
        Refused: it does not; ``sentence`` says why.
    """
    if not condition:
        raise Refused(sentence)
