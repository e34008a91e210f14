"""How far an unsigned letter is: what its author meant, which outlives whatever breaks off."""

import enum


class Stage(enum.StrEnum):
    """Where a letter is. Two of them last for as long as two commits take."""

    DRAFT = "draft"
    WAITING = "waiting"
    CROSSING = "crossing"
    OUT = "out"
    RETURNED = "returned"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


OUT_THERE = (Stage.CROSSING, Stage.OUT, Stage.WITHDRAWING)
"""The stages in which everyone may see something."""
STILL_MINE = (Stage.DRAFT, Stage.WAITING, Stage.RETURNED)
"""The stages in which nobody but its author sees anything, and it can still be changed."""
