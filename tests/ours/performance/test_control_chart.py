import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.ours.performance.control_chart import (
    Assurance,
    Chart,
    Direction,
    Judgement,
    SpecialCause,
    Variation,
    chart,
    summary,
)

UP, DOWN, NEITHER = Direction.INCREASE, Direction.DECREASE, Direction.NEUTRAL
UNEVENTFUL = [4.0, 6.0] * 6
RESTLESS = [0.0, 20.0] * 6  # wide limits, so that only the order of what follows can be special
OUTSIDE, TREND, TWO, SHIFT = (
    SpecialCause.OUTSIDE_LIMITS,
    SpecialCause.TREND,
    SpecialCause.TWO_OF_THREE,
    SpecialCause.SHIFT,
)


def causes(drawn: Chart) -> list[SpecialCause | None]:
    return [point.special_cause for point in drawn.points]


def judgements(drawn: Chart) -> list[str]:
    return [point.judgement.value for point in drawn.points]


# Published examples


def test_limits_agree_with_the_flow_rates_of_the_nist_handbook() -> None:
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, Individuals Control Charts
    drawn = chart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], direction=NEITHER)

    assert drawn.mean == pytest.approx(50.81)
    assert drawn.upper_limit == pytest.approx(55.8041, abs=0.001)
    assert drawn.lower_limit == pytest.approx(45.8159, abs=0.001)
    assert causes(drawn) == [None] * 10


def test_limits_agree_with_the_trade_deficits_of_understanding_variation() -> None:
    # D. J. Wheeler, "Understanding Variation": monthly US trade deficits of 1987
    deficits = [10.7, 13.0, 11.4, 11.5, 12.5, 14.1, 14.8, 14.1, 12.6, 16.0, 11.7, 10.6]

    drawn = chart(deficits, direction=NEITHER)

    assert drawn.mean == pytest.approx(12.75)
    assert drawn.lower_limit == pytest.approx(8.32, abs=0.01)
    assert drawn.upper_limit == pytest.approx(17.18, abs=0.01)
    assert drawn.variation is Variation.COMMON


# Limits


def test_one_accident_does_not_widen_the_limits() -> None:
    drawn = chart([10.0, 12.0] * 8 + [90.0] + [10.0, 12.0] * 8, direction=UP)

    # the two jumps to and from 90 are left out; the other moving ranges are all 2
    assert drawn.mean is not None
    assert drawn.upper_limit == pytest.approx(drawn.mean + 2.66 * 2)
    assert causes(drawn)[16] is OUTSIDE


def test_moving_ranges_are_the_distances_to_the_value_before() -> None:
    drawn = chart([3, 7, 6], direction=UP)

    assert [point.moving_range for point in drawn.points] == [None, 4, 1]


def test_a_gap_is_skipped_and_keeps_its_place() -> None:
    gappy = chart([None, 3, None, 7, 6, None], direction=UP)
    whole = chart([3, 7, 6], direction=UP)

    assert [point.value for point in gappy.points] == [None, 3, None, 7, 6, None]
    assert [point.moving_range for point in gappy.points] == [None, None, None, 4, 1, None]
    assert (gappy.mean, gappy.lower_limit) == (whole.mean, whole.lower_limit)


def test_a_run_goes_on_across_a_gap() -> None:
    rising = chart([*RESTLESS, 7, 8, 9, None, 10, 11, None, 12, 13], direction=UP)

    assert causes(rising)[12:] == [TREND, TREND, TREND, None, TREND, TREND, None, TREND, TREND]


# The four rules


def test_seven_rising_points_are_a_trend_and_six_are_not() -> None:
    six = chart([*RESTLESS, 7, 8, 9, 10, 11, 12, 3], direction=UP)
    seven = chart([*RESTLESS, 7, 8, 9, 10, 11, 12, 13, 3], direction=UP)

    assert TREND not in causes(six)
    assert causes(seven) == [*[None] * 12, *[TREND] * 7, None]


def test_standing_still_breaks_a_trend() -> None:
    assert TREND not in causes(chart([*RESTLESS, 7, 8, 9, 9, 10, 11, 12], direction=UP))


