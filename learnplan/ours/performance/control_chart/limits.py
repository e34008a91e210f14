"""How far chance reaches: the limits of a stretch, from its own movement or its denominators."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from learnplan.ours.performance.control_chart.terms import ChartKind

LIMIT_FACTOR = 2.66
SCREEN_FACTOR = 3.267
SIGMAS = 3
RANGE_OF_TWO = 1.128
"""How many standard deviations apart two values are on average."""
LARGEST = 1e300
"""Values beyond this would overflow on the way to the limits."""
PER_CENT = 100.0
ROUNDING = 1e-14
"""Differences smaller than this share of the largest value are rounding, not variation."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean, how far from it chance reaches at each value, and what is only rounding.

    No limit lies below ``floor`` or above ``ceiling``: less than none cannot be counted.
    """

    mean: float
    reaches: tuple[float, ...]
    noise: float
    floor: float = -math.inf
    ceiling: float = math.inf
    range_mean: float | None = None

    def lower(self, at: int) -> float:
        """The lower limit of a value, by its number."""
        return max(self.mean - self.reaches[at], self.floor)

    def upper(self, at: int) -> float:
        """The upper limit of a value, by its number."""
        return min(self.mean + self.reaches[at], self.ceiling)

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether the lower and the upper limit of the latest value would lie beyond these."""
        reach = self.reaches[-1] - self.noise
        return self.mean - reach < self.floor, self.mean + reach > self.ceiling

    def side(self, value: float) -> int:
        """1 above the mean, -1 below it, 0 on it."""
        return sign(value - self.mean, self.noise)

    def outside(self, value: float, at: int) -> bool:
        """Whether it is further from the mean than chance reaches there."""
        return abs(value - self.mean) > self.reaches[at] + self.noise

    def near(self, value: float, at: int) -> bool:
        """Beyond two thirds of the way to a limit, but within it."""
        distance = abs(value - self.mean)
        return distance > self.reaches[at] * 2 / 3 + self.noise and not self.outside(value, at)


def of_individuals(
    series: Sequence[float],
    baseline: Sequence[float],
    *,
    sizes: Sequence[float] = (),
    scale: float,
    shares: bool = False,
    goes_beyond: bool = False,
) -> Limits:
    """The limits of an X chart through ``series``, by the movement of its ``baseline``.

    Those of shares in per cent end at none and at all: nothing lies beyond, so no line is drawn
    there. What counts as news is judged by how far chance reaches, as on any X chart.

    Args:
        series: the values of the stretch.
        baseline: those that the mean and the movement come from.
        sizes: the denominators of ``series``, where they are known.
        scale: what numerators over denominators were multiplied with.
        shares: whether they are said to be shares in per cent, whatever they are counted out of.
        goes_beyond: whether they can lie below none and above all, and so are no shares.
    """
    noise = noise_of(series)
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(baseline)]
    usual = _screened_mean(ranges, noise)
    shares = not goes_beyond and (
        shares
        or (
            scale == PER_CENT
            and len(sizes) == len(series)
            and is_countable(ChartKind.PROPORTION, series, sizes, scale)
        )
    )
    return Limits(
        mean=math.fsum(baseline) / len(baseline),
        reaches=(LIMIT_FACTOR * usual,) * len(series),
        noise=noise,
        floor=0.0 if shares else -math.inf,
        ceiling=PER_CENT if shares else math.inf,
        range_mean=usual,
    )


def of_counts(
    kind: ChartKind, series: Sequence[float], sizes: Sequence[float], scale: float, *, baseline: int
) -> Limits:
    """The limits of a p or u chart, each value by its own denominator.

    Args:
        kind: a proportion or a rate.
        series: numerators over denominators, times ``scale``.
        sizes: the denominators.
        scale: 100 where the series is in per cent.
        baseline: how many of the first values the mean comes from.
    """
    counted = math.fsum(value * size for value, size in zip(series, sizes[:baseline], strict=False))
    mean = counted / math.fsum(sizes[:baseline])
    share = mean / scale
    variance = share * (1 - share) if kind is ChartKind.PROPORTION else share
    spread = SIGMAS * scale * math.sqrt(max(variance, 0.0))
    return Limits(
        mean=mean,
        reaches=tuple(spread / math.sqrt(size) for size in sizes),
        noise=noise_of(series),
        floor=0.0,
        ceiling=scale if kind is ChartKind.PROPORTION else math.inf,
    )


def is_countable(
    kind: ChartKind, series: Sequence[float], sizes: Sequence[float | None], scale: float
) -> bool:
    """Whether these are what a p or u chart is for: every value with what it is counted out of."""
    whole = all(size is not None and 0 < size <= LARGEST for size in sizes)
    most = scale if kind is ChartKind.PROPORTION else math.inf
    return whole and scale > 0 and all(0 <= value <= most for value in series)


def restlessness(limits: Limits, series: Sequence[float]) -> float:
    """How many times as much values move as chance alone would make them: Laney's sigma."""
    if not all(limits.reaches):
        return 1.0
    apart = [
        (value - limits.mean) * SIGMAS / reach
        for value, reach in zip(series, limits.reaches, strict=True)
    ]
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(apart)]
    return math.fsum(ranges) / len(ranges) / RANGE_OF_TWO


def numbers(values: Sequence[float | None]) -> list[float]:
    """The values there are.

    Raises:
        ValueError: one would make nonsense of the sums.
    """
    found = [float(value) for value in values if value is not None]
    for number in found:
        if not math.isfinite(number) or abs(number) > LARGEST:
            raise ValueError(f"{number} is not a value that can be charted.")
    return found


def noise_of(series: Sequence[float]) -> float:
    """Differences up to this are rounding."""
    return ROUNDING * max(abs(value) for value in series)


def sign(difference: float, noise: float) -> int:
    """Which way, where a difference within rounding is none."""
    if abs(difference) <= noise:
        return 0
    return 1 if difference > 0 else -1


def _screened_mean(ranges: list[float], noise: float) -> float:
    """The mean moving range without those above the limit of moving ranges, screened once."""
    limit = SCREEN_FACTOR * math.fsum(ranges) / len(ranges)
    kept = [size for size in ranges if size <= limit + noise]  # never empty: the least is kept
    return math.fsum(kept) / len(kept)
