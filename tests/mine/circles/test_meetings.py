"""A circle meets: anyone sets a time, each sees their own clock, who facilitates goes round."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound, Refused
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import LONGEST, Meeting
from learnplan.mine.circles.queries import circles, meetings
from learnplan.mine.circles.services import meetings as services
from learnplan.mine.circles.words import Reply
from tests.factories.circles import a_circle, a_meeting, come_into, go_from
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

DAY = date(2030, 7, 2)
HALF_PAST_THREE = time(15, 30)


def rewrite(actor: Actor, circle: Circle, meeting: Meeting, **changes: Any) -> None:
    with transaction(Database.LEARNING):
        there = meetings.meeting_for(actor, circle.id, meeting.id)
        said: dict[str, Any] = {
            "day": DAY,
            "at": HALF_PAST_THREE,
            "minutes": there.minutes,
            "agenda": there.agenda,
            "place": there.place,
            "link": there.link,
            "facilitator_id": there.facilitator_id,
            "version": there.version,
        }
        services.rewrite_meeting(
            actor, circles.circle_for(actor, circle.id), there, **{**said, **changes}
        )


def replied(actor: Actor, circle: Circle, meeting: Meeting, reply: Reply) -> None:
    with transaction(Database.LEARNING):
        there = meetings.meeting_for(actor, circle.id, meeting.id)
        services.answer(actor, circles.circle_for(actor, circle.id), there, reply)


def next_of(actor: Actor) -> list[meetings.MeetingView]:
    db.session.rollback()
    return meetings.next_meetings_for(actor, limit=9)


def test_each_sees_it_by_their_own_clock(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(zone="Europe/Lisbon"), a_worker()
    circle = a_circle(ana, ben)

    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)

    assert meeting.starts_at == datetime(2030, 7, 2, 14, 30, tzinfo=UTC)
    shown = visit(ben).get(f"/circles/{circle.id}/meetings/{meeting.id}").text
    assert "14:30" in shown
    assert "set by the clock of Europe/Lisbon" in shown


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (date(2030, 3, 31), time(1, 30), "clocks go forward"),
        (date(2020, 3, 1), time(9), "is over"),
    ],
)
def test_a_time_that_does_not_come_is_refused(day: date, at: time, sentence: str) -> None:
    ana = a_worker(zone="Europe/Lisbon")

    with pytest.raises(Invalid, match=sentence):
        a_meeting(a_circle(ana), ana, day=day, at=at)


def test_who_facilitates_goes_round_and_passes_over_who_has_left() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)

    turns = [
        a_meeting(circle, ben, day=DAY + timedelta(days=n), at=HALF_PAST_THREE).facilitator_id
        for n in range(4)
    ]
    go_from(circle, ana)

    assert turns == [ana.id, ben.id, chidi.id, ana.id]
    assert [one.facilitator_id for one in next_of(ben)] == [None, ben.id, chidi.id, None]


def test_another_time_asks_everybody_anew_and_another_room_does_not() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    replied(ben, circle, meeting, Reply.COMING)

    rewrite(ana, circle, meeting, place="Room Porto")
    asked_once = next_of(ben)[0].mine
    rewrite(ana, circle, meeting, at=time(16))
    asked_anew = next_of(ben)[0].mine

    assert (asked_once, asked_anew) == (Reply.COMING, None)


def test_of_two_who_change_it_neither_is_overwritten() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    rewrite(ana, circle, meeting, place="Room Porto")

    with pytest.raises(Conflict, match="changed by somebody else"):
        rewrite(ben, circle, meeting, place="Room Faro", version=1)

    assert next_of(ben)[0].place == "Room Porto"


def test_one_that_is_called_off_is_not_next_and_can_be_held_after_all() -> None:
    ana = a_worker()
    circle = a_circle(ana)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)

    def act(what: Callable[[Actor, Circle, Meeting], None]) -> int:
        with transaction(Database.LEARNING):
            there = meetings.meeting_for(ana, circle.id, meeting.id)
            what(ana, circles.circle_for(ana, circle.id), there)
        return len(next_of(ana))

    assert [act(services.call_off), act(services.call_off)] == [0, 0]
    with pytest.raises(Conflict, match="called off"):
        replied(ana, circle, meeting, Reply.COMING)
    assert act(services.hold_after_all) == 1


def test_whoever_joins_late_is_told_the_next_that_is_still_to_come(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, is_open=True)
    with clock.stopped(datetime(2020, 1, 1, tzinfo=UTC)):
        a_meeting(circle, ana, day=date(2020, 1, 2), at=HALF_PAST_THREE)
    a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    a_meeting(circle, ana, day=DAY + timedelta(days=14), at=HALF_PAST_THREE)

    joined = visit(ben).post(f"/circles/{circle.id}/join", accepts="y")

    assert "The next meeting is on Tuesday 2 July 2030, 15:30." in joined.text


@only_on_sqlite  # it is about words
def test_whoever_joins_while_they_are_meeting_is_told_so_and_not_of_what_was_called_off(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    circle = a_circle(ana, is_open=True)
    address = f"/circles/{circle.id}/join"
    off = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    a_meeting(circle, ana, day=DAY + timedelta(days=14), at=HALF_PAST_THREE)
    with transaction(Database.LEARNING):
        there = circles.circle_for(ana, circle.id)
        services.call_off(ana, there, meetings.meeting_for(ana, circle.id, off.id))

    told_ben = visit(ben).post(address, accepts="y")
    began = clock.now() - timedelta(minutes=5)
    with clock.stopped(began):
        a_meeting(circle, ana, day=began.date(), at=began.time(), minutes=LONGEST)
    told_chidi = visit(chidi).post(address, accepts="y")

    assert "The next meeting is on Tuesday 16 July 2030, 15:30." in told_ben.text
    assert "They are meeting just now, until" in told_chidi.text


def test_a_stranger_sees_and_sets_no_meeting(visit: Callable[..., Visitor]) -> None:
    ana, eve = a_worker(), a_worker()
    circle = a_circle(ana, is_open=True)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE, place="Room Lisbon")
    stranger = visit(eve)
    there = f"/circles/{circle.id}/meetings/"

    codes = {
        stranger.get(there + rest).status_code
        for rest in ("", "new", f"{meeting.id}", f"{meeting.id}/edit", f"{meeting.id}/meeting.ics")
    }
    codes |= {
        stranger.post(f"{there}{meeting.id}/{act}", "/circles/new", reply="coming").status_code
        for act in ("answer", "call-off", "hold", "edit")
    }

    assert codes == {404}
    with pytest.raises(NotFound):
        meetings.meeting_for(ana, uuid4(), meeting.id)


def test_coming_in_late_shows_who_comes_and_leaving_takes_it_back() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    come_into(circle, ben, asked_by=ana)
    replied(ben, circle, meeting, Reply.COMING)
    coming = meetings.answers_to(meetings.meeting_for(ana, circle.id, meeting.id)).coming

    go_from(circle, ben)

    assert coming == ("Ben",)
    db.session.rollback()
    assert meetings.answers_to(meetings.meeting_for(ana, circle.id, meeting.id)).coming == ()


def test_what_is_wrong_comes_back_as_it_was_typed(visit: Callable[..., Visitor]) -> None:
    ana = a_worker()
    circle = a_circle(ana)

    sent = visit(ana).post(
        f"/circles/{circle.id}/meetings/new",
        day="2030-07-02", at="25:00", minutes="60", link="javascript:alert(1)", agenda="Plans",
    )  # fmt: skip

    assert sent.status_code == 422
    assert "Write a time, like 15:30." in sent.text
    assert "Write the whole address" in sent.text
    assert "Plans</textarea>" in sent.text
    assert next_of(ana) == []


def turn(actor: Actor, circle: Circle, meeting: Meeting, act: Callable[..., None]) -> None:
    with transaction(Database.LEARNING):
        there = meetings.meeting_for(actor, circle.id, meeting.id)
        act(actor, circles.circle_for(actor, circle.id), there)


def test_a_turn_that_is_offered_is_taken_at_once_and_its_owner_has_the_next() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    with pytest.raises(Conflict, match="offered no longer"):
        turn(ben, circle, meeting, services.take_turn)
    with pytest.raises(Refused, match="not your turn"):
        turn(ben, circle, meeting, services.offer_turn)

    turn(ana, circle, meeting, services.offer_turn)
    turn(ben, circle, meeting, services.take_turn)
    with pytest.raises(Conflict, match="Somebody else took"):
        turn(chidi, circle, meeting, services.take_turn)

    (now,) = next_of(ana)
    assert (now.facilitator_id, now.turn_is_offered) == (ben.id, False)
    after = [
        a_meeting(circle, ben, day=DAY + timedelta(days=n), at=HALF_PAST_THREE).facilitator_id
        for n in (1, 2, 3)
    ]
    assert after == [ana.id, chidi.id, ben.id]


def test_a_turn_is_swapped_by_the_doors(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana, ben)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    address = f"/circles/{circle.id}/meetings/{meeting.id}"

    offered = visit(ana).post(f"{address}/offer-turn", address).text
    seen = visit(ben).get(f"/circles/{circle.id}").text
    taken = visit(ben).post(f"{address}/take-turn", address).text

    assert "You offer your turn to facilitate." in offered
    assert "Ana offers the turn to facilitate." in seen
    assert "You facilitate." in taken


@only_on_sqlite  # it is about what pages say
def test_the_list_says_when_each_circle_meets_and_its_page_who_comes(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana, ben)
    for off, day in ((True, DAY), (False, DAY + timedelta(days=7))):
        meeting = a_meeting(circle, ana, day=day, at=HALF_PAST_THREE)
        if off:
            turn(ana, circle, meeting, services.call_off)
    replied(ben, circle, meeting, Reply.COMING)
    visitor = visit(ana)

    assert "Tuesday 9 July 2030, 15:30" in visitor.get("/circles/").text
    page = visitor.get(f"/circles/{circle.id}").text
    assert "Next meeting: Tuesday 9 July 2030" in page
    assert "Coming: Ben." in page


def test_each_line_of_what_is_on_is_a_line(visit: Callable[..., Visitor]) -> None:
    ana = a_worker()
    circle = a_circle(ana)
    meeting = a_meeting(
        circle, ana, day=DAY, at=HALF_PAST_THREE, agenda="One plan, live\nWhat we learned"
    )

    shown = visit(ana).get(f"/circles/{circle.id}/meetings/{meeting.id}").text

    assert "One plan, live<br>\nWhat we learned" in shown


def test_an_answer_that_says_nothing_is_asked_for_in_our_words(
    visit: Callable[..., Visitor],
) -> None:
    ana = a_worker()
    circle = a_circle(ana)
    meeting = a_meeting(circle, ana, day=DAY, at=HALF_PAST_THREE)
    there = f"/circles/{circle.id}/meetings/{meeting.id}"

    refused = visit(ana).post(f"{there}/answer", there)

    assert refused.status_code == 422
    assert "Choose one of these." in refused.text
    assert "valid choice" not in refused.text
