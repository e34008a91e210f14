"""The simulation finds what can be found, and only that; its figures are those of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.ours.pulse.likelihood import guessing_bound, mean_error
from tests.places import ROOT
from tools.disclosure.__main__ import SEED, Measure
from tools.disclosure.algebra import Row, reduced
from tools.disclosure.attackers import by_subtraction, comparing, outsider, told, within_reach
from tools.disclosure.dashboards import careful, ordinary
from tools.disclosure.on_dashboards import of_fresh_noise, of_the_ordinary_one
from tools.disclosure.on_the_gate import guessed_right, of_the_gate
from tools.disclosure.organisation import Month, Person, twelve_months
from tools.disclosure.protected import Number, a_key, four_quarters
from tools.disclosure.report import Section, table

PAGE = (ROOT / "docs" / "disclosure-simulation.md").read_text(encoding="utf-8")


def counts(answers: str, *groups: Sequence[int]) -> dict[str, Row]:
    """The groups' counts, where people answered as ``answers`` says: y or n, by their number."""
    return {
        str(name): Row(dict.fromkeys(group, 1), sum(answers[person] == "y" for person in group))
        for name, group in enumerate(groups)
    }


def a_month(*teams: str, location: Sequence[int] = ()) -> Month:
    """Teams by the answers of their people; all at one place, unless ``location`` says where."""
    people = [(team, answer) for team, answers in enumerate(teams) for answer in answers]
    return tuple(
        Person(
            team=team,
            location=location[number] if location else 0,
            months_here=200,
            yes=answer == "y",
        )
        for number, (team, answer) in enumerate(people)
    )


def moved(month: Month, person: int, *, team: int) -> Month:
    return (*month[:person], replace(month[person], team=team), *month[person + 1 :])


# What follows within one month


def test_a_group_without_another_gives_the_person_between_them() -> None:
    shown = counts("ynyny", [0, 1, 2, 3, 4], [0, 1, 2, 3])

    assert by_subtraction(shown) == {4}
    assert outsider(shown) == {4: True}


def test_two_parts_taken_from_the_whole_give_who_is_in_neither() -> None:
    shown = counts("ynynyny", range(7), [0, 1, 2], [3, 4, 5])

    assert outsider(shown) == {6: True}


def test_three_overlapping_pairs_give_everybody() -> None:
    shown = counts("yny", [0, 1], [1, 2], [0, 2])

    assert by_subtraction(shown) == {0, 1, 2}
    assert outsider(shown) == {0: True, 1: False, 2: True}


def test_groups_that_do_not_overlap_give_nobody() -> None:
    shown = counts("ynynny", [0, 1, 2], [3, 4, 5])

    assert by_subtraction(shown) == set()
    assert outsider(shown) == {}


def test_a_group_that_all_said_the_same_gives_everybody_though_subtraction_gives_nobody() -> None:
    shown = counts("yyynnn", [0, 1, 2], [3, 4, 5])

    assert by_subtraction(shown) == set()
    assert outsider(shown) == {0: True, 1: True, 2: True, 3: False, 4: False, 5: False}


def test_who_is_known_is_taken_out_of_what_else_they_are_in() -> None:
    shown = counts("yyyn", [0, 1, 2], [2, 3])

    assert outsider(shown)[3] is False


def test_who_was_told_all_but_one_of_a_group_knows_the_last() -> None:
    shown = counts("ynyyn", range(5))

    assert told(shown, {0: True, 1: False, 2: True, 3: True}) == {4: False}
    assert told(shown, {0: True, 1: False, 2: True}) == {}


def test_a_group_of_five_is_within_reach_of_whoever_knows_four_and_six_are_not() -> None:
    assert within_reach(counts("ynyyn", range(5)), colleagues=4) == set(range(5))
    assert within_reach(counts("ynyynn", range(6)), colleagues=4) == set()


@given(
    answers=st.lists(st.booleans(), min_size=6, max_size=6),
    groups=st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=6),
)
def test_what_is_found_is_what_every_possible_answer_agrees_on(
    answers: list[bool], groups: list[set[int]]
) -> None:
    shown = counts("".join("ny"[yes] for yes in answers), *map(sorted, groups))
    possible = [
        each
        for each in product((False, True), repeat=6)
        if all(sum(each[one] for one in row.weights) == row.total for row in shown.values())
    ]
    certain = {
        one: answers[one] for one in range(6) if all(each[one] == answers[one] for each in possible)
    }

    found = outsider(shown)

    assert found.items() <= certain.items()
    assert by_subtraction(shown) <= found.keys()


