import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnplan.ours.pulse.likelihood import (
    guessing_bound,
    likely_error,
    mean_error,
    smallest_change,
    within,
)

ONE = Fraction(1)
EPSILONS = [Fraction(2), ONE, Fraction(1, 2), Fraction(3, 10)]
RIGHT = 1e-12


def chances(epsilon: Fraction, most: int, blocks: int) -> list[float]:
    """P(S = s) for s from −reach to reach, by adding one noise after the other, the long way."""
    q = math.exp(-epsilon / most)
    reach = math.ceil(34 / -math.log(q))
    one = [(1 - q) / (1 + q) * q ** abs(z) for z in range(-reach, reach + 1)]
    total = one
    for _ in range(blocks - 1):
        longer = [0.0] * (len(total) + len(one) - 1)
        for at, chance in enumerate(total):
            for further, other in enumerate(one):
                longer[at + further] += chance * other
        total = longer
    return total


def exact_within(chance: list[float]) -> list[float]:
    """P(|S| ≤ w) for w from 0 on."""
    middle = len(chance) // 2
    both = (2 * chance[middle + w] for w in range(1, middle + 1))
    return list(accumulate(both, initial=chance[middle]))


# One block


def test_one_block_is_within_one_person_80_times_in_100_and_within_two_93_times() -> None:
    # the figures of the promise, for a yes or no at an epsilon of 1
    assert within(1, epsilon=ONE, most=1, blocks=1) == pytest.approx(0.802, abs=0.0005)
    assert within(2, epsilon=ONE, most=1, blocks=1) == pytest.approx(0.927, abs=0.0005)
    assert likely_error(epsilon=ONE, most=1, blocks=1) == 1


@pytest.mark.parametrize("epsilon", [*EPSILONS, Fraction(1, 100)])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_one_block_agrees_with_the_geometric_series(epsilon: Fraction, most: int) -> None:
    q = math.exp(-epsilon / most)

    for distance in (0, 1, 2, 3, 5, 8, 13, 40, 200, 2000):
        expected = 1 - 2 * q ** (distance + 1) / (1 + q)
        found = within(distance, epsilon=epsilon, most=most, blocks=1)
        assert found == pytest.approx(expected, abs=RIGHT)
    found = mean_error(epsilon=epsilon, most=most, blocks=1)
    assert found == pytest.approx(2 * q / (1 - q * q), rel=RIGHT)


# Several blocks


@pytest.mark.parametrize(
    ("epsilon", "most", "blocks"),
    [(ONE, 1, 2), (ONE, 1, 7), (ONE, 3, 3), (Fraction(2), 1, 12), (Fraction(1, 2), 2, 3)],
)
def test_several_blocks_agree_with_adding_one_noise_after_the_other(
    epsilon: Fraction, most: int, blocks: int
) -> None:
    chance = chances(epsilon, most, blocks)
    expected = exact_within(chance)

    found = [
        within(distance, epsilon=epsilon, most=most, blocks=blocks)
        for distance in range(len(expected))
    ]

    assert found == pytest.approx(expected, abs=RIGHT)
    likely = next(w for w, share in enumerate(expected) if share >= 0.8)
    assert likely_error(epsilon=epsilon, most=most, blocks=blocks) == likely
    middle = len(chance) // 2
    mean = math.fsum(abs(at - middle) * share for at, share in enumerate(chance))
    assert mean_error(epsilon=epsilon, most=most, blocks=blocks) == pytest.approx(mean, rel=RIGHT)


@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("most", [1, 3])
def test_thousands_of_blocks_come_close_to_the_normal_distribution(
    epsilon: Fraction, most: int
) -> None:
    q = math.exp(-epsilon / most)
    blocks = 2000
    spread = math.sqrt(blocks * 2 * q) / (1 - q)

    for spreads in (0.3, 1.0, 2.0, 3.0):
        distance = round(spreads * spread)
        normal = math.erf((distance + 0.5) / spread / math.sqrt(2))
        found = within(distance, epsilon=epsilon, most=most, blocks=blocks)
        assert found == pytest.approx(normal, abs=0.001)
    found = mean_error(epsilon=epsilon, most=most, blocks=blocks)
    assert found == pytest.approx(spread * math.sqrt(2 / math.pi), rel=0.001)


