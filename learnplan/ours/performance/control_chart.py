"""Tell news from the variation that was always there, with a control chart.

The XmR chart as the NHS "Making Data Count" programme applies it ("plot the dots").

- *Limits* are the mean ± 2.66 times the mean moving range, where a moving range is the distance
  between one value and the next. 2.66 is 3 / 1.128, three standard deviations estimated from
  ranges of two. Moving ranges above 3.267 times their mean (the upper limit of a range of two) are
  left out of that mean, once, so that one accident does not widen the limits for good.
- *Special causes*, in this order of precedence for a point that fits several: outside the limits;
  part of a trend of seven or more points, each higher (or each lower) than the one before; one of
  at least two of three successive points beyond two thirds of the way to a limit but within it,
  all three on that side of the mean; part of a shift of seven or more on one side of the mean.
- A *gap* (``None``) is skipped: the values on either side of it count as successive, as they do
  where a missing period simply has no row.

Sources: W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931);
D. J. Wheeler, "Understanding Variation" (1993), for the constants; NHS England, "Making Data
Count" (2019 onwards), for the rules; the R package NHSRplotthedots for how those rules count.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LIMIT_FACTOR = 2.66
SCREEN_FACTOR = 3.267
RUN = 7
"""How many points make a trend or a shift."""
STEADY = 12
"""From how many points the limits are no longer provisional."""
LARGEST = 1e300
"""Values beyond this would overflow on the way to the limits."""
ROUNDING = 1e-14
"""Differences smaller than this share of the largest value are rounding, not variation."""


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


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


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value; a gap has no value, and nothing about it is special."""

    value: float | None
    moving_range: float | None = None
    special_cause: SpecialCause | None = None
    judgement: Judgement = Judgement.COMMON


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits and what they say.

    ``mean`` needs one value, the limits and ``variation`` two; ``assurance`` needs limits, a
    target and a direction that is not neutral. ``note`` says what is doubtful, or is empty.
    """

    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    points: tuple[Point, ...]
    variation: Variation | None
    assurance: Assurance | None
    note: str


def chart(
    values: Sequence[float | None],
    *,
    direction: Direction,
    targets: Sequence[float | None] = (),
) -> Chart:
    """Draw the limits through ``values``, oldest first, and judge every point.

    ``targets`` belong to the same periods as ``values``; the latest one there is counts.

    Raises:
        ValueError: a value or target is not a number one can calculate with, or the targets
            do not match the values.
    """
    if targets and len(targets) != len(values):
        raise ValueError("There must be one target, or None, for each value.")
    given = _numbers(targets)
    series = _numbers(values)
    if len(series) < 2:  # noqa: PLR2004 - a moving range takes two
        return Chart(
            mean=series[0] if series else None,
            lower_limit=None,
            upper_limit=None,
            points=tuple(Point(None if value is None else float(value)) for value in values),
            variation=None,
            assurance=None,
            note="1 point: limits need at least two." if series else "There are no values yet.",
        )

    noise = ROUNDING * max(abs(value) for value in series)
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(series)]
    limits = _Limits(
        mean=math.fsum(series) / len(series),
        reach=LIMIT_FACTOR * _screened_mean(ranges, noise),
        noise=noise,
    )
    points = _points(values, ranges, _special_causes(series, limits), direction)
    latest = next(point for point in reversed(points) if point.value is not None)
    return Chart(
        mean=limits.mean,
        lower_limit=limits.mean - limits.reach,
        upper_limit=limits.mean + limits.reach,
        points=points,
        variation=Variation[latest.judgement.name],
        assurance=_assurance(series, limits, given[-1] if given else None, direction),
        note=_note(len(series), constant=max(ranges) <= noise, collapsed=limits.reach <= noise),
    )


class _Limits(NamedTuple):
    """How far from the mean chance reaches, and how small a difference is only rounding."""

    mean: float
    reach: float
    noise: float

    def side(self, value: float) -> int:
        """1 above the mean, -1 below it, 0 on it."""
        return _sign(value - self.mean, self.noise)

    def outside(self, value: float) -> bool:
        return abs(value - self.mean) > self.reach + self.noise

    def near(self, value: float) -> bool:
        """Beyond two thirds of the way to a limit, but within it."""
        return abs(value - self.mean) > self.reach * 2 / 3 + self.noise and not self.outside(value)


def _numbers(values: Sequence[float | None]) -> list[float]:
    """The values there are, refusing what would make nonsense of the sums."""
    numbers = [float(value) for value in values if value is not None]
    for number in numbers:
        if not math.isfinite(number) or abs(number) > LARGEST:
            raise ValueError(f"{number} is not a value that can be charted.")
    return numbers


def _screened_mean(ranges: list[float], noise: float) -> float:
    """The mean moving range without those above the limit of moving ranges, screened once."""
    limit = SCREEN_FACTOR * math.fsum(ranges) / len(ranges)
    kept = [size for size in ranges if size <= limit + noise]  # never empty: the least is kept
    return math.fsum(kept) / len(kept)


def _sign(difference: float, noise: float) -> int:
    """Which way, where a difference within rounding is none."""
    if abs(difference) <= noise:
        return 0
    return 1 if difference > 0 else -1


def _runs(signs: Sequence[int], *, at_least: int) -> Iterator[tuple[int, int, int]]:
    """Each longest stretch of one sign: where it starts, where it stops, and which way."""
    start = 0
    for stop in range(1, len(signs) + 1):
        if stop == len(signs) or signs[stop] != signs[start]:
            if signs[start] and stop - start >= at_least:
                yield start, stop, signs[start]
            start = stop


def _special_causes(series: list[float], limits: _Limits) -> list[tuple[SpecialCause, int] | None]:
    """For each value, the first special cause it fits and on which side (1 high, -1 low).

    The rules are applied from the weakest to the strongest, each writing over the one before.
    Where a rise turns into a fall the point between them belongs to the later trend.
    """
    sides = [limits.side(value) for value in series]
    near = [limits.near(value) for value in series]
    steps = [_sign(later - earlier, limits.noise) for earlier, later in itertools.pairwise(series)]

    causes: list[tuple[SpecialCause, int] | None] = [None] * len(series)
    for start, stop, side in _runs(sides, at_least=RUN):
        causes[start:stop] = [(SpecialCause.SHIFT, side)] * (stop - start)
    for start in range(len(series) - 2):
        three = range(start, start + 3)
        if abs(sum(sides[i] for i in three)) == 3 and sum(near[i] for i in three) >= 2:  # noqa: PLR2004 - two of three is the rule's name
            for i in three:
                if near[i]:
                    causes[i] = (SpecialCause.TWO_OF_THREE, sides[i])
    for start, stop, way in _runs(steps, at_least=RUN - 1):  # seven points are six steps
        causes[start : stop + 1] = [(SpecialCause.TREND, way)] * (stop + 1 - start)
    for i, value in enumerate(series):
        if limits.outside(value):
            causes[i] = (SpecialCause.OUTSIDE_LIMITS, sides[i])
    return causes


def _points(
    values: Sequence[float | None],
    ranges: list[float],
    causes: list[tuple[SpecialCause, int] | None],
    direction: Direction,
) -> tuple[Point, ...]:
    """The values in their places again, gaps included."""
    found = zip([None, *ranges], causes, strict=True)
    points = []
    for value in values:
        if value is None:
            points.append(Point(None))
            continue
        moving_range, cause = next(found)
        if cause is None:
            points.append(Point(float(value), moving_range))
        else:
            kind, side = cause
            points.append(Point(float(value), moving_range, kind, _judged(side, direction)))
    return tuple(points)


def _judged(side: int, direction: Direction) -> Judgement:
    if direction is Direction.NEUTRAL:
        return Judgement.HIGH if side > 0 else Judgement.LOW
    better = 1 if direction is Direction.INCREASE else -1
    return Judgement.IMPROVEMENT if side == better else Judgement.CONCERN


def _assurance(
    series: list[float], limits: _Limits, target: float | None, direction: Direction
) -> Assurance | None:
    """Compare the latest target with the limits.

    On a limit is not outside it. A series that never moves off its target meets it.
    """
    if target is None or direction is Direction.NEUTRAL:
        return None
    if all(abs(value - target) <= limits.noise for value in series):
        return Assurance.MEETS
    if not limits.outside(target):
        return Assurance.EITHER
    better = 1 if direction is Direction.INCREASE else -1
    return Assurance.MISSES if limits.side(target) == better else Assurance.MEETS


def _note(count: int, *, constant: bool, collapsed: bool) -> str:
    doubts = []
    if count < STEADY:
        doubts.append(f"{count} points: limits are provisional below {STEADY}.")
    if constant:
        doubts.append("Every value is the same, so the limits lie on the mean.")
    elif collapsed:
        doubts.append(
            "Nearly every value equals the one before, so the limits fall on the mean "
            "and every value off it counts as outside them."
        )
    return " ".join(doubts)


_WORDS = dict(enumerate(["six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=6))


def summary(chart: Chart, *, period: str = "period") -> str:
    """Say in a few plain sentences what the chart shows; it stands beside every drawing of it.

    ``period`` is the word for one: "week", "month", "quarter", "year".
    """
    sentences = [_variation_said(chart, period)] if chart.variation else []
    if chart.assurance is Assurance.EITHER:
        sentences.append(f"Whether the target is met still varies from {period} to {period}.")
    elif chart.assurance:
        outcome = "met" if chart.assurance is Assurance.MEETS else "missed"
        sentences.append(f"As things are, the target is consistently {outcome}.")
    return " ".join([*sentences, *([chart.note] if chart.note else [])])


def _variation_said(chart: Chart, period: str) -> str:
    """The latest point's variation, counting how long it has lasted."""
    last = max(i for i, point in enumerate(chart.points) if point.value is not None)
    seen = [point.value for point in chart.points if point.value is not None]
    latest, mean = seen[-1], chart.mean or 0.0
    side = "above" if latest > mean else "below"
    limit = "upper" if latest > mean else "lower"
    match chart.points[last].special_cause:
        case None:
            return "The latest value varies as values here usually do."
        case SpecialCause.OUTSIDE_LIMITS:
            said = f"The latest value is {side} the {limit} limit."
        case SpecialCause.TREND:
            rising = latest > seen[-2]
            steps = _lasting([(b > a) == rising and a != b for a, b in itertools.pairwise(seen)])
            word = period if _unbroken(chart, last, steps + 1) else "value"
            way = "higher" if rising else "lower"
            said = f"Each of the last {_count(steps)} {word}s was {way} than the one before."
        case SpecialCause.TWO_OF_THREE:
            said = (
                f"At least two of the last three values are close to the {limit} limit, "
                f"and all three are {side} the mean."
            )
        case _:  # a shift
            length = _lasting([(value > mean) == (latest > mean) for value in seen])
            if _unbroken(chart, last, length):
                span = f"For {_count(length)} {period}s in a row the value has been"
            else:
                span = f"The last {_count(length)} values have all been"
            said = f"{span} {side} the mean."
    return f"{said} That is very unlikely to be chance."


def _lasting(holds: list[bool]) -> int:
    """For how many steps back from the latest something has held."""
    return next((i for i, held in enumerate(reversed(holds)) if not held), len(holds))


def _unbroken(chart: Chart, last: int, length: int) -> bool:
    """Whether the latest ``length`` values stand side by side, with no gap between them."""
    return all(point.value is not None for point in chart.points[last + 1 - length : last + 1])


def _count(number: int) -> str:
    return _WORDS.get(number, str(number))
