"""The words of the journal: what crossed, how it ended, and how a quarter is said."""

import enum

_QUARTERS = {"Q1": "first", "Q2": "second", "Q3": "third", "Q4": "fourth"}


class Kind(enum.StrEnum):
    """What a line of the journal is about."""

    SHARE = "share"
    LOOK = "look"
    COMMENT = "comment"
    ATTESTATION = "attestation"
    CIRCLE = "circle"
    MATCH = "match"
    PUBLICATION = "publication"
    WITHDRAWAL = "withdrawal"
    IMPORT = "import"
    EXPORT = "export"
    SIGN_IN = "sign-in"


STAY_OPEN = (Kind.SHARE, Kind.ATTESTATION, Kind.PUBLICATION)
"""What somebody else can read through, until it ends."""

OUTWARDS = (*STAY_OPEN, Kind.LOOK, Kind.COMMENT, Kind.CIRCLE, Kind.MATCH)
"""What lets somebody else see something. The others are told because they touch the record."""


MATCH_OF_GOALS = "match"
"""What a line of kind MATCH is about where two goals brought people together."""


class Ending(enum.StrEnum):
    """How something came to an end before its last day, or without one."""

    TAKEN_BACK = "taken back"
    DELETED = "deleted"
    UNDONE = "taken out again"
    TOLD_ANEW = "told anew"


def period_in_words(period: str) -> str:
    """``fourth quarter of 2026`` for ``2026-Q4``: which season that is depends on where one is."""
    year, _, quarter = period.partition("-")
    return f"{_QUARTERS.get(quarter, quarter)} quarter of {year}"
