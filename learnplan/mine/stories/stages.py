"""How far a story is: what its author meant, which outlives whatever breaks off."""

import enum


class Stage(enum.StrEnum):
    """Where a story is that was told. Two of them last for as long as two commits take."""

    PUBLISHING = "publishing"
    PUBLISHED = "published"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


OUT_THERE = (Stage.PUBLISHING, Stage.PUBLISHED, Stage.WITHDRAWING)
"""The stages in which everyone may see something."""
