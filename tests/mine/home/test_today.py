"""Today: what is being worked on, and what happened lately."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles.queries.circles import circle_for
from learnplan.mine.circles.services import membership
from learnplan.mine.log.models import Activity
from learnplan.mine.plan.words import State
from tests.factories.circles import a_circle, a_meeting
from tests.factories.finding import a_notice, answer, ask, say_not_now, say_yes, write
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, steps_now
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]


def test_a_new_person_is_told_how_to_begin(visit: Visit) -> None:
    shown = visit(a_worker()).get("/")

    assert shown.status_code == 200
    assert "Nothing here yet, and that is fine" in shown.text
    for way in ('href="/plan/new"', 'href="/import/"', 'name="line"'):
        assert way in shown.text


def test_the_day_stands_over_the_page(visit: Visit) -> None:
    ana = a_worker()

    with clock.stopped(datetime(2026, 5, 12, 9, tzinfo=UTC)):
        assert "Tuesday 12 May" in visit(ana).get("/").text


def test_who_said_yes_first_is_told_whom_they_know_now(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    goal, other = ask(ana), ask(ben)
    say_yes(ana, goal)
    before = words(visit(ana).get("/").text)

    say_yes(ben, other)

    told = words(visit(ana).get("/").text)
    assert "know each other’s name" not in before
    assert "Ben and you know each other’s name now, over “Read Postgres query plans”." in told
    with clock.stopped(clock.now() + timedelta(days=8)):
        assert "know each other’s name" not in words(visit(ana).get("/").text)
    say_not_now(ben, other)
    assert "know each other’s name" not in words(visit(ana).get("/").text)


def test_who_waits_for_an_answer_and_the_next_meeting_come_before_what_is_past(
    visit: Visit,
) -> None:
    ana, ben = a_worker(), a_worker(name="Ben")
    a_goal(owner=ana, title="Read plans", state=State.ACTIVE)
    with clock.stopped(datetime(2026, 5, 12, 9, tzinfo=UTC)):
        circle = a_circle(ana, ben)
        a_meeting(circle, ana, day=date(2026, 5, 13), at=time(15, 30))
        write(ben, a_notice(ana))
        shown = words(visit(ana).get("/").text)

    places = [shown.index(each) for each in ("Working on", "15:30", "From others", "Lately")]
    assert places == sorted(places)
    assert "From others" not in words(visit(ben).get("/").text)


def test_a_note_to_ones_line_waits_here_until_it_is_answered(visit: Visit) -> None:
    ana, ben, chidi = a_worker(name="Ana"), a_worker(name="Ben"), a_worker(name="Chidi")
    line = a_notice(ana, "EXPLAIN")
    first, second = write(ben, line), write(chidi, line)

    waiting = words(visit(ana).get("/").text)
    answer(ana, first, accept=False)
    answer(ana, second, accept=True)
    answered, author, declined = (words(visit(who).get("/").text) for who in (ana, chidi, ben))

    assert "2 notes under Asks and offers wait for you, without a name." in waiting
    assert "Ben" not in waiting
    assert "for you, without a name" not in answered
    assert "Chidi and you know each other’s name now, over “I can show EXPLAIN”." in answered
    assert "Ana and you know each other’s name now, over “I can show EXPLAIN”." in author
    assert "know each other’s name" not in declined


def test_only_active_goals_are_being_worked_on(visit: Visit) -> None:
    ana = a_worker()
    for state in State:
        a_goal(owner=ana, title=f"Goal {state}", state=state)
    a_goal(title="Not mine", state=State.ACTIVE)

    shown = words(visit(ana).get("/").text)

    assert "Goal active" in shown
    for state in set(State) - {State.ACTIVE}:
        assert f"Goal {state}" not in shown
    assert "Not mine" not in shown


def test_a_step_is_ticked_here_and_the_next_one_comes_up(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE, steps_to_take=("Read", "Try"))
    step = steps_now(ana, goal)[0]

    shown = visit(ana).post(f"/plan/goals/{goal.id}/steps/{step.id}/tick", "/")

    assert shown.request.path == "/"
    assert "Done: Read" in shown.text
    assert "Done: Try" in shown.text
    assert f"/plan/goals/{goal.id}/steps/{step.id}/untick?back=today" in shown.text


def test_what_happened_lately_is_here_and_other_peoples_is_not(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    with transaction(Database.LEARNING):
        for owner, what in ((ana, "Read the manual"), (ben, "Closed the month")):
            db.session.add(
                Activity(owner_id=owner.id, what=what, happened_on=date(2026, 5, 8), minutes=75)
            )

    shown = visit(ana).get("/").text

    assert "Read the manual" in shown
    assert "1 h 15 min" in shown
    assert "Closed the month" not in shown
    assert "No goal is active" in shown


def test_the_next_meeting_of_a_circle_is_there_for_who_is_in_it(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, name="Postgres circle")
    tomorrow = clock.now().date() + timedelta(days=1)
    a_goal(owner=ana, state=State.ACTIVE)
    a_meeting(circle, ana, day=tomorrow, at=time(15, 30), place="Room Lisbon")

    shown = visit(ana).get("/").text

    assert "Postgres circle, tomorrow" in shown
    assert "Room Lisbon" in shown
    assert "Postgres circle" not in visit(ben).get("/").text


def test_whoever_has_written_nothing_yet_sees_their_meeting_too(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben, name="Postgres circle")
    tomorrow = clock.now().date() + timedelta(days=1)
    a_meeting(circle, ana, day=tomorrow, at=time(15, 30))

    assert "Postgres circle, tomorrow" in visit(ben).get("/").text


def test_whoever_is_asked_to_come_to_a_circle_reads_of_it_here(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana"), a_worker()
    circle = a_circle(ana, name="Postgres circle")
    with transaction(Database.LEARNING):
        membership.invite(ana, circle_for(ana, circle.id), person_id=ben.id)

    shown = visit(ben).get("/").text

    assert "Ana asks you to come to Postgres circle." in words(shown)
    assert f'href="/circles/{circle.id}/join"' in shown
    assert "Postgres circle" not in visit(ana).get("/").text
