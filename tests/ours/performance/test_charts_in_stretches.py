"""Steps, baselines, p and u charts: as published, and as the same points charted apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.ours.performance.control_chart import (
    ChartKind,
    Direction,
    SpecialCause,
    Step,
    chart,
    summary,
)

NEITHER, OUTSIDE = Direction.NEUTRAL, SpecialCause.OUTSIDE_LIMITS
P, U = ChartKind.PROPORTION, ChartKind.RATE
VALUES = st.integers(-50, 50).map(float)

# What R's rnorm(20) gives after set.seed(123): the data of NHSRplotthedots' own tests
# (tests/testthat/_snaps/ptd_spc.md; MIT), which group them by their first and last ten.
NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774,
    1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197,
    1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113,
    1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip

# Montgomery, "Introduction to Statistical Quality Control", cans of orange juice; the same counts
# are the wafers of the NIST/SEMATECH e-Handbook, 6.3.3.2: nonconforming ones out of 50 each
OUT_OF_50 = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip

# NIST/SEMATECH e-Handbook, 6.3.3.1: defects on each of 25 wafers
DEFECTS = [
    16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14,
    16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13,
]  # fmt: skip

# Montgomery, dyed cloth: nonconformities, and inspection units of 50 square metres, on ten rolls
ON_ROLLS = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
OF_CLOTH = [10.0, 8.0, 13.0, 10.0, 9.5, 10.0, 12.0, 10.5, 12.0, 12.5]


def test_limits_after_a_step_are_those_of_the_reference_implementation() -> None:
    drawn = chart(NORMAL, direction=Direction.INCREASE, steps=[Step(10)])
    whole = chart(NORMAL, direction=Direction.INCREASE)

    before, after = drawn.points[0], drawn.points[-1]
    assert (before.mean, before.lower_limit, before.upper_limit) == pytest.approx(
        (0.074626, -2.600585, 2.749837), abs=5e-6
    )
    assert (after.mean, after.lower_limit, after.upper_limit) == pytest.approx(
        (0.208622, -3.279005, 3.696249), abs=5e-6
    )
    assert (whole.mean, whole.lower_limit, whole.upper_limit) == pytest.approx(
        (0.141624, -3.01138, 3.294627), abs=5e-6
    )
    assert {point.special_cause for point in (*drawn.points, *whole.points)} == {None}


def test_a_p_chart_is_that_of_the_orange_juice_cans() -> None:
    drawn = chart(
        [count / 50 for count in OUT_OF_50], direction=NEITHER, kind=P, sizes=[50] * len(OUT_OF_50)
    )

    assert drawn.mean == pytest.approx(0.2313, abs=5e-5)
    assert drawn.upper_limit == pytest.approx(0.4102, abs=5e-5)
    assert drawn.lower_limit == pytest.approx(0.0524, abs=5e-5)
    outside = [at + 1 for at, each in enumerate(drawn.points) if each.special_cause is OUTSIDE]
    assert outside == [15, 23]


def test_a_u_chart_is_that_of_the_wafers_and_of_the_dyed_cloth() -> None:
    wafers = chart([float(each) for each in DEFECTS], direction=NEITHER, kind=U, sizes=[1.0] * 25)
    cloth = chart(
        [count / size for count, size in zip(ON_ROLLS, OF_CLOTH, strict=True)],
        direction=NEITHER,
        kind=U,
        sizes=OF_CLOTH,
    )

    assert (wafers.lower_limit, wafers.mean, wafers.upper_limit) == pytest.approx((4, 16, 28))
    assert [at + 1 for at, each in enumerate(wafers.points) if each.special_cause is OUTSIDE] == [
        24
    ]
    assert cloth.mean == pytest.approx(1.42, abs=0.005)
    limits = [(each.lower_limit, each.upper_limit) for each in cloth.points[:3]]
    assert limits[0] == pytest.approx((0.29, 2.55), abs=0.01)  # the book goes on with 1.42
    assert limits[1] == pytest.approx((0.16, 2.68), abs=0.01)
    assert limits[2] == pytest.approx((0.43, 2.41), abs=0.01)


def test_per_cent_and_per_thousand_only_change_the_figures() -> None:
    plain = chart([0.2, 0.3, 0.1], direction=NEITHER, kind=P, sizes=[10, 20, 30])
    scaled = chart([20, 30, 10], direction=NEITHER, kind=P, sizes=[10, 20, 30], scale=100)

    assert scaled.mean == pytest.approx((plain.mean or 0) * 100)
    assert scaled.upper_limit == pytest.approx((plain.upper_limit or 0) * 100)
    assert plain.points[0].lower_limit == 0  # nothing is less than none


def test_what_does_not_fit_a_p_chart_falls_back_and_says_so() -> None:
    lacking = chart([20.0, 30.0, 25.0], direction=NEITHER, kind=P, sizes=[10, None, 10], scale=100)
    too_much = chart([20.0, 130.0], direction=NEITHER, kind=P, sizes=[10, 10], scale=100)

    for drawn in (lacking, too_much):
        assert drawn.kind is ChartKind.INDIVIDUALS
        assert drawn.note.startswith("Not every figure has a numerator and a denominator")


def test_no_limit_of_a_share_lies_beyond_all_or_none_and_news_is_the_same_news() -> None:
    values = [99.0, 96.0, 100.0, 97.0, 100.0, 95.0, 99.0, 100.0, 94.0, 100.0, 98.0, 100.0, 80.0]

    share = chart(values, direction=NEITHER, sizes=[200] * 13, scale=100)
    change = chart(values, direction=NEITHER, scale=100)

    assert change.upper_limit is not None
    assert change.upper_limit > 100
    assert share.upper_limit == 100
    assert share.lower_limit == change.lower_limit
    assert [each.special_cause for each in share.points] == [
        each.special_cause for each in change.points
    ]


def test_a_p_chart_of_huge_denominators_says_that_chance_is_not_all() -> None:
    """Laney: with a million behind each value, an ordinary week is outside such limits."""
    values = [50.0, 51.0] * 10

    drawn = chart(values, direction=NEITHER, kind=P, sizes=[1_000_000] * 20, scale=100)

    assert all(point.special_cause is OUTSIDE for point in drawn.points)
    assert "an X chart suits them better" in drawn.note


def test_moving_ranges_have_the_published_limit() -> None:
    # NIST/SEMATECH e-Handbook, 6.3.2.2: the flow rates; D4 for ranges of two is 3.267
    drawn = chart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], direction=NEITHER)

    [stretch] = drawn.stretches
    assert stretch.range_mean == pytest.approx(1.8778, abs=5e-5)
    assert stretch.range_limit == pytest.approx(3.267 * 1.8778, abs=5e-4)


@given(st.lists(VALUES, min_size=2, max_size=30), st.lists(VALUES, min_size=2, max_size=30))
def test_no_rule_reaches_across_a_step(before: list[float], after: list[float]) -> None:
    drawn = chart([*before, *after], direction=NEITHER, steps=[Step(len(before))])
    apart = chart(before, direction=NEITHER), chart(after, direction=NEITHER)

    assert drawn.points == (*apart[0].points, *apart[1].points)
    assert (drawn.variation, drawn.note) == (apart[1].variation, apart[1].note)
    assert summary(drawn) == summary(apart[1])


@given(st.lists(VALUES, min_size=2, max_size=30), st.integers(2, 30))
def test_a_baseline_has_the_limits_of_its_values_alone(values: list[float], first: int) -> None:
    drawn = chart(values, direction=NEITHER, steps=[Step(0, first)])
    alone = chart(values[:first], direction=NEITHER)

    assert (drawn.mean, drawn.lower_limit, drawn.upper_limit) == (
        alone.mean,
        alone.lower_limit,
        alone.upper_limit,
    )


def test_a_stretch_of_one_has_no_limits_yet_and_a_step_past_the_end_is_none() -> None:
    short = chart([1.0, 2.0, 3.0], direction=NEITHER, steps=[Step(2)])

    assert (short.mean, short.lower_limit, short.variation) == (3.0, None, None)
    assert short.points[1].upper_limit is not None
    assert short.note == "1 point: limits need at least two."
    assert chart([1.0, 2.0], direction=NEITHER, steps=[Step(9)]) == chart(
        [1.0, 2.0], direction=NEITHER
    )