def test_a_rise_means_high_and_a_fall_low_wherever_the_mean_is() -> None:
    rise, fall = [7, 8, 9, 10, 11, 12, 13], [13, 12, 11, 10, 9, 8, 7]

    def latest(values: list[int], direction: Direction) -> list[str]:
        return judgements(chart([*RESTLESS[:-1], *values], direction=direction))[-7:]

    assert latest(rise, NEITHER) == ["high"] * 7
    assert latest(rise, UP) == ["improvement"] * 7
    assert latest(rise, DOWN) == ["concern"] * 7
    assert latest([20, *fall], NEITHER) == ["low"] * 7
    assert latest([20, *fall], DOWN) == ["improvement"] * 7


def test_a_turning_point_belongs_to_the_later_trend() -> None:
    drawn = chart([*RESTLESS, *range(5, 12), *range(10, 4, -1)], direction=NEITHER)

    assert judgements(drawn)[12:] == ["high"] * 6 + ["low"] * 7


def test_seven_points_on_one_side_are_a_shift_and_six_are_not() -> None:
    seven = chart([0, 8, 0, 8, 0, 8, 0, 11, 19, 11, 19, 11, 19, 11], direction=DOWN)
    six = chart([0, 8, 0, 8, 0, 8, 11, 19, 11, 19, 11, 19], direction=DOWN)

    assert causes(seven) == [SHIFT] * 14
    assert judgements(seven) == ["improvement"] * 7 + ["concern"] * 7
    assert causes(six) == [None] * 12


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    sides = [12, 18, 12, 10, 12, 18, 12, 18, 2, 8, 2, 8, 2, 6]
    drawn = chart(sides, direction=UP)

    assert drawn.mean == 10
    assert causes(drawn) == [None] * 14


def test_two_of_three_near_a_limit_are_special_and_the_third_is_not() -> None:
    values = [10.0, 12.0] * 10 + [16.0, 12.0, 16.2] + [10.0, 12.0] * 10
    drawn = chart(values, direction=UP)

    assert causes(drawn)[20:23] == [TWO, None, TWO]
    assert judgements(drawn)[20:23] == ["improvement", "common", "improvement"]


def test_two_of_three_need_all_three_on_their_side_of_the_mean() -> None:
    drawn = chart([10.0, 12.0] * 10 + [16.0, 10.0, 16.2] + [10.0, 12.0] * 10, direction=UP)

    assert TWO not in causes(drawn)


def test_a_point_outside_the_limits_is_the_third_but_not_one_of_the_two() -> None:
    one_near = chart([10.0, 12.0] * 10 + [15.5, 30.0, 12.0] + [10.0, 12.0] * 10, direction=UP)
    two_near = chart([10.0, 12.0] * 10 + [15.9, 30.0, 15.8] + [10.0, 12.0] * 10, direction=UP)

    assert causes(one_near)[20:23] == [None, OUTSIDE, None]
    assert causes(two_near)[20:23] == [TWO, OUTSIDE, TWO]


def test_outside_the_limits_comes_before_a_trend_and_a_trend_before_a_shift() -> None:
    leaving = chart([*RESTLESS, 7, 8, 9, 10, 11, 12, 60], direction=UP)
    above = chart([*RESTLESS, 12, 13, 14, 15, 16, 17, 18, 0], direction=UP)

    assert causes(leaving)[12:] == [*[TREND] * 6, OUTSIDE]
    assert causes(above)[11:] == [SHIFT, *[TREND] * 7, None]


# Judgement, variation, assurance


@pytest.mark.parametrize(
    ("direction", "judgement", "variation"),
    [
        (UP, Judgement.IMPROVEMENT, Variation.IMPROVEMENT),
        (DOWN, Judgement.CONCERN, Variation.CONCERN),
        (NEITHER, Judgement.HIGH, Variation.HIGH),
    ],
)
def test_direction_says_what_a_high_point_means(
    direction: Direction, judgement: Judgement, variation: Variation
) -> None:
    drawn = chart([*UNEVENTFUL, 60], direction=direction)

    assert drawn.points[-1].judgement is judgement
    assert drawn.variation is variation


def test_the_latest_value_decides_the_variation_even_before_a_gap() -> None:
    drawn = chart([*UNEVENTFUL, -60, None], direction=NEITHER)

    assert drawn.variation is Variation.LOW


@pytest.mark.parametrize(
    ("target", "direction", "expected"),
    [
        (-5, UP, Assurance.MEETS),
        (-5, DOWN, Assurance.MISSES),
        (20, UP, Assurance.MISSES),
        (20, DOWN, Assurance.MEETS),
        (5, UP, Assurance.EITHER),
        (5 + 2.66 * 2, UP, Assurance.EITHER),
        (20, NEITHER, None),
        (None, UP, None),
    ],
)
def test_assurance_compares_the_latest_target_with_the_limits(
    target: float | None, direction: Direction, expected: Assurance | None
) -> None:
    drawn = chart(UNEVENTFUL, direction=direction, targets=[target] * 12)

    assert drawn.assurance is expected


