"""Saying, looking back, what led to something: shown on both ends, taken back, never lost."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.mine.journal import services, ties
from learnplan.mine.journal.models import Tie
from learnplan.mine.log import services as log
from learnplan.mine.log.queries import activity_for, deleted_activity_for
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import State
from learnplan.mine.sharing.items import Item, ItemKind
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.factories.reflections import a_reflection
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]


def led_to(actor: Actor, outcome: Item) -> list[str]:
    db.session.rollback()
    return [each.title for each in ties.causes_of(actor, outcome.kind, outcome.id)]


def came_of(actor: Actor, cause: Item) -> list[str]:
    db.session.rollback()
    return [each.title for each in ties.outcomes_of(actor, cause.kind, cause.id)]


def tied(actor: Actor, outcome: Item, *causes: Item) -> None:
    with transaction(Database.LEARNING):
        for cause in causes:
            ties.tie(actor, outcome, cause)


def test_it_is_chosen_without_a_script_and_shown_on_both_ends(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read plans", state=State.ACTIVE)
    talk = an_activity(owner=ana, what="Talked to Ben at lunch", on=date(2026, 5, 8))
    thought = a_reflection(owner=ana, title="The question is slow")
    visitor, address = visit(ana), f"/journal/led-to/goal/{goal.id}"

    offered = visitor.get(address)
    page = visitor.post(
        address, activity=f"activity:{talk.id}", reflection=f"reflection:{thought.id}"
    )

    assert "Talked to Ben at lunch" in offered.text
    assert page.request.path == f"/plan/goals/{goal.id}"
    for there in ("Talked to Ben at lunch", "The question is slow"):
        assert there in words(page.text)
    for other in (f"/log/{talk.id}", f"/journal/{thought.id}"):
        assert "What it led to" in words(visitor.get(other).text)
        assert f'href="/plan/goals/{goal.id}"' in visitor.get(other).text


def test_taking_it_back_is_undone_with_a_press(visit: Visit) -> None:
    ana = a_worker()
    later, earlier = a_reflection(owner=ana, title="Later"), a_reflection(owner=ana, title="Before")
    tied(ana, later.as_item, earlier.as_item)
    visitor, page = visit(ana), f"/journal/{later.id}"
    act, cause = f"/journal/led-to/reflection/{later.id}", f"reflection:{earlier.id}"

    said = visitor.post(f"{act}/not-from", page=page, cause=cause)

    assert led_to(ana, later.as_item) == []
    assert f'action="{act}/from?cause=' in said.text
    visitor.post(f"{act}/from?cause={cause}", page=page)
    assert led_to(ana, later.as_item) == ["Before"]


@pytest.mark.usefixtures("app")
def test_saying_it_twice_says_it_once_and_nothing_leads_to_itself() -> None:
    ana = a_worker()
    goal, activity = a_goal(owner=ana).as_item, an_activity(owner=ana).as_item

    tied(ana, goal, activity, activity)

    assert len(led_to(ana, goal)) == 1
    with pytest.raises(Invalid):
        tied(ana, goal, goal)


@pytest.mark.usefixtures("app")
def test_what_is_offered_has_the_words_looked_for_and_is_not_tied_yet() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read slow plans").as_item
    slow = an_activity(owner=ana, what="Found the SLOW query")
    an_activity(owner=ana, what="Lunch, 100% of it")
    other = a_goal(owner=ana, title="Write slow letters")
    thought = a_reflection(owner=ana, text="It is slow because we ask at nine.")
    an_activity(owner=a_worker(), what="A slow one of somebody else")

    def found(words: str) -> set[UUID]:
        db.session.rollback()
        return {each.id for some in ties.offered(ana, goal, words).values() for each in some}

    assert found("slow") == {slow.id, other.id, thought.id}
    assert found("slow query") == {slow.id}
    assert found("%") != set()
    assert found("_") == set()
    tied(ana, goal, slow.as_item)
    assert found("slow") == {other.id, thought.id}


@pytest.mark.usefixtures("app")
def test_one_that_is_deleted_is_not_shown_and_is_back_with_undo() -> None:
    ana = a_worker()
    outcome, cause = a_reflection(owner=ana), an_activity(owner=ana)
    tied(ana, outcome.as_item, cause.as_item)

    with transaction(Database.LEARNING):
        log.delete_activity(ana, activity_for(ana, cause.id))
    gone = led_to(ana, outcome.as_item)
    with transaction(Database.LEARNING):
        log.undo_delete(ana, deleted_activity_for(ana, cause.id))

    assert gone == []
    assert led_to(ana, outcome.as_item) == [cause.what]


@pytest.mark.usefixtures("app")
def test_what_is_gone_for_good_takes_its_ties_along() -> None:
    ana = a_worker()
    outcome, goal = a_reflection(owner=ana), a_goal(owner=ana)
    cause, other = an_activity(owner=ana), an_activity(owner=ana)
    tied(ana, outcome.as_item, cause.as_item, goal.as_item, other.as_item)
    with transaction(Database.LEARNING):
        log.delete_activity(ana, activity_for(ana, cause.id))
    late = clock.now() + timedelta(days=2)

    with clock.stopped(late), transaction(Database.LEARNING):
        log.purge_deleted(late)
        goals.purge_deleted(late)
        services.purge_deleted(late)

    assert {tie.cause_id for tie in db.session.query(Tie)} == {goal.id, other.id}


def test_nobody_ties_to_or_unties_what_is_somebody_elses(visit: Visit) -> None:
    ana, ben = a_worker(), a_manager()
    of_ana, cause = a_goal(owner=ana), an_activity(owner=ana, what="CANARY")
    of_ben = a_goal(owner=ben)
    tied(ana, of_ana.as_item, cause.as_item)
    visitor, here = visit(ben), f"/journal/led-to/goal/{of_ben.id}"
    there = f"/journal/led-to/goal/{of_ana.id}"

    for page in (
        visitor.get(there),
        visitor.post(here, activity=f"activity:{cause.id}"),
        visitor.post(here, activity="activity:nonsense"),
        visitor.post(f"{there}/not-from", page=here, cause=f"activity:{cause.id}"),
        visitor.post(f"{here}/from", page=here, cause=f"activity:{cause.id}"),
        visitor.get(f"/journal/led-to/circle/{of_ben.id}"),
    ):
        assert page.status_code == 404
        assert "CANARY" not in page.text
    with pytest.raises(Refused):
        tied(ben, of_ben.as_item, cause.as_item)
    assert led_to(ben, of_ben.as_item) == []
    assert came_of(ana, cause.as_item) == [of_ana.title]
    assert led_to(ben, Item(kind=ItemKind.GOAL, id=of_ana.id, owner_id=ana.id, title="")) == []


def test_choosing_nothing_is_said_and_changes_nothing(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)

    page = visit(ana).post(f"/journal/led-to/goal/{goal.id}")

    assert page.status_code == 422
    assert "Choose at least one thing" in words(page.text)
