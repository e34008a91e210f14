"""The four rules that tell a special cause from chance."""

import itertools
from collections.abc import Iterator, Sequence

from learnplan.ours.performance.control_chart.limits import Limits, sign
from learnplan.ours.performance.control_chart.terms import SpecialCause

RUN = 7
"""How many points make a trend or a shift."""


def special_causes(series: list[float], limits: Limits) -> list[tuple[SpecialCause, int] | None]:
    """For each value, the first special cause it fits and on which side (1 high, -1 low).

    The rules are applied from the weakest to the strongest, each writing over the one before.
    Where a rise turns into a fall the point between them belongs to the later trend.
    """
    sides = [limits.side(value) for value in series]
    near = [limits.near(value, at) for at, value in enumerate(series)]
    steps = [sign(later - earlier, limits.noise) for earlier, later in itertools.pairwise(series)]

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
        if limits.outside(value, i):
            causes[i] = (SpecialCause.OUTSIDE_LIMITS, sides[i])
    return causes


def _runs(signs: Sequence[int], *, at_least: int) -> Iterator[tuple[int, int, int]]:
    """Each longest stretch of one sign: where it starts, where it stops, and which way."""
    start = 0
    for stop in range(1, len(signs) + 1):
        if stop == len(signs) or signs[stop] != signs[start]:
            if signs[start] and stop - start >= at_least:
                yield start, stop, signs[start]
            start = stop
