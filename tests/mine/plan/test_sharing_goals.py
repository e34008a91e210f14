"""Opening a goal to one person: what both of them see, and taking it back."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityTag
from learnplan.mine.plan import queries
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.words import State
from learnplan.mine.sharing.queries import shared_with
from tests.factories.circles import a_circle
from tests.factories.people import a_manager, a_unit, a_worker, leave
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import what_is_shown, words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
PROMISE = (
    "the goal, the practice it follows or its rounds, its steps and what happened: days, kinds, "
    "minutes and the line you wrote; and evidence that goes along. Your notes and thoughts, and "
    "whom you ask, stay with you."
)


def page_of(goal: Goal) -> str:
    return f"/plan/goals/{goal.id}"


def an_activity_for(owner: Actor, goal: Goal) -> None:
    with transaction(Database.LEARNING):
        db.session.add(
            Activity(
                owner_id=owner.id,
                what="Read the EXPLAIN chapter",
                happened_on=date(2026, 5, 7),
                minutes=45,
                note="PRIVATE-NOTE",
                thoughts="PRIVATE-THOUGHT",
                with_whom="PRIVATE-COMPANY",
                tags=[ActivityTag(owner_id=owner.id, tag="private-tag")],
                goals=[ActivityGoal(goal_id=goal.id)],
            )
        )


def test_an_unshared_goal_says_that_only_its_owner_sees_it(visit: Visit) -> None:
    ana = a_worker()

    said = words(visit(ana).get(page_of(a_goal(owner=ana))).text)

    assert "Only you can see this page" in said
    assert "Whoever you share it with sees " + PROMISE in said


def test_sharing_says_with_whom_and_until_when(visit: Visit) -> None:
    with clock.stopped(datetime(2026, 5, 12, 12, tzinfo=UTC)):
        ana, dana = a_worker(), a_worker(name="Dana Steward")
        goal = a_goal(owner=ana, title="Read", state=State.ACTIVE)
        browser = visit(ana)

        shown = browser.post(
            f"/share/goal/{goal.id}", page_of(goal), reader_id=str(dana.id), until="2026-06-30"
        )

        said = words(shown.text)
        assert "Dana Steward can see this goal now." in said
        assert "Dana Steward can see this goal, until 30 June" in said
        assert "They see " + PROMISE in said
        assert "Shared with Dana Steward, until 30 June" in words(browser.get("/plan/").text)
        assert f'value="{dana.id}"' not in browser.get(page_of(goal)).text


@only_on_sqlite  # who holds what is asked of the directory in the same words on both
def test_whoever_manages_or_keeps_something_here_is_said_to_before_and_after_sharing(
    visit: Visit,
) -> None:
    unit = a_unit("Packaging")
    ana, ben, marek = a_worker(), a_worker(name="Ben Roth"), a_manager(of=unit)
    circle = a_circle(ana, ben, marek, name="Readers")
    page = page_of(a_goal(owner=ana))
    goal_id = page.rpartition("/")[2]

    offered = visit(ana).get(page).text
    share = f"/share/goal/{goal_id}"
    shared = [
        words(visit(ana).post(share, page=page, reader_id=str(each), until="").text)
        for each in (marek.id, ben.id, circle.id)
    ]

    assert ">Marek Manager (manages Packaging)</option>" in offered
    assert ">Ben Roth</option>" in offered
    assert "Marek Manager (manages Packaging) can see this goal now." in shared[0]
    assert "Manages Packaging, and reads this only because you shared it." in shared[0]
    assert "Ben Roth can see this goal now." in shared[1]
    assert "Whoever is in the circle: also Marek Manager (manages Packaging)." in shared[2]


def test_somebody_who_has_left_is_not_offered_and_is_still_seen_where_they_can_read(
    visit: Visit,
) -> None:
    ana, dana = a_worker(), a_worker(name="Dana Steward")
    shared, unshared = a_goal(owner=ana, shared_with=dana), a_goal(owner=ana)
    browser = visit(ana)
    offered = browser.get(page_of(unshared)).text
    leave(dana, last_day=date(2025, 1, 31))

    fresh = browser.get(page_of(unshared)).text
    refused = browser.post(f"/share/goal/{unshared.id}", page_of(unshared), reader_id=str(dana.id))
    before = words(browser.get(page_of(shared)).text)
    stopped = browser.post(f"/share/goal/{shared.id}/stop/{dana.id}", page_of(shared))

    assert f'value="{dana.id}"' in offered
    assert f'value="{dana.id}"' not in fresh
    assert refused.status_code == 422
    assert "Choose somebody who works here, or a circle of yours." in refused.text
    assert "Dana Steward can see this goal" in before
    assert "Dana Steward can no longer see this goal." in words(stopped.text)


def test_a_reader_sees_the_goal_its_steps_and_what_happened_and_nothing_more(visit: Visit) -> None:
    ana, dana = a_worker(name="Ana Backend"), a_worker()
    goal = a_goal(
        owner=ana,
        title="Find out why",
        why="I restarted it.",
        how_i_will_know="I can say it.",
        state=State.ACTIVE,
        steps_to_take=("Compare the plans",),
        shared_with=dana,
    )
    an_activity_for(ana, goal)
    browser = visit(dana)

    shown = browser.get(page_of(goal))

    said = words(shown.text)
    for expected in (
        "Ana Backend shared this goal with you",
        "Ana Backend’s goal",
        "I restarted it.",
        "I can say it.",
        "Compare the plans",
        "Read the EXPLAIN chapter",
        "45 min",
    ):
        assert expected in said
    assert "PRIVATE" not in shown.text
    assert "private-tag" not in shown.text
    page = shown.text[shown.text.index('<div class="page">') : shown.text.index("<footer")]
    assert re.findall(r"<form[^>]* action=\"([^\"]+)\"", page) == [f"/shared/words/goal/{goal.id}"]
    assert "Edit" not in said


def test_the_preview_is_what_the_reader_sees(visit: Visit) -> None:
    ana, dana = a_worker(name="Ana"), a_worker()
    goal = a_goal(owner=ana, title="Read", steps_to_take=("Try",), shared_with=dana)
    an_activity_for(ana, goal)

    preview = visit(ana).get(f"/share/goal/{goal.id}/as/{dana.id}").text

    assert what_is_shown(preview) == what_is_shown(visit(dana).get(page_of(goal)).text)


def test_editing_a_shared_goal_says_who_will_see_it(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, steps_to_take=("Try",), shared_with=dana)
    browser = visit(ana)

    for address in (
        f"{page_of(goal)}/edit",
        f"{page_of(goal)}/steps/{queries.steps_of(goal)[0].id}/edit",
    ):
        assert "Dana can see what you save here" in words(browser.get(address).text)


def test_stopping_closes_it_at_once(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, shared_with=dana)

    shown = visit(ana).post(f"/share/goal/{goal.id}/stop/{dana.id}", page_of(goal))

    assert "Dana can no longer see this goal." in words(shown.text)
    assert "Only you can see this page" in words(shown.text)
    assert visit(dana).get(page_of(goal)).status_code == 404
    assert shared_with(dana) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reader_id": ""}, "Choose a person or a circle."),
        ({"reader_id": "nobody"}, "Choose a person or a circle."),
        (
            {"reader_id": "00000000-0000-4000-8000-000000000000"},
            "Choose somebody who works here, or a circle of yours.",
        ),
        ({"until": "2020-01-01"}, "That day is over."),
        ({"until": "soon"}, "Write a day that there is, like 2026-06-30."),
        ({"until": "9999-12-31"}, "Choose a day within ten years"),
    ],
)
def test_what_is_wrong_with_a_share_is_said_beside_the_field(
    visit: Visit, typed: dict[str, str], sentence: str
) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana)

    shown = visit(ana).post(
        f"/share/goal/{goal.id}", page_of(goal), **{"reader_id": str(dana.id), **typed}
    )

    assert shown.status_code == 422
    assert sentence in words(shown.text)
    assert shared_with(dana) == []


def test_a_goal_deleted_by_its_owner_leaves_the_readers_list(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, title="Read a blueprint", shared_with=dana)
    browser = visit(dana)
    assert "Read a blueprint" in browser.get("/shared/").text

    visit(ana).post(f"{page_of(goal)}/delete", page_of(goal))

    assert "Read a blueprint" not in browser.get("/shared/").text
