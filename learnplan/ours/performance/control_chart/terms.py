"""The words of a control chart, and what one is made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class ChartKind(StrEnum):
    """Where the limits come from: the values' own movement, or what they are counted out of."""

    INDIVIDUALS = "individuals"
    PROPORTION = "proportion"
    RATE = "rate"


class SpecialCause(StrEnum):
    """What makes a point unlikely to be chance."""

    OUTSIDE_LIMITS = "outside limits"
    TREND = "trend"
    TWO_OF_THREE = "two of three"
    SHIFT = "shift"


class Judgement(StrEnum):
    """What a point means, given the direction of its indicator."""

    COMMON = "common"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"


class Variation(StrEnum):
    """What the latest point means."""

    COMMON = "common cause"
    IMPROVEMENT = "special cause improvement"
    CONCERN = "special cause concern"
    HIGH = "special cause high"
    LOW = "special cause low"


class Assurance(StrEnum):
    """Whether the target can be relied upon to be met, as things are."""

    MEETS = "consistently meets"
    MISSES = "consistently misses"
    EITHER = "hit or miss"


class Step(NamedTuple):
    """From which value on limits are worked out anew, and from how many values (``None``: all)."""

    at: int
    baseline: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value with the lines it is judged by.

    A gap has no value, and nothing about it is special.
    """

    value: float | None
    moving_range: float | None = None
    special_cause: SpecialCause | None = None
    judgement: Judgement = Judgement.COMMON
    mean: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The points from one step to the next, by number, and what their limits were made of.

    ``baseline`` is the number of the last point that the limits come from, where that is not the
    last of all. The mean of the moving ranges and their limit are there for an X chart alone.
    """

    first: int
    last: int
    baseline: int | None
    mean: float | None
    range_mean: float | None = None
    range_limit: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits and what they say.

    The lines are those of the latest point. ``mean`` needs one value, the limits and ``variation``
    two; ``assurance`` needs limits, a target and a direction that is not neutral. ``kind`` is what
    the limits come from in the end. ``note`` says what is doubtful, or is empty. While it
    ``is_provisional``, there are too few values to tell much from.
    """

    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    points: tuple[Point, ...]
    variation: Variation | None
    assurance: Assurance | None
    note: str
    kind: ChartKind = ChartKind.INDIVIDUALS
    is_provisional: bool = False
    stretches: tuple[Stretch, ...] = ()