def test_reduced_rows_each_have_somebody_to_themselves() -> None:
    rows = reduced(ordinary(twelve_months("any")[0]).values())

    for person in rows:
        assert [own for own, row in rows.items() if person in row.weights] == [person]


# What follows from two


def test_a_mover_is_found_in_the_difference_of_two_months() -> None:
    before = a_month("ynyyny", "nynyn")
    after = moved(before, 0, team=1)

    assert outsider(ordinary(before)) == outsider(ordinary(after)) == {}
    assert comparing(ordinary(before), ordinary(after)) == {0: True}


def test_nothing_is_claimed_where_nobody_moved() -> None:
    month = a_month("ynyyny", "nynyn")

    assert comparing(ordinary(month), ordinary(month)) == {}


def test_two_groups_that_disagree_about_a_mover_leave_them_alone() -> None:
    before = counts("ynynnyn", range(4), [4, 5, 6])
    after = counts("yyynnyn", [1, 2, 3], [0, 4, 5, 6])  # number 1 stayed, and changed their mind

    assert comparing(before, after) == {}


# The dashboards


def test_groups_below_five_are_hidden_and_found_all_the_same() -> None:
    month = a_month("ynynyn", "ynynyn", location=[0, 0, 0, 0, 0, 1] + [0] * 6)

    shown = ordinary(month)

    assert min(len(row.weights) for row in shown.values()) == 5
    assert outsider(shown) == {5: False}


def test_hiding_more_repairs_a_month_and_not_the_next() -> None:
    before = a_month("ynynyn", "ynynyn", location=[0, 0, 0, 0, 0, 1] + [0] * 6)
    after = moved(before, 0, team=1)

    assert outsider(careful(before)) == outsider(careful(after)) == {}
    assert comparing(careful(before), careful(after)) == {0: True}


def test_six_of_the_two_hundred_move_each_month_and_few_change_their_minds() -> None:
    months = twelve_months("any")

    for month, later in pairwise(months):
        assert sum(a.team != b.team for a, b in zip(month, later, strict=True)) == 6
        assert sum(a.yes != b.yes for a, b in zip(month, later, strict=True)) < 20
    assert months == twelve_months("any")
    assert months != twelve_months("another")


# The gate


def years(months: Sequence[Month], times: int) -> list[list[dict[str, Number]]]:
    return [[q.publish(a_key(time)) for q in four_quarters(months)] for time in range(times)]


def starts(months: Sequence[Month]) -> list[Month]:
    return [quarter.month for quarter in four_quarters(months)]


def test_who_knows_everybody_else_is_right_no_more_often_than_the_bound() -> None:
    months = twelve_months("any")

    share, error = guessed_right(years(months, 30), starts(months))

    assert share <= guessing_bound(1) + 4 * error
    assert error < 0.02


def test_who_knows_everybody_else_is_always_right_where_there_is_no_noise() -> None:
    months = twelve_months("any")
    bare = [
        [
            {name: replace(number, published=number.true) for name, number in quarter.items()}
            for quarter in year
        ]
        for year in years(months, 2)
    ]

    assert guessed_right(bare, starts(months)) == (1, 0)


def test_the_blocks_of_a_quarter_have_six_people_and_nobody_in_common() -> None:
    for quarter in years(twelve_months("any"), 1)[0]:
        people = [person for number in quarter.values() for person in number.true.weights]

        assert len(people) == len(set(people)) == 200
        assert by_subtraction({name: number.shown for name, number in quarter.items()}) == set()
        assert min(number.people for number in quarter.values()) >= 6


def test_the_errors_are_those_that_every_page_announces() -> None:
    quarters = [quarter for year in years(twelve_months("any"), 30) for quarter in year]
    announced = [mean_error(epsilon=Fraction(1), most=1, blocks=len(each)) for each in quarters]
    found = [abs(sum(number.error for number in each.values())) for each in quarters]

    assert sum(found) == pytest.approx(sum(announced), rel=0.25)


# The page


def on_the_page(section: Section) -> Mapping[str, bool]:
    said = " ".join(PAGE.split())
    return {what: f"{what} {figure}" in said for what, figure in section.lines}


@pytest.mark.parametrize("measure", [of_the_ordinary_one, of_fresh_noise, of_the_gate])
def test_the_page_has_the_figures_that_come_out(measure: Measure) -> None:
    section = measure(twelve_months(SEED))

    assert section.heading in PAGE
    assert all(on_the_page(section).values()), table([section])


def test_another_organisation_would_be_noticed() -> None:
    section = of_fresh_noise(twelve_months("another"))

    assert not all(on_the_page(section).values())
