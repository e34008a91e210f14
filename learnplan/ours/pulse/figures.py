"""A published number, or several added up, as it is shown (rules R6 and R10). Pure.

Whatever is worked out here is worked out from published numbers, so it tells no more than they do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from learnplan.ours.pulse import likelihood
from learnplan.ours.pulse.chain import Number

_smallest_change = lru_cache(maxsize=256)(likelihood.smallest_change)
_exactly = lru_cache(maxsize=256)(Fraction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is known of some people together.

    Args:
        value: the sum of the published numbers, as they are in the ledger.
        people: how many people they are about.
        most: C, the most that one person adds.
        epsilon: ε, of each of the numbers.
        blocks: how many numbers were added up.
    """

    value: int
    people: int
    most: int
    epsilon: Fraction
    blocks: int = 1

    @property
    def largest(self) -> int:
        """What it would be if everybody gave the largest answer."""
        return self.most * self.people

    @property
    def shown(self) -> int:
        """The value, or the nearest to it that is possible."""
        return self._possible(self.value)

    @property
    def likely(self) -> tuple[int, int]:
        """Between which two the truth is, at least 8 times in 10.

        It is counted from what is shown: where that is not the value, it is nearer to the truth.
        """
        off = likelihood.likely_error(epsilon=self.epsilon, most=self.most, blocks=self.blocks)
        return self._possible(self.shown - off), self._possible(self.shown + off)

    @property
    def mean_error(self) -> float:
        """How far it is from the truth on average, in hundredths of the largest it could be."""
        off = likelihood.mean_error(epsilon=self.epsilon, most=self.most, blocks=self.blocks)
        return 100 * off / self.largest

    def change_since(self, before: "Figure") -> int:
        """By how much it is more, or less if below 0, than the same figure of an earlier period.

        It is 0 where the noise of both, or the people who came and went, could explain it. How
        many came and went is not looked at but in how much their number differs.
        """
        difference = self.shown - before.shown
        came_or_went = self.most * abs(self.people - before.people)
        remarkable = _smallest_change(
            epsilon=min(self.epsilon, before.epsilon),
            most=self.most,
            blocks=max(self.blocks, before.blocks),
        )
        return difference if abs(difference) - came_or_went >= remarkable else 0

    def _possible(self, value: int) -> int:
        return min(max(value, 0), self.largest)


def figure_of(number: Number) -> Figure:
    """One published number."""
    return Figure(
        value=number.value,
        people=number.roster_size,
        most=number.most,
        epsilon=_exactly(number.epsilon),
    )


def total(figures: Iterable[Figure]) -> Figure:
    """Figures of one question and different people, added up.

    Raises:
        ValueError: there are none, or they were not asked alike.
    """
    found = list(figures)
    asked = {(figure.most, figure.epsilon) for figure in found}
    if len(asked) != 1:
        raise ValueError("Only figures of one question can be added up, at least one of them.")
    ((most, epsilon),) = asked
    return Figure(
        value=sum(figure.value for figure in found),
        people=sum(figure.people for figure in found),
        most=most,
        epsilon=epsilon,
        blocks=sum(figure.blocks for figure in found),
    )
