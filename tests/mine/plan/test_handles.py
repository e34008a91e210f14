"""What is written after ``@`` means the goal a person would think of, or nothing."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.mine.plan.handles import MOST_LETTERS, GoalChoice, find_goal, give_handles


def choices(*titles: str, finished: tuple[str, ...] = ()) -> list[GoalChoice]:
    every = [*titles, *finished]
    return [
        GoalChoice(id=uuid4(), title=title, handle=handle, is_open=title not in finished)
        for title, handle in zip(every, give_handles(every), strict=True)
    ]


def meant(goals: list[GoalChoice], written: str) -> str | None:
    found = find_goal(goals, written)
    return found.title if found else None


@pytest.mark.parametrize(
    ("title", "handle"),
    [
        ("Find out why Monday’s reports are slow", "find-out-why-mondays"),
        ("Hold a one-to-one that people look forward to", "hold-a-one-to"),
        ("Étudier l'économie à Lyon", "étudier-léconomie-à-lyon"),
        ("学ぶ", "学ぶ"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "donaudampfschifffahrtsgesellsc"),
        ("!!!", "goal"),
    ],
)
def test_a_handle_is_the_beginning_of_the_title(title: str, handle: str) -> None:
    assert give_handles([title]) == [handle]


def test_handles_of_equal_titles_are_numbered() -> None:
    assert give_handles(["Write", "Write", "write 2", "Write"]) == [
        "write",
        "write-2",
        "write-2-2",
        "write-3",
    ]


@given(st.lists(st.text(max_size=60), max_size=8))
def test_handles_are_short_all_different_and_mean_their_own_goal(titles: list[str]) -> None:
    goals = choices(*titles)

    assert len({goal.handle for goal in goals}) == len(goals)
    for goal in goals:
        assert len(goal.handle) <= MOST_LETTERS + 4
        assert find_goal(goals, f"@{goal.handle}") == goal


@pytest.mark.parametrize(
    "written", ["monday-reports", "@monday-reports", "slow_monday", "Reports", "MONDAY’S", "repor"]
)
def test_any_beginnings_of_its_words_mean_a_goal(written: str) -> None:
    goals = choices("Find out why Monday’s reports are slow", "Explain an index choice")

    assert meant(goals, written) == "Find out why Monday’s reports are slow"


def test_accents_do_not_matter_when_writing() -> None:
    assert meant(choices("Étudier l’économie"), "economie") is None
    assert meant(choices("Étudier à l économie"), "economie") == "Étudier à l économie"


@pytest.mark.parametrize("written", ["", "@", "--", "monday-invoice", "onday", "index"])
def test_what_fits_no_goal_or_more_than_one_means_none(written: str) -> None:
    goals = choices("Monday’s reports", "Explain an index", "Choose an index")

    assert meant(goals, written) is None


def test_a_handle_wins_over_words_that_fit_several_goals() -> None:
    goals = choices("Write", "Write less")

    assert meant(goals, "write") == "Write"


def test_open_goals_are_looked_at_before_finished_ones() -> None:
    goals = choices("Learn SQL joins", finished=("Learn SQL windows", "Learn Rust"))

    assert meant(goals, "sql") == "Learn SQL joins"
    assert meant(goals, "rust") == "Learn Rust"


def test_a_handle_stops_at_the_end_of_a_word() -> None:
    assert give_handles(["Understand institutional procurement"]) == ["understand-institutional"]