def test_an_older_target_gives_way_to_a_newer_one() -> None:
    drawn = chart(UNEVENTFUL, direction=UP, targets=[-5.0, None, 20.0, *[None] * 9])

    assert drawn.assurance is Assurance.MISSES


# Honest answers


def test_nothing_and_one_value_have_no_limits() -> None:
    nothing, gaps, one = (chart(v, direction=UP, targets=[]) for v in ([], [None], [None, 4]))

    assert (nothing.mean, nothing.points, nothing.note) == (None, (), "There are no values yet.")
    assert [point.value for point in gaps.points] == [None]
    assert (one.mean, one.lower_limit, one.variation, one.assurance) == (4, None, None, None)
    assert one.note == "1 point: limits need at least two."


def test_few_points_have_provisional_limits() -> None:
    assert chart([4, 6] * 3 + [4], direction=UP).note == (
        "7 points: limits are provisional below 12."
    )
    assert chart(UNEVENTFUL, direction=UP).note == ""


def test_a_constant_series_has_its_limits_on_the_mean_and_nothing_special() -> None:
    drawn = chart([95] * 14, direction=UP, targets=[95] * 14)

    assert drawn.mean == drawn.lower_limit == drawn.upper_limit == 95
    assert causes(drawn) == [None] * 14
    assert drawn.assurance is Assurance.MEETS
    assert drawn.note == "Every value is the same, so the limits lie on the mean."


def test_a_constant_series_of_fractions_is_constant_too() -> None:
    drawn = chart([0.1] * 13 + [0.1 + 1e-17, 0.30000000000000004 - 0.2], direction=UP)

    assert causes(drawn) == [None] * 15


def test_limits_that_fall_on_the_mean_are_owned_up_to() -> None:
    drawn = chart([0] * 11 + [5] + [0] * 11, direction=DOWN)

    assert drawn.lower_limit == drawn.upper_limit == drawn.mean
    assert causes(drawn) == [OUTSIDE] * 23
    assert "Nearly every value equals the one before" in drawn.note


def test_rounding_is_not_variation() -> None:
    # a percentage worked out in two ways differs in its last digit
    drawn = chart([100 * 0.07, 7.0] * 10, direction=UP)

    assert causes(drawn) == [None] * 20


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 1e301])
def test_what_is_not_a_number_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not a value that can be charted"):
        chart([1, wrong, 2], direction=UP)
    with pytest.raises(ValueError, match="not a value that can be charted"):
        chart([1, 2], direction=UP, targets=[1, wrong])


def test_targets_must_match_the_values() -> None:
    with pytest.raises(ValueError, match="one target"):
        chart([1, 2], direction=UP, targets=[1])


def test_the_largest_values_do_not_overflow() -> None:
    drawn = chart([1e300, -1e300] * 20, direction=UP)

    assert drawn.mean == 0
    assert drawn.upper_limit is not None
    assert math.isfinite(drawn.upper_limit)


# In words


def test_the_summary_of_a_shift_counts_its_months() -> None:
    lows = [0, 8, 0, 8, 0, 8, 0]
    drawn = chart([11, 19, 11, 19, 11, 19, 11, *lows], direction=DOWN, targets=[3] * 14)

    assert summary(drawn, period="month") == (
        "For seven months in a row the value has been below the mean. "
        "That is very unlikely to be chance. "
        "Whether the target is met still varies from month to month."
    )


def test_the_summary_of_a_run_with_a_gap_does_not_claim_months_in_a_row() -> None:
    shift = chart([11, 19, 11, 19, 11, 19, 11, 0, 8, None, 0, 8, 0, 8, 0], direction=DOWN)
    trend = chart([*RESTLESS, 7, 8, None, 9, 10, 11, 12, 13], direction=UP)

    assert summary(shift, period="month").startswith(
        "The last seven values have all been below the mean."
    )
    assert summary(trend, period="month").startswith(
        "Each of the last six values was higher than the one before."
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([4, 6] * 6, "The latest value varies as values here usually do."),
        ([4, 6] * 6 + [60], "The latest value is above the upper limit."),
        ([4, 6] * 6 + [-60], "The latest value is below the lower limit."),
        ([0.0, 40.0] * 9 + list(range(26, 13, -1)), "Each of the last 13 months was lower than"),
        (
            [10.0, 12.0] * 20 + [16.0, 12.0, 16.2],
            "At least two of the last three values are close to the upper limit, and all",
        ),
    ],
)
def test_the_summary_says_what_the_latest_point_is(values: list[float], said: str) -> None:
    sentence = summary(chart(values, direction=UP), period="month")

    assert sentence.startswith(said)
    assert ("very unlikely to be chance" in sentence) == ("usually" not in sentence)


