"""Steps: plain forms, one act each, and every removal can be undone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.plan import queries
from learnplan.mine.plan.models import STEP_LIMIT, Goal, Step
from learnplan.mine.plan.services import steps
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, steps_now
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]


def texts(owner: Actor, goal: Goal) -> list[str]:
    return [step.text for step in steps_now(owner, goal)]


def address_of(goal: Goal, number: int, act: str) -> str:
    return f"/plan/goals/{goal.id}/steps/{queries.steps_of(goal)[number].id}/{act}"


def test_steps_are_added_after_the_others(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",))
    here = f"/plan/goals/{goal.id}"

    shown = visit(ana).post(f"{here}/steps", page=here, text="  Ask   Dana ")

    assert shown.status_code == 200
    assert texts(ana, goal) == ["Read", "Ask Dana"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Write the step."), ("x" * (STEP_LIMIT + 1), "at most 500 characters")],
)
def test_a_step_that_cannot_be_kept_says_why_and_stays_in_its_field(
    visit: Visit, text: str, sentence: str
) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    here = f"/plan/goals/{goal.id}"

    shown = visit(ana).post(f"{here}/steps", page=here, text=text)

    assert shown.status_code == 422
    assert sentence in shown.text
    assert text.strip() in shown.text
    assert texts(ana, goal) == []


def test_a_step_is_ticked_and_unticked(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",))
    here = f"/plan/goals/{goal.id}"
    browser = visit(ana)

    for act, done in (("tick", True), ("untick", False), ("tick", True)):
        browser.post(address_of(goal, 0, act), page=here)
        assert steps_now(ana, goal)[0].is_done is done


def test_ticking_twice_keeps_the_first_moment() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",))
    moments = []
    for _ in range(2):
        with transaction(Database.LEARNING):
            kept = queries.own_goal_for(ana, goal.id)
            step = queries.step_for(ana, goal.id, queries.steps_of(kept)[0].id)
            steps.tick_step(ana, kept, step)
            moments.append(step.done_at)

    assert moments[0] == moments[1]


def test_a_step_is_rewritten(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",))
    browser = visit(ana)

    assert 'value="Read"' in browser.get(address_of(goal, 0, "edit")).text
    assert browser.post(address_of(goal, 0, "edit"), text="").status_code == 422
    browser.post(address_of(goal, 0, "edit"), text="Read it twice")

    assert texts(ana, goal) == ["Read it twice"]


def test_steps_change_places_and_stay_at_the_ends(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("A", "B", "C"))
    here = f"/plan/goals/{goal.id}"
    browser = visit(ana)

    for number, places, order in (
        (2, -1, ["A", "C", "B"]),
        (0, 1, ["C", "A", "B"]),
        (0, -1, ["C", "A", "B"]),
        (2, 1, ["C", "A", "B"]),
        (0, 2, ["A", "B", "C"]),
        (2, -(10**30), ["C", "A", "B"]),
        (1, "far", ["C", "A", "B"]),
    ):
        browser.post(address_of(goal, number, "move"), page=here, places=str(places))
        assert texts(ana, goal) == order


def test_a_removed_step_comes_back_to_its_place(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("A", "B", "C"))
    browser = visit(ana)
    back = address_of(goal, 1, "restore")

    gone = browser.post(address_of(goal, 1, "remove"), page=f"/plan/goals/{goal.id}")
    assert texts(ana, goal) == ["A", "C"]
    assert "Removed: B" in gone.text

    browser.client.post(back, data=hidden_fields(gone.text, back))
    assert texts(ana, goal) == ["A", "B", "C"]


def test_what_was_removed_more_than_a_day_ago_goes_for_good_at_the_next_removal() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, steps_to_take=("A", "B", "C"))
    now = clock.now()
    for ago in (timedelta(days=1, minutes=1), timedelta()):
        with clock.stopped(now - ago), transaction(Database.LEARNING):
            kept = queries.own_goal_for(ana, goal.id)
            step = queries.step_for(ana, goal.id, queries.steps_of(kept)[0].id)
            steps.remove_step(ana, kept, step)

    assert sorted(db.session.scalars(db.select(Step.text))) == ["B", "C"]
