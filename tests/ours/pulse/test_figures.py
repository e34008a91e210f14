"""A figure as it is shown: clipped to what is possible, with its likely range and its change."""

from fractions import Fraction

import pytest

from learnplan.ours.pulse.drawings import LEFT, RIGHT, drawing
from learnplan.ours.pulse.figures import Figure, total
from learnplan.ours.pulse.words import about, likely

ONE, HALF = Fraction(1), Fraction(1, 2)


def a_figure(
    value: int, people: int, *, most: int = 1, epsilon: Fraction = ONE, blocks: int = 1
) -> Figure:
    return Figure(value=value, people=people, most=most, epsilon=epsilon, blocks=blocks)


@pytest.mark.parametrize(
    ("value", "people", "most", "said"),
    [
        (6, 9, 1, "About 6 of 9 (likely 5 to 7)"),
        (-3, 9, 1, "About 0 of 9 (likely 0 to 1)"),
        (12, 9, 1, "About 9 of 9 (likely 8 to 9)"),
        (14, 9, 3, "About 14 of 27 points (likely 9 to 19)"),
        (1234, 1500, 1, "About 1,234 of 1,500 (likely 1,233 to 1,235)"),
    ],
)
def test_a_figure_is_said_within_what_is_possible(
    value: int, people: int, most: int, said: str
) -> None:
    figure = a_figure(value, people, most=most)

    assert f"{about(figure)} ({likely(figure)})" == said


def test_figures_are_added_up_as_they_were_published_and_only_then_shown() -> None:
    found = total([a_figure(-2, 6), a_figure(8, 7), a_figure(3, 10)])

    assert found == a_figure(9, 23, blocks=3)
    assert found.likely == (6, 12)


def test_figures_of_two_questions_are_not_added_up() -> None:
    one = a_figure(1, 6)
    for others in ([], [one, a_figure(1, 6, most=3)], [one, a_figure(1, 6, epsilon=HALF)]):
        with pytest.raises(ValueError, match="one question"):
            total(others)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (a_figure(3, 9), a_figure(6, 9), 0),
        (a_figure(3, 9), a_figure(7, 9), 4),
        (a_figure(8, 9), a_figure(3, 9), -5),
        # Two people more could be two answers more.
        (a_figure(3, 9), a_figure(8, 11), 0),
        (a_figure(3, 9), a_figure(9, 11), 6),
        # What is shown moved by 2 only.
        (a_figure(-4, 9), a_figure(2, 9), 0),
        # The noise of one of them is larger, so more is asked for.
        (a_figure(1, 9, epsilon=HALF), a_figure(6, 9), 0),
        (a_figure(1, 30, most=3), a_figure(12, 30, most=3), 0),
        (a_figure(1, 30, most=3), a_figure(13, 30, most=3), 12),
    ],
)
def test_a_change_is_pointed_out_only_beyond_noise_and_beyond_who_came_and_went(
    before: Figure, now: Figure, change: int
) -> None:
    assert now.change_since(before) == change


def test_few_people_are_dots_and_many_are_a_bar() -> None:
    few, many, points = (
        drawing(figure) for figure in (a_figure(6, 9), a_figure(20, 40), a_figure(6, 9, most=3))
    )

    assert [is_on for _, is_on in few.dots] == [True] * 6 + [False] * 3
    assert few.low == few.dots[4][0]
    assert few.high == few.dots[6][0]
    assert many.dots == points.dots == ()
    assert many.bar == (LEFT + RIGHT) / 2


@pytest.mark.parametrize("value", [-5, 0, 1, 12, 24, 40])
@pytest.mark.parametrize("people", [6, 12, 24, 25, 10_000])
def test_a_drawing_stays_in_its_box(value: int, people: int) -> None:
    it = drawing(a_figure(value, people))

    assert LEFT <= it.low <= it.high <= RIGHT
    assert LEFT <= it.bar <= RIGHT
    assert all(LEFT <= x <= RIGHT for x, _ in it.dots)
