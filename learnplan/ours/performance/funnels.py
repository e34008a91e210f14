"""Funnel plots: how far units of each size usually lie from what all of them make together.

Nothing is ranked. A league table puts chance in order; a funnel plot shows how far chance reaches
for a unit of each size (D. J. Spiegelhalter, "Funnel plots for comparing institutional
performance", Statistics in Medicine 24, 2005): the overall proportion or rate ± 1.96 and ± 3.09
standard deviations, which are the limits that chance keeps 95 and 99.8 times of 100.

Where units differ by more than chance, large ones lie outside of these nearly always, and being
outside says nothing of one of them. Then the limits are widened by how much units differ: their
variance between units is added to that of chance (D. J. Spiegelhalter, "Handling over-dispersion of
performance indicators", Quality and Safety in Health Care 14, 2005), estimated by moments.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from learnplan.ours.performance.control_chart import ChartKind
from learnplan.ours.performance.editions import Place, Shown
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView

FEWEST = 3
"""Fewer units than this make no funnel."""
ENOUGH = 10
"""Of fewer units than this it is not said how much they differ: one alone would decide it."""
DRAWN_IN = 0.1
"""The share of units at either end that count as no further away than the next one."""
MOST_NAMED = 24
WARN, ALARM = 1.96, 3.09
TOP, BOTTOM = 40.0, 340.0
"""Where figures lie, in pixels downwards; across, in hundredths of however wide the picture is."""
WIDTH = 460.0
"""How wide it is at least, in pixels, where names are shown: on paper."""
LINE, WIDE = 15.0, 8.0
"""How high a name is in the picture, and how wide each letter of it, at most."""
CURVE = 48
"""In how many pieces a curve of the funnel is drawn."""

Spot = tuple[float, float]
Counted = tuple[Place, Shown, float]
"""A unit, its figure, and what that is counted out of."""


@dataclass(frozen=True)
class FunnelDot:
    """One unit in the funnel, and how many standard deviations it is from the overall figure."""

    place: Place
    shown: Shown
    x: float
    y: float
    deviations: float

    @property
    def beyond(self) -> float:
        """The limits it lies outside of: 99.8, 95 or none."""
        return 99.8 if self.deviations > ALARM else 95.0 if self.deviations > WARN else 0.0


@dataclass(frozen=True)
class Funnel:
    """Units by what they are counted out of, and how far they usually lie away there.

    ``beyond_chance`` is how many are further away than chance alone takes 95 of 100.
    """

    period: Period
    overall: float
    overall_y: float
    dots: tuple[FunnelDot, ...]
    beyond_chance: int
    is_widened: bool
    warn: tuple[tuple[Spot, ...], ...]
    alarm: tuple[tuple[Spot, ...], ...]
    sizes: tuple[tuple[float, float], ...]
    levels: tuple[tuple[float, float], ...]

    @property
    def outside(self) -> list[FunnelDot]:
        """The units that are seldom where they are, for their size."""
        return [dot for dot in self.dots if dot.beyond]

    @property
    def says_little(self) -> bool:
        """Whether most lie outside: then units differ by more than chance, and none stands out."""
        return len(self.outside) * 2 > len(self.dots)

    @property
    def named(self) -> Sequence[FunnelDot]:
        """The units whose names there is room for: all, or else those outside, or else none."""
        if len(self.dots) <= MOST_NAMED:
            return self.dots
        return [] if self.says_little or len(self.outside) > MOST_NAMED else self.outside

    @property
    def labels(self) -> list[tuple[float, float, str]]:
        """Where these names go: away from the middle, else towards it, and not upon each other.

        Of those that find no room the furthest away come first.
        """
        taken: list[tuple[float, float, str]] = []
        for dot in sorted(self.named, key=lambda dot: -dot.deviations):
            over, under = dot.y - 8, dot.y + 17
            for y in (over, under) if dot.y <= self.overall_y else (under, over):
                free = all(
                    abs(y - other) >= LINE
                    or (dot.x - left) * WIDTH / 100 >= WIDE * len(name)
                    or (left - dot.x) * WIDTH / 100 >= WIDE * len(dot.place.name)
                    for left, other, name in taken
                )
                if free:
                    taken.append((dot.x, y, dot.place.name))
                    break
        return taken

    @property
    def is_crowded(self) -> bool:
        """Whether there are too many to name each, and to list each in a table."""
        return len(self.dots) > MOST_NAMED

    @property
    def usual(self) -> list[Spot]:
        """Where the others are; where many lie on one spot it is drawn once."""
        places = 0 if self.is_crowded else 1
        spots = [
            (round(dot.x, places + 1), round(dot.y, places)) for dot in self.dots if not dot.beyond
        ]
        return list(dict.fromkeys(spots))


def funnel(indicator: IndicatorView, there: Sequence[Counted]) -> Funnel | None:
    """The funnel around some units in one period; none where there are too few."""
    if len(there) < FEWEST:
        return None
    chance = _Spread.of_chance(indicator, there)
    if chance is None:
        return None
    spread = chance.widened(there)
    sizes = [size for _, _, size in there]
    smallest, largest = min(sizes) * 0.8, max(sizes) * 1.05
    values = [shown.value for _, shown, _ in there]
    low = min(*values, spread.limit(ALARM, smallest, -1))
    high = max(*values, spread.limit(ALARM, smallest, 1))

    def x(size: float) -> float:
        return 100 * (size - smallest) / (largest - smallest)

    def y(value: float) -> float:
        return TOP + (BOTTOM - TOP) * (high - value) / (high - low)

    def curves(z: float) -> tuple[tuple[Spot, ...], ...]:
        along = [smallest + (largest - smallest) * (i / CURVE) ** 2 for i in range(CURVE + 1)]
        return tuple(
            tuple((x(size), y(spread.limit(z, size, way))) for size in along) for way in (-1, 1)
        )

    return Funnel(
        period=there[0][1].period,
        overall=spread.overall,
        overall_y=y(spread.overall),
        dots=tuple(
            FunnelDot(place, shown, x(size), y(shown.value), abs(spread.away(shown.value, size)))
            for place, shown, size in there
        ),
        beyond_chance=sum(abs(chance.away(shown.value, size)) > WARN for _, shown, size in there),
        is_widened=spread.between > 0,
        warn=curves(WARN),
        alarm=curves(ALARM),
        sizes=tuple(
            (x(size), size) for size in (min(sizes), (min(sizes) + max(sizes)) / 2, max(sizes))
        ),
        levels=tuple((y(level), level) for level in (low, spread.overall, high)),
    )


def variance_between(away: Sequence[float], deviations: Sequence[float]) -> float:
    """How much units differ beyond chance: the variance of what they really are, by moments.

    ``away`` is how many of its own standard ``deviations`` of chance each unit is from them all.

    The method is that of R. DerSimonian and N. Laird, "Meta-analysis in clinical trials",
    Controlled Clinical Trials 7, 1986.
    """
    weights = [deviation**-2 for deviation in deviations]
    total = math.fsum(weights)
    excess = math.fsum(each**2 for each in away) - (len(away) - 1)
    return max(excess / (total - math.fsum(each**2 for each in weights) / total), 0.0)


def drawn_in(away: Sequence[float]) -> list[float]:
    """Deviations with those at either end as far away as the next, so that a few decide nothing.

    Named after C. P. Winsor; a tenth at either end, as is usual where units are compared.
    """
    many = int(len(away) * DRAWN_IN)
    in_order = sorted(away)
    lowest, highest = in_order[many], in_order[-1 - many]
    return [min(max(each, lowest), highest) for each in away]


@dataclass(frozen=True)
class _Spread:
    """How far figures lie around an overall one, which none is above ``most``.

    ``chance`` is one standard deviation of it at a size of 1, ``between`` one of what units differ
    by beyond it, of whatever size.
    """

    overall: float
    chance: float
    most: float
    between: float = 0.0

    @classmethod
    def of_chance(cls, indicator: IndicatorView, there: Sequence[Counted]) -> "_Spread | None":
        """That of a proportion or a rate; None where all or nothing is counted."""
        is_share = indicator.chart_kind is ChartKind.PROPORTION
        total = math.fsum(size for _, _, size in there)
        overall = math.fsum(shown.value * size for _, shown, size in there) / total
        share = overall / indicator.scale
        variance = share * (1 - share) if is_share else share
        if variance <= 0:
            return None
        return cls(
            overall,
            indicator.scale * math.sqrt(variance),
            indicator.scale if is_share else math.inf,
        )

    def widened(self, there: Sequence[Counted]) -> "_Spread":
        """With how much units differ, where that is beyond doubt, and else as it is.

        It is, where the squares of how far they are away come to two standard deviations more than
        those of as many units would by chance.
        """
        away = drawn_in([self.away(shown.value, size) for _, shown, size in there])
        by_chance = len(away) - 1
        doubted = by_chance + 2 * math.sqrt(2 * by_chance)
        if len(away) < ENOUGH or math.fsum(each**2 for each in away) <= doubted:
            return self
        deviations = [self._deviation(size) for _, _, size in there]
        return replace(self, between=math.sqrt(variance_between(away, deviations)))

    def limit(self, deviations: float, size: float, way: int) -> float:
        """How far a unit of a size usually is, upwards (1) or downwards (-1)."""
        reached = self.overall + way * deviations * self._deviation(size)
        return min(max(reached, 0.0), self.most)

    def away(self, value: float, size: float) -> float:
        """How many standard deviations a value is away, for a unit of a size."""
        return (value - self.overall) / self._deviation(size)

    def _deviation(self, size: float) -> float:
        return math.hypot(self.chance / math.sqrt(size), self.between)
