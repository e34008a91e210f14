"""How much units differ beyond chance, against what was published, and what must always hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.ours.performance.funnels import drawn_in, variance_between

# Thirteen trials of a vaccine against tuberculosis (G. A. Colditz et al., "Efficacy of BCG vaccine
# in the prevention of tuberculosis", JAMA 271, 1994): ill and well with it, ill and well without.
TRIALS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
numbers = st.floats(-40, 40)
deviations = st.floats(0.01, 10)


def test_the_variance_between_trials_is_that_of_the_literature() -> None:
    effects, errors = [], []
    for ill, well, ill_without, well_without in TRIALS:
        taking, without = ill + well, ill_without + well_without
        effects.append(math.log(ill / taking / (ill_without / without)))
        errors.append(math.sqrt(1 / ill - 1 / taking + 1 / ill_without - 1 / without))
    weights = [error**-2 for error in errors]
    together = sum(map(math.prod, zip(weights, effects, strict=True))) / sum(weights)

    away = [(each - together) / error for each, error in zip(effects, errors, strict=True)]

    # as the textbooks of meta-analysis have it: Q = 152.23, and by DerSimonian and Laird 0.3088
    assert sum(each**2 for each in away) == pytest.approx(152.233, abs=0.001)
    assert variance_between(away, errors) == pytest.approx(0.3088, abs=0.0001)


def test_a_tenth_at_either_end_counts_as_no_further_away_than_the_next() -> None:
    away = [-90.0, -3, -2, -1, 0, 0, 1, 2, 3, 40]

    assert drawn_in(away) == [-3, -3, -2, -1, 0, 0, 1, 2, 3, 3]
    assert drawn_in(away[1:]) == away[1:]  # of fewer than ten there is no tenth


@given(st.lists(st.tuples(numbers, deviations), min_size=3, max_size=40))
def test_units_that_differ_more_have_more_variance_between_them(
    units: list[tuple[float, float]],
) -> None:
    away, errors = [each for each, _ in units], [each for _, each in units]

    between = variance_between(away, errors)

    assert 0 <= between < math.inf
    assert variance_between([each * 2 for each in away], errors) >= between
    assert variance_between([each / 1e3 for each in away], errors) == 0
    assert variance_between(away, [each * 3 for each in errors]) == pytest.approx(between * 9)
