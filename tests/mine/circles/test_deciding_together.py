"""Nobody removes anybody alone, and nobody closes a circle for the others."""

from datetime import time, timedelta

import pytest

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, NotFound, Refused
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries.meetings import calendar_of, meeting_for, next_meetings_for
from learnplan.mine.circles.services import circles, decisions, meetings, membership
from learnplan.mine.circles.words import Kind, Matter, State
from tests.factories.circles import (
    a_circle,
    a_meeting,
    circle_now,
    go_from,
    names_in,
    proposals_in,
    put_to,
    say_to,
)
from tests.factories.people import a_manager, a_worker

pytestmark = pytest.mark.usefixtures("app")


def test_somebody_is_removed_once_more_than_half_of_the_others_agree() -> None:
    ana, ben, chidi, dana, eve = (a_worker() for _ in range(5))
    circle = a_circle(ana, ben, chidi, dana, eve)

    done = [
        put_to(circle, ana, Matter.REMOVE, about=eve),
        say_to(circle, ben, agrees=True),
        say_to(circle, chidi, agrees=True),
    ]

    assert done == [False, False, True]
    assert eve.id not in names_in(circle)
    assert proposals_in(circle, ana) == []


def test_whom_it_is_about_sees_it_and_has_no_say() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    put_to(circle, ana, Matter.REMOVE, about=chidi)

    (seen,) = proposals_in(circle, chidi)
    with pytest.raises(Refused, match="about you"):
        say_to(circle, chidi, agrees=False)

    assert (seen.agreeing, seen.voters) == (1, 2)
    assert chidi.id in names_in(circle)


@pytest.mark.parametrize("kind", [Kind.PAIR, Kind.LEARNING_CIRCLE])
def test_of_two_neither_removes_the_other(kind: Kind) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben, kind=kind)

    with pytest.raises(Conflict, match="Two people cannot decide"):
        put_to(circle, ana, Matter.REMOVE, about=ben)


def test_one_person_removes_nobody_even_when_the_others_have_left() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    put_to(circle, ana, Matter.REMOVE, about=chidi)

    go_from(circle, ben)

    assert not say_to(circle, ana, agrees=True)
    assert chidi.id in names_in(circle)


def test_what_somebody_said_goes_with_them() -> None:
    ana, ben, chidi, dana = (a_worker() for _ in range(4))
    circle = a_circle(ana, ben, chidi, dana)
    put_to(circle, ana, Matter.REMOVE, about=dana)

    go_from(circle, ana)

    (left,) = proposals_in(circle, ben)
    assert (left.agreeing, left.voters) == (0, 2)


def test_a_manager_has_one_voice_like_the_others() -> None:
    marek, ana, ben = a_manager(), a_worker(), a_worker()
    circle = a_circle(ana, ben, marek)

    assert not put_to(circle, marek, Matter.REMOVE, about=ana)
    assert ana.id in names_in(circle)


def test_a_circle_closes_once_more_than_half_agree_and_nothing_is_added_after() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)

    assert not put_to(circle, ana, Matter.CLOSE)
    assert put_to(circle, ben, Matter.CLOSE)

    assert circle_now(circle).state is State.CLOSED
    with pytest.raises(Conflict, match="closed"):
        put_to(circle, ana, Matter.CLOSE)
    with transaction(Database.LEARNING), pytest.raises(Conflict):
        circles.move_circle(ana, queries.circle_for(ana, circle.id), State.ACTIVE)


def test_a_no_keeps_it_open_and_whoever_proposed_may_take_it_back() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    put_to(circle, ana, Matter.CLOSE)
    say_to(circle, ben, agrees=False)

    with transaction(Database.LEARNING):
        there = queries.circle_for(ben, circle.id)
        (only,) = queries.proposals_for(ben, there)
        with pytest.raises(Refused, match="Only whoever proposed"):
            decisions.take_back(ben, queries.proposal_for(ben, there, only.id))
    with transaction(Database.LEARNING):
        there = queries.circle_for(ana, circle.id)
        decisions.take_back(ana, queries.proposal_for(ana, there, only.id))

    assert proposals_in(circle, ana) == []


def test_a_stranger_has_no_say() -> None:
    ana, ben, eve = a_worker(), a_worker(), a_worker()
    circle = a_circle(ana, ben)
    put_to(circle, ana, Matter.CLOSE)

    with pytest.raises(NotFound):
        say_to(circle, eve, agrees=True)
    assert circle_now(circle).state is State.FORMING


def test_those_who_stay_may_have_agreed_already_when_somebody_leaves() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    put_to(circle, ana, Matter.CLOSE)

    go_from(circle, ben)

    assert circle_now(circle).state is State.CLOSED
    assert proposals_in(circle, ana) == []


def test_somebody_who_leaves_decides_nothing_that_is_short_of_half() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    put_to(circle, ana, Matter.CLOSE)

    go_from(circle, chidi)

    assert circle_now(circle).state is State.FORMING


def test_what_was_to_come_is_off_once_a_circle_is_closed() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    meeting = a_meeting(
        circle, ana, day=clock.today(ana.time_zone) + timedelta(days=3), at=time(15)
    )
    put_to(circle, ana, Matter.CLOSE)
    put_to(circle, ben, Matter.CLOSE)

    assert next_meetings_for(ana, circle_id=circle.id) == []
    (told,) = calendar_of(ben.id)
    assert told.is_called_off
    with transaction(Database.LEARNING):
        there, kept = queries.circle_for(ana, circle.id), meeting_for(ana, circle.id, meeting.id)
        with pytest.raises(Conflict, match="closed"):
            meetings.hold_after_all(ana, there, kept)


def test_a_pair_ends_when_one_of_them_erases_their_record() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben, kind=Kind.PAIR)

    with transaction(Database.LEARNING):
        membership.leave_everywhere(ben.id)

    assert circle_now(circle).state is State.CLOSED
