"""How far a published number may be off, so that every page can say so.

A published number is the truth plus noise. One block's noise is an integer Z with
P(Z = z) ∝ exp(−|z|·ε/C); the number of a unit or of the organisation carries S, the sum of the
noises of its blocks, each independent of the others.

What is said here about S comes from its characteristic function, which is short and exact. With
r = ε/C,

    E exp(iθS) = (1 + sin²(θ/2) / sinh²(r/2)) ** −blocks

Summed over N angles, equally spaced on the circle, it gives back the probability of each value of
S together with those a multiple of N away (Poisson's summation formula). N is so large that these
are below 1e-15. So the figures are right to 1e-12, for one block as for thousands: no place is
needed where a normal distribution takes over. The work grows with C/ε, and not with the blocks:
with many of them, all but the first few dozen angles weigh nothing.

This is for display only, and may be floating point. The noise itself is drawn elsewhere, in whole
numbers.
"""

import math
from fractions import Fraction
from functools import cached_property, lru_cache

LIKELY = 0.8
"""How often a number is within its “likely” range, at least."""
WORTH_POINTING_OUT = 4
"""From how many people a change is pointed out, for one block and a yes or no at ε = 1."""
_FAR_TAIL = 1e-15
_WEIGHTLESS = 1e-18


def likely_error(*, epsilon: Fraction, most: int, blocks: int) -> int:
    """How far the number is from the truth at most, at least 8 times in 10.

    Args:
        epsilon: ε, as the plan has it.
        most: C, the largest value one person can contribute.
        blocks: how many published numbers were added up.

    Raises:
        ValueError: ε is not above 0, or one of the others is not at least 1.
    """
    return _smallest(_noise(epsilon, most, blocks), LIKELY)


def mean_error(*, epsilon: Fraction, most: int, blocks: int) -> float:
    """How far the number is from the truth on average, up or down; arguments as above."""
    return _noise(epsilon, most, blocks).mean_error


def within(distance: int, *, epsilon: Fraction, most: int, blocks: int) -> float:
    """How likely the number is no further than ``distance`` from the truth; the rest as above."""
    return _noise(epsilon, most, blocks).within(distance)


def smallest_change(*, epsilon: Fraction, most: int, blocks: int) -> int:
    """From which difference between two periods' numbers on a change is pointed out.

    That is 4·C for one block at ε = 1. Where the noise is larger it is more, so that noise alone
    looks like a change no more often than there. Arguments as above.
    """
    yardstick = _noise(Fraction(1), 1, 2)  # a difference carries the noise of both its numbers
    quiet = yardstick.within(WORTH_POINTING_OUT - 1)
    return max(
        WORTH_POINTING_OUT * most,
        _smallest(_noise(epsilon, most, 2 * blocks), quiet) + 1,
    )


def guessing_bound(epsilon: float | Fraction) -> float:
    """How often whoever knows everybody else's answer guesses the last one right, at most.

    That is for one published number, or for several with ``epsilon`` added up, and against somebody
    who holds both answers for equally likely before: a coin gets 0.5.
    """
    return 1 / (1 + math.exp(-epsilon))


class _Noise:
    """S, the sum of the noises of ``blocks`` blocks, each with ``rate`` = ε/C."""

    def __init__(self, rate: float, blocks: int) -> None:
        self._rate = rate
        self._blocks = blocks
        self._narrow = math.sinh(rate / 2) ** 2
        self.reach = self._how_far()
        self._angles = 2 * self.reach + 1
        self._waves = self._weigh()

    def within(self, distance: int) -> float:
        """The probability that S is no further than ``distance`` from 0."""
        if distance < 0:
            return 0.0
        if distance >= self.reach:
            return 1.0
        width = 2 * distance + 1
        swing = math.fsum(
            weight * math.sin(width * half) / math.sin(half) for half, weight in self._waves
        )
        return min((width + 2 * swing) / self._angles, 1.0)

    @cached_property
    def mean_error(self) -> float:
        """The mean distance of S from 0.

        For |s| < N, |s| is the mean of (1 − cos sθ) / (1 − cos θ) over the N angles. At θ = 0 that
        is s², so the variance of S; over the others, 1 / (1 − cos θ) adds up to (N² − 1) / 6.
        """
        variance = self._blocks / (2 * self._narrow)
        level = (self._angles**2 - 1) / 6
        swing = math.fsum(weight / math.sin(half) ** 2 for half, weight in self._waves)
        return (variance + level - swing) / self._angles

    def _how_far(self) -> int:
        """A distance that S practically never exceeds: the best of several Chernoff bounds."""

        def bound(tilt: float) -> float:
            growth = -self._blocks * math.log1p(-(math.sinh(tilt / 2) ** 2) / self._narrow)
            return (growth - math.log(_FAR_TAIL / 2)) / tilt

        return math.ceil(min(bound(self._rate * 2 ** (-step / 2)) for step in range(1, 40)))

    def _weigh(self) -> list[tuple[float, float]]:
        """Half of each angle between 0 and π, and the characteristic function there.

        It falls all the way, so the first angle without weight ends the list.
        """
        waves = []
        for step in range(1, self.reach + 1):
            half = math.pi * step / self._angles
            weight = math.exp(-self._blocks * math.log1p(math.sin(half) ** 2 / self._narrow))
            if weight < _WEIGHTLESS:
                break
            waves.append((half, weight))
        return waves


@lru_cache(maxsize=256)
def _noise(epsilon: Fraction, most: int, blocks: int) -> _Noise:
    if epsilon <= 0 or most < 1 or blocks < 1:
        raise ValueError("There is noise for an epsilon above 0, and for 1 or more of the others.")
    return _Noise(float(epsilon / most), blocks)


@lru_cache(maxsize=256)
def _smallest(noise: _Noise, share: float) -> int:
    """The smallest distance within which ``noise`` stays with a probability of ``share``."""
    low, high = 0, noise.reach
    while low < high:
        middle = (low + high) // 2
        if noise.within(middle) >= share:
            high = middle
        else:
            low = middle + 1
    return low
