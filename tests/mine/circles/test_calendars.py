"""What calendars are told: the same event by its UID, a higher SEQUENCE when it changed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import Meeting
from learnplan.mine.circles.queries import circles, meetings
from learnplan.mine.circles.services import meetings as services
from tests.factories.circles import a_circle, a_meeting, go_from
from tests.factories.people import a_worker
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

DAY, AT = date(2030, 7, 2), time(15, 30)
HOSTILE = "Plans; notes, \\ and\nBEGIN:VEVENT\r\nSUMMARY:Taken over"


def second_reader(text: str) -> list[dict[str, str]]:
    """Events read by hand, as RFC 5545 folds and escapes them, and by nothing of icalendar's."""
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
            events[-1].setdefault(name.partition(";")[0], plain)
    return events


def events_in(file: str, feed: str) -> dict[str, str]:
    """The only event of a file and of a feed, which say the same."""
    (one,), (other,) = second_reader(file), second_reader(feed)
    assert one == other
    return one


def feed_of(visitor: Visitor) -> str:
    """The address of a new feed, as its owner is shown it once."""
    shown = visitor.post("/circles/calendar/new", "/circles/calendar").text
    found = re.search(r"http://localhost:8000(/circles/calendar/[\w-]+\.ics)", shown)
    assert found is not None
    assert found[1] not in visitor.get("/circles/calendar").text
    return found[1]


def call_off(actor: Actor, circle: Circle, meeting: Meeting) -> None:
    with transaction(Database.LEARNING):
        there = meetings.meeting_for(actor, circle.id, meeting.id)
        services.call_off(actor, circles.circle_for(actor, circle.id), there)


def test_two_readers_understand_the_same_of_it(visit: Callable[..., Visitor]) -> None:
    ana = a_worker(zone="Europe/Lisbon")
    circle = a_circle(ana, name="Postgres; circle, “plans”")
    meeting = a_meeting(circle, ana, day=DAY, at=AT, agenda=HOSTILE, place="Room, Lisbon")

    sent = visit(ana).get(f"/circles/{circle.id}/meetings/{meeting.id}/meeting.ics")

    assert sent.content_type == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(sent.data).walk("VEVENT")
    (other,) = second_reader(sent.text)
    assert str(event["SUMMARY"]) == other["SUMMARY"] == "Postgres; circle, “plans”"
    assert str(event["LOCATION"]) == other["LOCATION"] == "Room, Lisbon"
    assert other["DESCRIPTION"].splitlines() == HOSTILE.splitlines()
    assert event.decoded("dtstart") == datetime(2030, 7, 2, 14, 30, tzinfo=UTC)
    assert other["DTSTART"] == "20300702T143000Z"
    assert all(len(line.encode()) <= 75 for line in sent.text.split("\r\n"))


def test_a_change_and_calling_off_reach_a_calendar_that_knows_the_address(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    meeting = a_meeting(circle, ana, day=DAY, at=AT)
    address, calendar = feed_of(visit(ben)), visit()
    before = second_reader(calendar.get(address).text)[0]

    call_off(ana, circle, meeting)

    after = second_reader(calendar.get(address).text)[0]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_an_address_ends_when_it_is_replaced_or_ended_and_tells_nothing_of_left_circles(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    a_meeting(circle, ana, day=DAY, at=AT)
    visitor, calendar = visit(ben), visit()
    first = feed_of(visitor)
    second = feed_of(visitor)

    assert calendar.get(first).status_code == 404
    assert len(second_reader(calendar.get(second).text)) == 1
    go_from(circle, ben)
    assert second_reader(calendar.get(second).text) == []
    visitor.post("/circles/calendar/end", "/circles/calendar")
    assert calendar.get(second).status_code == 404


def test_a_feed_names_nobody(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(name="Ana Xenia"), a_worker(name="Ben Yorick")
    circle = a_circle(ana, ben)
    a_meeting(circle, ana, day=DAY, at=AT)

    told = visit().get(feed_of(visit(ben))).text

    assert not any(word in told for word in ("Xenia", "Yorick", ana.email, ben.email, str(ana.id)))


def test_file_and_feed_say_each_change_of_one_event_in_order(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    meeting = a_meeting(circle, ana, day=DAY, at=AT, place="Room Lisbon")
    reader, feed = visit(ben), feed_of(visit(ben))
    file = f"/circles/{circle.id}/meetings/{meeting.id}/meeting.ics"
    later = partial(
        services.rewrite_meeting, version=1, day=DAY, at=time(16), minutes=30, agenda="",
        place="Room Porto", link="", facilitator_id=None,
    )  # fmt: skip
    told = [events_in(reader.get(file).text, reader.get(feed).text)]

    for act in (later, services.call_off, services.hold_after_all):
        with transaction(Database.LEARNING):
            there = meetings.meeting_for(ana, circle.id, meeting.id)
            act(ana, circles.circle_for(ana, circle.id), there)
        told.append(events_in(reader.get(file).text, reader.get(feed).text))

    said = [{name: event[name] for name in ("SEQUENCE", "STATUS", "DTSTART")} for event in told]
    assert said == [
        {"SEQUENCE": "0", "STATUS": "CONFIRMED", "DTSTART": "20300702T153000Z"},
        {"SEQUENCE": "1", "STATUS": "CONFIRMED", "DTSTART": "20300702T160000Z"},
        {"SEQUENCE": "2", "STATUS": "CANCELLED", "DTSTART": "20300702T160000Z"},
        {"SEQUENCE": "3", "STATUS": "CONFIRMED", "DTSTART": "20300702T160000Z"},
    ]
    assert len({event["UID"] for event in told}) == 1
    stamps = [event["DTSTAMP"] for event in told]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/London", date(2030, 3, 24), [15, 14]),  # clocks go forward on 31 March
        ("Europe/London", date(2030, 10, 20), [14, 15]),  # and back on 27 October
        ("America/New_York", date(2030, 3, 3), [20, 19]),  # 10 March
        ("America/New_York", date(2030, 10, 27), [19, 20]),  # 3 November
    ],
)
def test_meetings_at_one_time_of_day_stay_there_when_the_clocks_change(
    visit: Callable[..., Visitor], zone: str, first: date, hours: list[int]
) -> None:
    ana, ben = a_worker(zone=zone), a_worker(zone="UTC")
    circle = a_circle(ana, ben)
    for weeks in range(2):
        a_meeting(circle, ana, day=first + timedelta(weeks=weeks), at=AT)

    told = visit().get(feed_of(visit(ben)))

    starts = [each.decoded("dtstart") for each in Calendar.from_ical(told.data).walk("VEVENT")]
    assert [start.astimezone(ZoneInfo(zone)).time() for start in starts] == [AT, AT]
    assert [start.astimezone(UTC).hour for start in starts] == hours
    assert [int(each["DTSTART"][9:11]) for each in second_reader(told.text)] == hours


def test_an_hour_that_comes_twice_is_the_first_and_a_night_that_is_short_ends_when_it_does(
    visit: Callable[..., Visitor],
) -> None:
    ana = a_worker(zone="Europe/London")
    circle = a_circle(ana)
    a_meeting(circle, ana, day=date(2030, 3, 31), at=time(0, 30), minutes=120)
    a_meeting(circle, ana, day=date(2030, 10, 27), at=time(1, 30))

    told = second_reader(visit().get(feed_of(visit(ana))).text)

    assert [(each["DTSTART"], each["DTEND"]) for each in told] == [
        ("20300331T003000Z", "20300331T023000Z"),  # half past three by the clock that was moved
        ("20301027T003000Z", "20301027T013000Z"),
    ]
