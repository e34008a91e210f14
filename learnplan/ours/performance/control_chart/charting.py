"""Drawing the limits through a series, stretch by stretch, and judging every point.

The charts are those of Shewhart as the NHS "Making Data Count" programme applies them ("plot the
dots"), in stretches: where somebody declared a step, limits are worked out anew from there on.

- *Limits* of an X chart are the mean ± 2.66 times the mean moving range, where a moving range is
  the distance between one value and the next. 2.66 is 3 / 1.128, three standard deviations
  estimated from ranges of two. Moving ranges above 3.267 times their mean (the upper limit of a
  range of two) are left out of that mean, once, so that one accident does not widen the limits.
- Limits of a *p chart* (so many out of so many) and a *u chart* (so many per so many) are the
  overall proportion or rate ± three standard deviations of the binomial or Poisson distribution
  for each period's own denominator. Where figures vary more than that distribution can, which is
  usual with large denominators, the note says so (Laney's sigma of the standardised values).
- A *baseline* fixes the limits of a stretch by its first values; the others are judged by them.
- *Special causes*, in this order of precedence for a point that fits several: outside the limits;
  part of a trend of seven or more points, each higher (or each lower) than the one before; one of
  at least two of three successive points beyond two thirds of the way to a limit but within it,
  all three on that side of the mean; part of a shift of seven or more on one side of the mean.
  No rule reaches across a step.
- A *gap* (``None``) is skipped: the values on either side of it count as successive, as they do
  where a missing period simply has no row.

Sources: W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931);
D. J. Wheeler, "Understanding Variation" (1993), for the constants; D. C. Montgomery,
"Introduction to Statistical Quality Control", and the NIST/SEMATECH e-Handbook, 6.3.3, for p and
u charts; D. B. Laney, "Improved control charts for attributes" (2002), for their warning; NHS
England, "Making Data Count" (2019 onwards), for the rules; the R package NHSRplotthedots for how
those rules count, and for how steps and baselines do.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from learnplan.ours.performance.control_chart.limits import (
    PER_CENT,
    SCREEN_FACTOR,
    Limits,
    is_countable,
    numbers,
    of_counts,
    of_individuals,
    restlessness,
)
from learnplan.ours.performance.control_chart.rules import special_causes
from learnplan.ours.performance.control_chart.terms import (
    Assurance,
    Chart,
    ChartKind,
    Direction,
    Judgement,
    Point,
    Step,
    Stretch,
    Variation,
)

STEADY = 12
"""From how many points the limits are no longer provisional."""
FEWEST = 2
"""A moving range takes two."""
RESTLESS = 1.5
"""From how many times the movement of chance on a p or u chart is the wrong one."""

_FALLBACK = (
    "Not every figure has a numerator and a denominator that fit, so the limits come from the "
    "moving ranges."
)

_CUT = (
    "A share cannot be less than 0 %, so the lower limit is drawn there.",
    "A share cannot be more than 100 %, so the upper limit is drawn there.",
)


def chart(
    values: Sequence[float | None],
    *,
    direction: Direction,
    targets: Sequence[float | None] = (),
    kind: ChartKind = ChartKind.INDIVIDUALS,
    sizes: Sequence[float | None] = (),
    scale: float = 1.0,
    shares: bool = False,
    goes_beyond: bool = False,
    steps: Sequence[Step] = (),
) -> Chart:
    """Draw the limits through ``values``, oldest first, and judge every point.

    Args:
        values: one for each period, or ``None``.
        direction: which way is better.
        targets: those of the same periods; the latest one there is counts.
        kind: what the limits come from. A p or u chart falls back on the values' own movement
            where not every value has what it is counted out of.
        sizes: the denominators of the same periods: a p or u chart takes them, and an X chart of
            shares in per cent draws no limit beyond none or all.
        scale: what numerators over denominators were multiplied with.
        shares: whether the values are said to be shares in per cent.
        goes_beyond: whether they are said to be none: they can lie below none and above all. If
            one of them did, in whichever stretch, none of them are shares.
        steps: where limits are worked out anew, by the number of the value; 0 is usual.

    Raises:
        ValueError: a value or target is not a number one can calculate with, or targets or sizes
            do not match the values.
    """
    if (targets and len(targets) != len(values)) or (sizes and len(sizes) != len(values)):
        raise ValueError("There must be one target and size, or None, for each value.")
    given = numbers(targets)
    series = numbers(values)
    asked = kind
    if kind is not ChartKind.INDIVIDUALS:
        counted = [size for value, size in zip(values, sizes, strict=True) if value is not None]
        if not is_countable(kind, series, counted, scale):
            kind = ChartKind.INDIVIDUALS
    if not series:
        empty = tuple(Point(None) for _ in values)
        return Chart(None, None, None, empty, None, None, "There are no values yet.", kind, True)

    spans = [
        _Span(
            first,
            stop - 1,
            baseline,
            [float(value) for value in values[first:stop] if value is not None],
            [
                float(size or 0)
                for value, size in zip(values[first:stop], sizes[first:stop], strict=False)
                if value is not None
            ],
        )
        for first, stop, baseline in _stretches(len(values), steps)
    ]
    goes_beyond = goes_beyond or not all(0 <= value <= PER_CENT for value in series)
    drawn = [
        (span, _limits(span, kind, scale, shares=shares, goes_beyond=goes_beyond)) for span in spans
    ]
    points: list[Point] = []
    for span, limits in drawn:
        points += _points(values[span.first : span.last + 1], span, limits, direction)
    span, limits = next(each for each in reversed(drawn) if each[0].series)
    latest = next(point for point in reversed(points) if point.value is not None)
    said = [_FALLBACK] if asked is not kind else []
    return Chart(
        mean=latest.mean,
        lower_limit=latest.lower_limit,
        upper_limit=latest.upper_limit,
        points=tuple(points),
        variation=None if limits is None else Variation[latest.judgement.name],
        assurance=_assurance(span, limits, given[-1] if given else None, direction),
        note=" ".join([*said, *_doubts(span, limits, kind)]),
        kind=kind,
        is_provisional=span.counted < STEADY,
        stretches=tuple(_stretch(each, its) for each, its in drawn if each.series),
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """The values of one stretch that there are, and where among all it lies."""

    first: int
    last: int
    baseline: int | None
    series: list[float]
    sizes: list[float]

    @property
    def settled_by(self) -> int:
        """How many of its values the limits come from."""
        return len(self.series) if self.baseline is None else max(self.baseline, FEWEST)

    @property
    def counted(self) -> int:
        """How many values there are for its limits to come from, so far."""
        return min(len(self.series), self.settled_by)


def _stretches(count: int, steps: Sequence[Step]) -> list[tuple[int, int, int | None]]:
    """Where each stretch starts and stops, and its baseline. Steps outside the values are none."""
    starts = {0: None, **{step.at: step.baseline for step in steps if 0 <= step.at < count}}
    ordered = sorted(starts)
    return [
        (start, stop, starts[start])
        for start, stop in zip(ordered, [*ordered[1:], count], strict=True)
    ]


def _limits(
    span: _Span, kind: ChartKind, scale: float, *, shares: bool, goes_beyond: bool
) -> Limits | None:
    """The limits of a stretch; none where there is too little of it."""
    if len(span.series) < FEWEST:
        return None
    if kind is ChartKind.INDIVIDUALS:
        baseline = span.series[: span.settled_by]
        return of_individuals(
            span.series,
            baseline,
            sizes=span.sizes,
            scale=scale,
            shares=shares,
            goes_beyond=goes_beyond,
        )
    return of_counts(kind, span.series, span.sizes, scale, baseline=span.settled_by)


def _stretch(span: _Span, limits: Limits | None) -> Stretch:
    usual = limits.range_mean if limits is not None else None
    return Stretch(
        first=span.first,
        last=span.last,
        baseline=None if span.settled_by >= len(span.series) else span.settled_by,
        mean=span.series[0] if limits is None else limits.mean,
        range_mean=usual,
        range_limit=None if usual is None else SCREEN_FACTOR * usual,
    )


def _points(
    values: Sequence[float | None], span: _Span, limits: Limits | None, direction: Direction
) -> list[Point]:
    """The values of a stretch in their places again, gaps included."""
    if limits is None:
        mean = span.series[0] if span.series else None
        return [Point(None if each is None else float(each), mean=mean) for each in values]
    causes = special_causes(span.series, limits)
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(span.series)]
    found: list[Point] = []
    at = 0
    for value in values:
        if value is None:
            found.append(Point(None))
            continue
        cause = causes[at]
        found.append(
            Point(
                value=float(value),
                moving_range=ranges[at - 1] if at else None,
                special_cause=None if cause is None else cause[0],
                judgement=Judgement.COMMON if cause is None else _judged(cause[1], direction),
                mean=limits.mean,
                lower_limit=limits.lower(at),
                upper_limit=limits.upper(at),
            )
        )
        at += 1
    return found


def _judged(side: int, direction: Direction) -> Judgement:
    if direction is Direction.NEUTRAL:
        return Judgement.HIGH if side > 0 else Judgement.LOW
    better = 1 if direction is Direction.INCREASE else -1
    return Judgement.IMPROVEMENT if side == better else Judgement.CONCERN


def _assurance(
    span: _Span, limits: Limits | None, target: float | None, direction: Direction
) -> Assurance | None:
    """Compare the latest target with the latest limits.

    On a limit is not outside it. A series that never moves off its target meets it.
    """
    if limits is None or target is None or direction is Direction.NEUTRAL:
        return None
    if all(abs(value - target) <= limits.noise for value in span.series):
        return Assurance.MEETS
    if not limits.outside(target, -1):
        return Assurance.EITHER
    better = 1 if direction is Direction.INCREASE else -1
    return Assurance.MISSES if limits.side(target) == better else Assurance.MEETS


def _doubts(span: _Span, limits: Limits | None, kind: ChartKind) -> list[str]:
    """What is to be taken with care in the latest stretch."""
    if limits is None:
        return ["1 point: limits need at least two."]
    doubts = []
    count = span.counted
    if count < STEADY:
        doubts.append(f"{count} points: limits are provisional below {STEADY}.")
    if kind is not ChartKind.INDIVIDUALS:
        times = restlessness(limits, span.series)
        if count >= STEADY and times >= RESTLESS:
            doubts.append(
                f"The values move {times:.1f} times as much as chance alone would make them, "
                "so these limits are too narrow: an X chart suits them better."
            )
        return doubts
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(span.series)]
    if max(ranges) <= limits.noise:
        doubts.append("Every value is the same, so the limits lie on the mean.")
    elif limits.reaches[-1] <= limits.noise:
        doubts.append(
            "Nearly every value equals the one before, so the limits fall on the mean "
            "and every value off it counts as outside them."
        )
    return [*doubts, *compress(_CUT, limits.cut)]
