"""The policy and its SQL twin say the same of every circle and everybody."""

import pytest
from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import Circle, CircleInvitation
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.services import membership
from learnplan.mine.circles.words import Matter
from tests.factories.circles import a_circle, put_to
from tests.factories.people import a_manager, a_worker, an_administrator

pytestmark = pytest.mark.usefixtures("app")


def found_in_python(actor: Actor) -> set[Circle]:
    invited = {
        (row.circle_id, row.person_id) for row in db.session.scalars(select(CircleInvitation))
    }
    return {
        circle
        for circle in db.session.scalars(select(Circle))
        if policy.can_find(
            actor,
            circle,
            members=queries.member_ids(circle),
            invited=[person for where, person in invited if where == circle.id],
        )
    }


def test_policy_and_query_agree() -> None:
    ana, ben = a_worker(), a_worker()
    a_circle(ana, ben)
    a_circle(ana, is_open=True)
    asked = a_circle(ana)
    closed = a_circle(ana, is_open=True)
    with transaction(Database.LEARNING):
        for circle in (asked, closed):
            there = queries.circle_for(ana, circle.id)
            membership.invite(ana, there, person_id=ben.id)
    put_to(closed, ana, Matter.CLOSE)

    sizes = []
    for actor in (ana, ben, a_worker(), a_manager(), an_administrator()):
        found = set(db.session.scalars(select(Circle).where(policy.found_by(actor))))
        mine = set(db.session.scalars(select(Circle).where(policy.with_member(actor))))
        assert found == found_in_python(actor)
        assert mine == {
            circle
            for circle in found
            if policy.is_member(actor, members=queries.member_ids(circle))
        }
        sizes.append((len(found), len(mine)))
    assert sizes == [(4, 4), (3, 1), (1, 0), (1, 0), (1, 0)]