def test_the_summary_says_whether_the_target_can_be_relied_upon() -> None:
    met = chart(UNEVENTFUL, direction=UP, targets=[-5] * 12)
    missed = chart(UNEVENTFUL, direction=DOWN, targets=[-5] * 12)

    assert summary(met).endswith("As things are, the target is consistently met.")
    assert summary(missed).endswith("As things are, the target is consistently missed.")


def test_the_summary_of_nothing_says_so() -> None:
    assert summary(chart([], direction=UP)) == "There are no values yet."


# An independent second opinion, in exact fractions and without haste


def _second_opinion(numbers: Sequence[int]) -> tuple[Fraction, Fraction, list[str | None]]:
    values = [Fraction(number) for number in numbers]
    n = len(values)
    mean = sum(values, Fraction(0)) / n
    moves = [abs(values[i] - values[i - 1]) for i in range(1, n)]
    first = sum(moves, Fraction(0)) / len(moves)
    kept = [move for move in moves if move * 1000 <= 3267 * first]
    reach = Fraction(266, 100) * sum(kept, Fraction(0)) / len(kept)

    def windows(i: int, size: int) -> list[list[int]]:
        starts = range(max(0, i - size + 1), min(i, n - size) + 1)
        return [list(range(start, start + size)) for start in starts]

    def is_outside(i: int) -> bool:
        return not mean - reach <= values[i] <= mean + reach

    def is_near(i: int, side: int) -> bool:
        return not is_outside(i) and (values[i] - mean) * side > 2 * reach / 3

    def in_trend(i: int) -> bool:
        for window in windows(i, 7):
            run = [values[j] for j in window]
            if len(set(run)) == 7 and run in (sorted(run), sorted(run, reverse=True)):
                return True
        return False

    def in_two_of_three(i: int) -> bool:
        return any(
            is_near(i, side)
            and sum(is_near(j, side) for j in window) >= 2
            and all((values[j] - mean) * side > 0 for j in window)
            for window in windows(i, 3)
            for side in (1, -1)
        )

    def in_shift(i: int) -> bool:
        return any(
            all((values[j] - mean) * side > 0 for j in window)
            for window in windows(i, 7)
            for side in (1, -1)
        )

    def first_that_fits(i: int) -> str | None:
        rules = [is_outside, in_trend, in_two_of_three, in_shift]
        names = ["outside limits", "trend", "two of three", "shift"]
        return next((name for rule, name in zip(rules, names, strict=True) if rule(i)), None)

    return mean, reach, [first_that_fits(i) for i in range(n)]


@given(st.lists(st.integers(-40, 40), min_size=2, max_size=60))
def test_an_exact_second_opinion_agrees(numbers: list[int]) -> None:
    mean, reach, expected = _second_opinion(numbers)

    drawn = chart(numbers, direction=NEITHER)

    assert drawn.mean == pytest.approx(float(mean))
    assert drawn.upper_limit == pytest.approx(float(mean + reach))
    assert causes(drawn) == expected


@given(st.lists(st.integers(-9, 9).map(lambda n: n / 10), min_size=2, max_size=40))
def test_turning_the_series_over_turns_every_judgement_over(values: list[float]) -> None:
    drawn = chart(values, direction=UP)
    over = chart([-value for value in values], direction=DOWN)

    assert judgements(drawn) == judgements(over)
    assert causes(drawn) == causes(over)


@given(
    st.lists(
        st.none() | st.floats(allow_nan=False, min_value=-1e300, max_value=1e300), max_size=30
    ),
    st.sampled_from(Direction),
)
def test_whatever_comes_every_point_is_kept_and_the_summary_can_be_said(
    values: list[float | None], direction: Direction
) -> None:
    drawn = chart(values, direction=direction, targets=values)

    assert [point.value for point in drawn.points] == values
    assert summary(drawn)
