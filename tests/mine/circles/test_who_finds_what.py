"""The policy and its SQL twin say the same of every circle and everybody."""

import pytest
from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import Circle, CircleInvitation
from learnplan.mine.circles.models.outward import CircleCard
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries import outward
from learnplan.mine.circles.services import membership
from learnplan.mine.circles.words import Matter
from tests.factories.circles import a_circle, come_into, go_from, put_to
from tests.factories.outward import a_card, agree, pass_on
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


def test_policy_and_query_agree_on_cards() -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    draft, told, left = (a_circle(ana, ben) for _ in range(3))
    ids = [a_card(circle, ana) for circle in (draft, told, left)]
    for card in ids:
        agree(card, ana, ben)
    for card in ids[1:]:
        pass_on(card, ana)
    for circle in (draft, left):
        go_from(circle, ben)
    come_into(told, chidi, asked_by=ana)

    seen = []
    for actor in (ana, ben, chidi, a_worker(), a_manager(), an_administrator()):
        db.session.rollback()
        found = set(db.session.scalars(select(CircleCard).where(policy.card_seen_by(actor))))
        everything = db.session.scalars(select(CircleCard)).all()
        assert found == {card for card in everything if _can_see(actor, card)}
        seen.append([card_id in {card.id for card in found} for card_id in ids])
    assert seen[:3] == [[True, True, True], [False, True, True], [False, True, False]]
    assert not any(any(each) for each in seen[3:])


def _can_see(actor: Actor, card: CircleCard) -> bool:
    circle = outward.circle_of(card)
    members = queries.member_ids(circle) if circle else []
    return policy.can_see_card(actor, card, members=members, voices=list(outward.voices_of(card)))
