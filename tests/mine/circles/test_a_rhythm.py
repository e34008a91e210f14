"""A rhythm to begin with is looked at, changed, taken over in one act, or left alone."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles, meetings
from learnplan.mine.circles.rhythm import FEWEST_WEEKS, MOST_WEEKS, Part, Suggested, suggest
from learnplan.mine.circles.services.meetings import answer
from learnplan.mine.circles.services.rhythm import take_out_again, take_over
from learnplan.mine.circles.words import Kind, Matter, Reply, Rhythm
from tests.factories.circles import a_circle, put_to
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
FIRST = date(2030, 3, 19)
FIVE = suggest(FIRST, weeks=8, rhythm=Rhythm.FORTNIGHTLY)


def take(circle: Circle, actor: Actor, suggested: list[Suggested], **said: object) -> None:
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        values = {"at": time(15), "minutes": 60, "once": "a form", **said}
        take_over(actor, there, suggested, **values)  # type: ignore[arg-type]


def ahead(circle: Circle, actor: Actor) -> list[meetings.MeetingView]:
    db.session.rollback()
    return meetings.meetings_ahead(actor, circle.id)


def test_eight_weeks_every_second_week_are_five_meetings() -> None:
    assert [(each.day - FIRST).days for each in FIVE] == [0, 14, 28, 42, 56]
    assert [each.part for each in FIVE] == [
        Part.START,
        Part.USUAL,
        Part.HALFWAY,
        Part.USUAL,
        Part.LAST,
    ]


@given(
    first=st.dates(max_value=date(9000, 1, 1)),
    weeks=st.integers(FEWEST_WEEKS, MOST_WEEKS),
    rhythm=st.sampled_from([Rhythm.WEEKLY, Rhythm.FORTNIGHTLY]),
)
def test_every_rhythm_has_a_start_a_look_halfway_and_a_last_meeting_in_its_weeks(
    first: date, weeks: int, rhythm: Rhythm
) -> None:
    found = suggest(first, weeks=weeks, rhythm=rhythm)

    assert (found[0].day, found[0].part, found[-1].part) == (first, Part.START, Part.LAST)
    assert [each.part for each in found].count(Part.HALFWAY) == 1
    assert first + timedelta(weeks=weeks - 1) <= found[-1].day <= first + timedelta(weeks=weeks)


@pytest.mark.usefixtures("app")
def test_it_is_three_oclock_on_each_day_also_where_clocks_change_between() -> None:
    ana, ben = a_worker(zone="Europe/Lisbon"), a_worker()
    circle = a_circle(ana, ben, place="Room Lisbon")

    take(circle, ana, FIVE)

    found = ahead(circle, ana)
    assert [each.starts_at.hour for each in found] == [15, 14, 14, 14, 14]  # in UTC
    assert {each.facilitator_id for each in found} == {ana.id, ben.id}
    assert {each.place for each in found} == {"Room Lisbon"}
    assert "pass on" in found[-1].agenda


@pytest.mark.usefixtures("app")
def test_whoever_is_alone_so_far_does_not_take_all_the_turns() -> None:
    ana = a_worker()
    circle = a_circle(ana)

    take(circle, ana, FIVE)

    assert [each.facilitator_id for each in ahead(circle, ana)] == [ana.id, *4 * [None]]


@pytest.mark.usefixtures("app")
def test_the_form_sent_twice_sets_them_once() -> None:
    ana = a_worker()
    circle = a_circle(ana)

    take(circle, ana, FIVE)
    take(circle, ana, FIVE)

    assert len(ahead(circle, ana)) == 5


@pytest.mark.usefixtures("app")
def test_it_is_taken_out_again_by_whoever_took_it_over_but_for_what_was_answered() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    take(circle, ana, FIVE)
    take(circle, ana, FIVE, once="another")
    with transaction(Database.LEARNING):
        there = circles.circle_for(ben, circle.id)
        first = meetings.meeting_for(ben, circle.id, ahead(circle, ben)[0].id)
        answer(ben, there, first, Reply.COMING)
        with pytest.raises(NotFound):
            take_out_again(ben, there, once="a form")

    with transaction(Database.LEARNING):
        there = circles.circle_for(ana, circle.id)
        gone = take_out_again(ana, there, once="a form")
        gone += take_out_again(ana, there, once="another")

    assert gone == 9
    assert [each.id for each in ahead(circle, ana)] == [first.id]


@pytest.mark.usefixtures("app")
def test_one_that_cannot_be_keeps_all_of_them_out() -> None:
    ana, eve = a_worker(zone="Europe/Lisbon"), a_worker()
    circle = a_circle(ana)
    before_clocks_change = suggest(date(2030, 3, 17), weeks=6, rhythm=Rhythm.FORTNIGHTLY)

    with pytest.raises(Invalid, match="31 March: There is no such time"):
        take(circle, ana, before_clocks_change, at=time(1, 30))
    with pytest.raises(Invalid, match="Keep at least one"):
        take(circle, ana, [])
    with pytest.raises(NotFound):
        take(circle, eve, FIVE)
    assert ahead(circle, ana) == []
    put_to(circle, ana, Matter.CLOSE)
    with pytest.raises(Conflict):
        take(circle, ana, FIVE)


@pytest.mark.usefixtures("app")
@only_on_sqlite  # a page, not a query
def test_it_is_taken_over_in_one_act_from_the_circle_that_was_just_started(visit: Visit) -> None:
    ana, eve = a_worker(), a_worker()
    browser = visit(ana)
    started = browser.post(
        "/circles/new", kind=Kind.LEARNING_CIRCLE.value, name="Postgres", weeks="8",
        rhythm=Rhythm.WEEKLY.value, starts_on="2030-03-19",
    )  # fmt: skip
    page = f"{started.request.path}/rhythm"
    assert f'href="{page}"' in started.text
    assert visit(eve).get(page).status_code == 404

    shown = browser.get(page)
    assert "9 meetings" in words(shown.text)
    asked = {"first": "2030-03-19", "weeks": "6", "at": "16:00", "minutes": "45"}
    looked = browser.post(page, every=Rhythm.FORTNIGHTLY.value, do="look", **asked)
    assert "4 meetings" in words(looked.text)
    rows = {
        "rows-0-keep": "y", "rows-0-day": "2030-03-20", "rows-0-part": "start",
        "rows-1-day": "2030-04-02", "rows-1-part": "usual",
        "rows-2-keep": "y", "rows-2-day": "2030-04-30", "rows-2-part": "last",
    }  # fmt: skip
    wrong = browser.post(
        page,
        every=Rhythm.FORTNIGHTLY.value,
        do="set",
        **asked,
        **{**rows, "rows-2-day": "31 April"},
    )
    assert wrong.status_code == 422
    assert "31 April" in wrong.text

    done = browser.post(page, every=Rhythm.FORTNIGHTLY.value, do="set", **asked, **rows)

    assert "2 meetings set" in words(done.text)
    db.session.rollback()
    circle_id = meetings.next_meetings_for(ana)[0].circle_id
    days = [each.starts_at.date() for each in meetings.meetings_ahead(ana, circle_id)]
    assert days == [date(2030, 3, 20), date(2030, 4, 30)]
    assert "You have set 2 meetings already" in words(browser.get(page).text)