def test_from_one_block_to_hundreds_there_is_no_seam() -> None:
    # E|S of k| − E|S of k − 1| = Var Z · P(S of k = 0), which follows from 1 − φᵏ = (1 − φ) Σ φⁱ
    variance = 1 / (2 * math.sinh(0.5) ** 2)
    means = [mean_error(epsilon=ONE, most=1, blocks=blocks) for blocks in range(1, 400)]

    growth = [later - earlier for earlier, later in pairwise(means)]

    expected = [variance * within(0, epsilon=ONE, most=1, blocks=n) for n in range(2, 400)]
    assert growth == pytest.approx(expected, abs=RIGHT)


@given(
    epsilon=st.fractions(min_value=Fraction(1, 20), max_value=2, max_denominator=20),
    most=st.integers(1, 3),
    blocks=st.integers(1, 2000),
)
@settings(max_examples=50, deadline=None)
def test_the_likely_error_is_the_smallest_that_covers_eight_in_ten(
    epsilon: Fraction, most: int, blocks: int
) -> None:
    likely = likely_error(epsilon=epsilon, most=most, blocks=blocks)

    assert within(likely, epsilon=epsilon, most=most, blocks=blocks) >= 0.8
    assert within(likely - 1, epsilon=epsilon, most=most, blocks=blocks) < 0.8


@given(
    epsilon=st.fractions(min_value=Fraction(1, 20), max_value=2, max_denominator=20),
    most=st.integers(1, 3),
    blocks=st.integers(1, 100),
)
@settings(max_examples=25, deadline=None)
def test_further_is_likelier_and_everything_is_certain(
    epsilon: Fraction, most: int, blocks: int
) -> None:
    share = partial(within, epsilon=epsilon, most=most, blocks=blocks)

    shares = [share(distance) for distance in range(60)]

    assert share(-1) == 0
    assert 0 < shares[0] < 1
    assert all(later > earlier - RIGHT for earlier, later in pairwise(shares))
    assert share(10**9) == 1


# Changes


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_change_is_pointed_out_from_four_people_up(most: int) -> None:
    assert smallest_change(epsilon=ONE, most=most, blocks=1) == 4 * most


@pytest.mark.parametrize("most", [1, 2, 3])
def test_less_noise_does_not_make_smaller_changes_worth_pointing_out(most: int) -> None:
    assert smallest_change(epsilon=Fraction(2), most=most, blocks=1) == 4 * most


@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("blocks", [1, 2, 9, 50, 1000])
def test_noise_alone_looks_like_a_change_no_more_often_than_for_one_block(
    epsilon: Fraction, most: int, blocks: int
) -> None:
    def false_alarms(change: int) -> float:
        return 1 - within(change - 1, epsilon=epsilon, most=most, blocks=2 * blocks)

    accepted = 1 - exact_within(chances(ONE, 1, 2))[3]  # a difference of 4 or more between two

    change = smallest_change(epsilon=epsilon, most=most, blocks=blocks)

    assert accepted == pytest.approx(0.073, abs=0.0005)
    assert false_alarms(change) <= accepted + RIGHT
    assert change == 4 * most or false_alarms(change - 1) > accepted


# What somebody who knows all other answers can do


@pytest.mark.parametrize(
    ("epsilon", "often"), [(0, 0.5), (ONE, 0.731), (Fraction(2), 0.881), (Fraction(8), 0.9997)]
)
def test_knowing_everyone_else_a_guess_is_right_at_most_so_often(
    epsilon: Fraction, often: float
) -> None:
    assert guessing_bound(epsilon) == pytest.approx(often, abs=0.0005)


# What makes no sense


@pytest.mark.parametrize(
    ("epsilon", "most", "blocks"),
    [(Fraction(0), 1, 1), (Fraction(-1), 1, 1), (ONE, 0, 1), (ONE, 1, 0), (ONE, 1, -1)],
)
@pytest.mark.parametrize("asked", [likely_error, mean_error, smallest_change])
def test_noise_that_cannot_be_is_refused(
    asked: Callable[..., float], epsilon: Fraction, most: int, blocks: int
) -> None:
    with pytest.raises(ValueError, match="There is noise for"):
        asked(epsilon=epsilon, most=most, blocks=blocks)
