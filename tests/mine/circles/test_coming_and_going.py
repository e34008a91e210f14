"""Anyone starts a circle, comes when asked or where it is open, and leaves without a word."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.mine.circles.models.circles import Circle, CircleInvitation
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.services import circles, membership
from learnplan.mine.circles.words import Kind, State
from learnplan.mine.disclosures.queries import journal_for
from learnplan.mine.disclosures.words import Kind as Crossing
from tests.factories.circles import a_circle, circle_now, come_into, go_from, names_in, roster
from tests.factories.people import a_manager, a_unit, a_worker, leave
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")


def test_anyone_starts_one_and_is_no_more_in_it_than_the_next() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")

    circle = a_circle(ana, ben)

    assert [member.name for member in roster(circle, ben)] == ["Ana", "Ben"]
    with transaction(Database.LEARNING):
        circles.move_circle(ben, queries.circle_for(ben, circle.id), State.ACTIVE)
    assert circle_now(circle).state is State.ACTIVE


def test_a_form_sent_twice_starts_one() -> None:
    ana = a_worker()

    for _ in range(2):
        a_circle(ana, once="a word")

    db.session.rollback()
    assert len(queries.circles_for(ana)) == 1


def test_a_closed_off_circle_is_not_there_for_a_stranger_a_manager_or_whoever_declined() -> None:
    unit = a_unit()
    ana, chidi, marek = a_worker(unit=unit), a_worker(unit=unit), a_manager(of=unit)
    circle = a_circle(ana)
    with transaction(Database.LEARNING):
        membership.invite(ana, queries.circle_for(ana, circle.id), person_id=chidi.id)
    with transaction(Database.LEARNING):
        membership.decline(chidi, circle.id)

    for stranger in (chidi, marek, a_worker()):
        with pytest.raises(NotFound):
            queries.findable_circle_for(stranger, circle.id)
        assert queries.open_circles(stranger).rows == ()


def test_an_open_one_is_found_by_anyone_and_its_roster_by_its_members_alone() -> None:
    ana, ben = a_worker(name="Ana"), a_worker()
    circle = a_circle(ana, is_open=True, purpose="Read query plans")

    (found,) = queries.open_circles(ben, words="query READ").rows

    assert (found.id, found.size) == (circle.id, 1)
    assert queries.open_circles(ben, words="mushrooms").rows == ()
    with pytest.raises(NotFound):
        queries.roster_of(ben, queries.findable_circle_for(ben, circle.id))


def test_a_pair_cannot_be_open_and_is_two() -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    pair = a_circle(ana, ben, kind=Kind.PAIR, is_open=True)

    with transaction(Database.LEARNING), pytest.raises(Conflict, match="two people"):
        membership.invite(ana, queries.circle_for(ana, pair.id), person_id=chidi.id)
    assert not pair.is_open


def test_two_who_were_asked_to_one_pair_do_not_both_come_in() -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    pair = a_circle(ana, kind=Kind.PAIR)
    for each in (ben, chidi):
        with transaction(Database.LEARNING):
            membership.invite(ana, queries.circle_for(ana, pair.id), person_id=each.id)

    come_into(pair, ben)

    with pytest.raises(Conflict, match="two people"):
        come_into(pair, chidi)


def test_nobody_comes_in_without_accepting_what_is_agreed() -> None:
    ben = a_worker()
    circle = a_circle(is_open=True, agreement="What is said here stays here.")

    with transaction(Database.LEARNING):
        there = queries.findable_circle_for(ben, circle.id)
        with pytest.raises(Invalid, match="Accept the agreement"):
            membership.join(ben, there, accepts=False, version=there.agreement_version)
        with pytest.raises(Conflict, match="has changed"):
            membership.join(ben, there, accepts=True, version=0)
    assert ben.id not in names_in(circle)


def test_a_changed_agreement_is_accepted_anew() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana, ben)

    with transaction(Database.LEARNING):
        there = queries.circle_for(ana, circle.id)
        said = {
            name: getattr(there, name)
            for name in ("name", "purpose", "is_open", "rhythm", "place", "starts_on", "weeks")
        }
        circles.rewrite_circle(ana, there, version=1, agreement="No recordings.", **said)

    assert {member.name: member.has_accepted for member in roster(circle, ben)} == {
        "Ana": True,
        "Ben": False,
    }
    with transaction(Database.LEARNING):
        circles.accept_agreement(ben, queries.circle_for(ben, circle.id), version=2)
    assert all(member.has_accepted for member in roster(circle, ana))


def test_leaving_takes_effect_at_once_and_is_remembered_nowhere() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)

    go_from(circle, ben)

    assert names_in(circle) == {ana.id}
    with pytest.raises(NotFound):
        queries.findable_circle_for(ben, circle.id)
    with pytest.raises(NotFound):
        go_from(circle, ben)


def test_a_pair_ends_when_one_leaves_and_a_circle_when_all_have() -> None:
    ana, ben = a_worker(), a_worker()
    pair, circle = a_circle(ana, ben, kind=Kind.PAIR), a_circle(ana)

    go_from(pair, ben)
    go_from(circle, ana)

    assert circle_now(pair).state is State.CLOSED
    assert db.session.scalar(select(Circle.id).where(Circle.id == circle.id)) is None


def test_their_own_journal_tells_that_they_joined_and_left() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    go_from(circle, ben)

    line, hers = (journal_for(each, kinds=[Crossing.CIRCLE]).lines[0] for each in (ben, ana))

    assert line.what == "Postgres circle"
    assert line.ended_at is not None
    assert hers.ended_at is None


def test_a_manager_in_it_is_a_member_like_the_others_and_they_are_told() -> None:
    ana, marek = a_worker(), a_manager(of=a_unit("Operations"))
    circle = a_circle(ana, marek)

    shown = roster(circle, ana)[1]

    assert [(post.role, post.unit) for post in shown.posts] == [("manager", "Operations")]


def test_the_others_see_that_somebody_in_it_left_the_organisation(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker(name="Ben")
    circle = a_circle(ana, ben)
    before = visit(ana).get(f"/circles/{circle.id}").text

    leave(ben, last_day=clock.today("UTC") - timedelta(days=1))

    assert [each.has_left for each in roster(circle, ana)] == [False, True]
    said = "left the organisation, and not the circle."
    assert said not in before
    assert f"Has {said}" in visit(ana).get(f"/circles/{circle.id}").text
    assert f"Have {said}" in visit(ben).get(f"/circles/{circle.id}").text


def test_the_pages_lead_from_an_invitation_to_leaving(
    visit: Callable[..., Visitor], app: Flask
) -> None:
    ana, ben = visit(a_worker(name="Ana")), visit(a_worker(name="Ben"))
    assert app is not None
    started = ana.post(
        "/circles/new", kind="learning circle", name="Plans", agreement="Stays here."
    )
    address = started.request.path

    ana.post(f"{address}/invite", address, person_id=str(ben.actor and ben.actor.id))
    asked = ben.get("/circles/")
    refused = ben.post(f"{address}/join")
    joined = ben.post(f"{address}/join", accepts="y")
    left = ben.post(f"{address}/leave", address)

    assert "Asked by Ana" in asked.text
    assert refused.status_code == 422
    assert "Accept the agreement first" in refused.text
    assert "You are in Plans" in joined.text
    assert "You have left Plans" in left.text
    assert ben.get(address).status_code == 404


def test_what_a_stranger_sends_changes_nothing(visit: Callable[..., Visitor]) -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    circle = a_circle(ana, ben)
    stranger = visit(chidi)
    address = f"/circles/{circle.id}"

    codes = {
        stranger.post(f"{address}/{act}", "/circles/new", **fields).status_code
        for act, fields in (
            ("join", {"accepts": "y", "version": "1"}),
            ("invite", {"person_id": str(chidi.id)}),
            ("edit", {"name": "Taken over", "version": "1"}),
            ("move", {"to": "active"}),
            ("close", {}),
            ("leave", {}),
            ("decline", {}),
            ("accept", {"version": "1"}),
            (f"people/{ben.id}/remove", {}),
            (f"invitations/{ben.id}/take-back", {}),
            (f"proposals/{uuid4()}/say", {"said": "yes"}),
        )
    }

    assert codes == {404}
    assert names_in(circle) == {ana.id, ben.id}
    assert circle_now(circle).name == "Postgres circle"
    assert db.session.scalars(select(CircleInvitation)).all() == []
