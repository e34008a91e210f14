"""A week in one place: what happened in it by its owner's own days, and what they make of it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.journal.queries import journal_for
from learnplan.mine.journal.weeks import Week
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.lately import goals_moved, steps_done
from learnplan.mine.plan.services import goals, steps
from learnplan.mine.plan.words import State
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
WEEK = Week(date(2026, 5, 11))
FRIDAY = datetime(2026, 5, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("2026-W20", date(2026, 5, 11)),
        ("2027-W01", date(2027, 1, 4)),
        ("2026-W53", date(2026, 12, 28)),
        ("2020-W53", date(2020, 12, 28)),
    ],
)
def test_a_week_reads_as_it_is_written(written: str, first: date) -> None:
    assert Week.read(written) == Week(first) == Week.of(Week(first).last)
    assert str(Week(first)) == written


@pytest.mark.parametrize(
    "written", ["2027-W53", "2026-W00", "2026-W54", "2026-20", "W20", "0001-W01", "٢٠٢٦-W20", ""]
)
def test_what_is_no_week_is_not_found(written: str) -> None:
    with pytest.raises(NotFound):
        Week.read(written)


def test_it_gathers_what_the_week_held_and_nothing_of_other_weeks(visit: Visit) -> None:
    ana = a_worker()
    with clock.stopped(FRIDAY):
        goal = a_goal(owner=ana, title="Read plans", steps_to_take=("Ask Dana",))
        with transaction(Database.LEARNING):
            kept = plan.own_goal_for(ana, goal.id)
            (step,) = plan.steps_of(kept)
            steps.tick_step(ana, kept, plan.step_for(ana, goal.id, step.id))
            goals.move_goal(ana, kept, State.ACTIVE)
        a_reflection(owner=ana, title="On Friday")
    an_activity(owner=ana, what="Watched Ben", on=date(2026, 5, 11))
    an_activity(owner=ana, what="Why Friday?", on=date(2026, 5, 17), fragment=True)
    an_activity(owner=ana, what="The Sunday before", on=date(2026, 5, 10))
    an_activity(owner=ana, what="The Monday after", on=date(2026, 5, 18))
    an_activity(owner=a_worker(), what="Of somebody else", on=date(2026, 5, 12))

    said = words(visit(ana).get("/journal/week/2026-W20").text)

    for there in ("Read plans", "Done: Ask Dana", "Watched Ben", "Why Friday?", "On Friday"):
        assert there in said
    assert "To make sense of" in said
    for elsewhere in ("The Sunday before", "The Monday after", "Of somebody else"):
        assert elsewhere not in said


@pytest.mark.usefixtures("app")
def test_the_week_is_its_owners_own() -> None:
    """Sunday 23:30 UTC is Monday in Apia and still Sunday in Lima."""
    with clock.stopped(datetime(2026, 5, 17, 23, 30, tzinfo=UTC)):
        for zone, week in (("Pacific/Apia", WEEK.after()), ("America/Lima", WEEK)):
            owner = a_worker(zone=zone)
            goal = a_goal(owner=owner, steps_to_take=("Go",))
            with transaction(Database.LEARNING):
                kept = plan.own_goal_for(owner, goal.id)
                (step,) = plan.steps_of(kept)
                steps.tick_step(owner, kept, plan.step_for(owner, goal.id, step.id))

            for other in (WEEK, WEEK.after()):
                moved = goals_moved(owner, other.first, other.last)
                done = steps_done(owner, other.first, other.last)
                assert bool(moved) is bool(done) is (other == week)


def test_an_answer_is_kept_with_its_week_and_the_week_is_listed(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    with clock.stopped(FRIDAY):
        page = visitor.post(
            "/journal/week/2026-W19?question=week-again", text="The Tuesday meeting."
        )
        again = visitor.get("/journal/week/2026-W20")

    (kept,) = journal_for(ana).reflections
    assert (kept.week, kept.written_on) == (date(2026, 5, 4), FRIDAY.date())
    assert kept.prompt == "If you had the week again, what would you leave out?"
    assert "The Tuesday meeting." in words(page.text)
    assert 'href="/journal/week/2026-W19"' in again.text
    assert "The Tuesday meeting." not in words(again.text)


def test_the_ways_to_other_weeks_end_where_the_record_does(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    an_activity(owner=ana, what="The first", on=date(2026, 2, 3))
    an_activity(owner=a_worker(), what="Of somebody else", on=date(2025, 3, 4))
    a_reflection(owner=ana, title="In spring", on=date(2026, 4, 1))

    with clock.stopped(FRIDAY):
        weeks = {
            week: _ways(visitor.get(f"/journal/week/{week}").text)
            for week in ("2026-W20", "2026-W14", "2026-W10", "2026-W06", "2026-W05")
        }

    assert weeks == {
        "2026-W20": ["2026-W19", "2026-W14"],
        "2026-W14": ["2026-W13", "2026-W06", "2026-W15", "2026-W20"],
        "2026-W10": ["2026-W09", "2026-W06", "2026-W11", "2026-W14"],
        "2026-W06": ["Nothing was written down before this week.", "2026-W07", "2026-W14"],
        "2026-W05": ["Nothing was written down before this week.", "2026-W06"],
    }


def test_a_goal_that_moved_and_a_step_that_was_done_are_something_too(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    with clock.stopped(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        goal = a_goal(owner=ana, steps_to_take=("Ask Dana",))
    with clock.stopped(datetime(2026, 4, 1, 12, tzinfo=UTC)), transaction(Database.LEARNING):
        kept = plan.own_goal_for(ana, goal.id)
        (step,) = plan.steps_of(kept)
        steps.tick_step(ana, kept, plan.step_for(ana, goal.id, step.id))

    with clock.stopped(FRIDAY):
        of_now, between = (
            _ways(visitor.get(f"/journal/week/{week}").text) for week in ("2026-W20", "2026-W12")
        )

    assert of_now == ["2026-W19", "2026-W14"]
    assert between == ["2026-W11", "2026-W10", "2026-W13", "2026-W14"]


def _ways(page: str) -> list[str]:
    nav = page[page.index('aria-label="Weeks"') :].partition("</nav>")[0]
    found = re.findall(r'/week/([^"]+)"|class="hush">([^<]+)<', nav)
    return [week or sentence for week, sentence in found]


@only_on_sqlite  # the ways a page offers
def test_the_front_of_it_is_this_week_and_no_later_one_is_there(visit: Visit) -> None:
    visitor = visit(a_worker())
    with clock.stopped(FRIDAY):
        page = visitor.get("/journal/week/")
        later = visitor.get("/journal/week/2026-W21")
        nothing = visitor.post("/journal/week/2026-W20", text=" ")

    assert page.request.path == "/journal/week/2026-W20"
    assert 'rel="next"' not in page.text
    assert later.status_code == 404
    assert nothing.status_code == 422
