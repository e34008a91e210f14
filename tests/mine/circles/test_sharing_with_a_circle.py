"""An item opened to a circle is open to whoever is in it, for as long as they are."""

from collections.abc import Callable

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.disclosures.queries import open_now
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal
from learnplan.mine.sharing.queries import shared_in, shared_with
from learnplan.mine.sharing.services import share_item
from tests.factories.circles import a_circle, come_into, go_from
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")


def share_with(circle: Circle, goal: Goal, owner: Actor) -> None:
    with transaction(Database.LEARNING):
        item = plan.own_goal_item_for(owner, goal.id)
        share_item(owner, item, reader_id=circle.id)


def can_read(actor: Actor, goal: Goal) -> bool:
    db.session.rollback()
    try:
        plan.goal_for(actor, goal.id)
    except NotFound:
        return False
    return True


def test_whoever_is_in_the_circle_reads_it_and_nobody_else() -> None:
    ana, ben, eve, marek = a_worker(), a_worker(), a_worker(), a_manager()
    circle, goal = a_circle(ana, ben, is_open=True), a_goal(owner=ana)

    share_with(circle, goal, ana)

    assert [can_read(each, goal) for each in (ana, ben, eve, marek)] == [True, True, False, False]


def test_it_opens_to_who_joins_and_closes_to_who_leaves() -> None:
    ana, ben = a_worker(), a_worker()
    circle, goal = a_circle(ana), a_goal(owner=ana)
    share_with(circle, goal, ana)
    before = can_read(ben, goal)

    come_into(circle, ben, asked_by=ana)
    inside = can_read(ben, goal)
    go_from(circle, ben)

    assert [before, inside, can_read(ben, goal)] == [False, True, False]


def test_what_one_shared_goes_along_when_one_leaves() -> None:
    ana, ben = a_worker(), a_worker()
    circle, goal = a_circle(ana, ben), a_goal(owner=ana)
    share_with(circle, goal, ana)

    go_from(circle, ana)

    assert not can_read(ben, goal)
    assert open_now(ana) == []
    come_into(circle, ana, asked_by=ben)
    assert not can_read(ben, goal)


def test_it_is_listed_once_however_many_ways_lead_to_it() -> None:
    ana, ben = a_worker(), a_worker()
    first, second = a_circle(ana, ben), a_circle(ana, ben)
    goal = a_goal(owner=ana, shared_with=ben)
    for circle in (first, second):
        share_with(circle, goal, ana)
    db.session.rollback()

    assert [each.item.id for each in shared_with(ben)] == [goal.id]
    assert shared_with(ana) == []
    assert [each.item.id for each in shared_in(ana, first.id)] == [goal.id]
    assert shared_in(a_worker(), first.id) == []


def test_one_shares_with_ones_own_circles_only() -> None:
    ana = a_worker()
    others, goal = a_circle(is_open=True), a_goal(owner=ana)

    with pytest.raises(Invalid, match="a circle of yours"):
        share_with(others, goal, ana)


def test_a_goal_page_opens_it_and_the_circles_page_shows_it(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(name="Ana"), a_worker()
    circle, goal = a_circle(ana, ben), a_goal(owner=ana, title="Read a plan")

    shared = visit(ana).post(
        f"/share/goal/{goal.id}", f"/plan/goals/{goal.id}", reader_id=str(circle.id)
    )

    assert "Postgres circle can see this goal now." in shared.text
    assert "Read a plan" in visit(ben).get(f"/circles/{circle.id}").text
    assert "Read a plan" in visit(ben).get("/shared/").text
    assert "Read a plan" in visit(ben).get(f"/plan/goals/{goal.id}").text
