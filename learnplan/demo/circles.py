"""The circles of Northwind: one under way, one that anybody may join, one somebody is asked to."""

from datetime import time, timedelta
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.demo.records import Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.services import circles, commons, decisions, meetings, membership
from learnplan.mine.circles.words import USUAL_AGREEMENT, Kind, Matter, Reply, Rhythm, State

AGENDA = """\
- Check-in: one thing that did not work (everyone, 10 min)
- The invoice query, live, with Monday’s plan (Ben and Ana, 25 min)
- What do we try until next time? (Dana, 10 min)"""
INSIDE = (
    "Start at the deepest line. Ask of each line only: how many rows did you promise, how many "
    "came?"
)
BELIEVES = (
    "It reads a sample, not the table. If two columns move together and nobody told it, it "
    "multiplies two small numbers and gets a tiny one."
)
MANUAL = "https://www.postgresql.org/docs/current/using-explain.html"
TRIED = (
    (0, 13, "Asked for the plan before I asked for the query. It saved me the query."),
    (1, 12, "Read a plan aloud to somebody who knows none. I stopped at “nested loop” myself."),
    (2, 8, "ANALYZE on the one table I never look at. It had grown tenfold."),
    (3, 6, "Looked up what our charts are drawn from. One of them is drawn from last week."),
    (0, 5, "Said “I do not know” in the review, and nobody minded."),
)
"""Who of the circle tried what, and how many working days ago."""
THREE = time(15)
FOUR_WEEKS = 20
"""Working days."""


def start(*, zone: str) -> None:
    """Let some people of the demonstration learn together."""
    calendar = Calendar.until_now(zone)
    ana, ben, chidi, dana, marek = (
        actor_for_email(f"{name}@northwind.example", zone=zone)
        for name in ("ana", "ben", "chidi", "dana", "marek")
    )
    _postgres(calendar, dana, ben, ana, chidi)
    _changeovers(calendar, chidi, marek)
    _month_end(calendar, ben, ana)
    _one_minute(calendar, ana, ben)


def _postgres(calendar: Calendar, dana: Actor, *others: Actor) -> None:
    with clock.stopped(calendar.moment(FOUR_WEEKS)):
        circle = circles.start_circle(
            dana,
            kind=Kind.LEARNING_CIRCLE,
            name="Postgres circle",
            purpose="Read query plans together until none of us needs to guess.",
            agreement=USUAL_AGREEMENT,
            rhythm=Rhythm.FORTNIGHTLY,
            place="Room Lisbon",
            starts_on=calendar.day(FOUR_WEEKS),
            weeks=8,
        )
        circles.move_circle(dana, circle, State.ACTIVE)
    for ago, each in enumerate(others, start=1):
        with clock.stopped(calendar.moment(FOUR_WEEKS - ago)):
            _bring(circle.id, dana, each)
    for ago in (14, 4):
        with clock.stopped(calendar.moment(ago + 1)):
            meetings.set_meeting(dana, circle, day=calendar.day(ago), at=THREE, place="Room Lisbon")
    with clock.stopped(calendar.moment(3)):
        ahead = meetings.set_meeting(
            dana,
            circle,
            day=calendar.latest + timedelta(days=6),
            at=THREE,
            minutes=45,
            place="Room Lisbon",
            agenda=AGENDA,
        )
        meetings.answer(dana, circle, ahead, Reply.COMING)
        meetings.answer(others[0], circle, ahead, Reply.COMING)
    _write_together(calendar, circle.id, dana, *others)
    with clock.stopped(calendar.moment(1)):
        decisions.propose(dana, circle, Matter.CLOSE, why="We set out for eight weeks. Shall we?")


def _write_together(calendar: Calendar, circle_id: UUID, dana: Actor, *others: Actor) -> None:
    """Notes, a thing to use and a check-in of the Postgres circle."""
    ben, ana, _ = others
    circle = queries.circle_for(dana, circle_id)
    with clock.stopped(calendar.moment(14)):
        commons.write_note(ben, circle, title="How to read a plan from the inside out", text=INSIDE)
        commons.add_thing(dana, circle, title="“Using EXPLAIN”, the manual", address=MANUAL)
    for who, ago, text in TRIED:
        with clock.stopped(calendar.moment(ago)):
            commons.check_in((dana, *others)[who], circle, text=text)
    with clock.stopped(calendar.moment(4)):
        note = commons.write_note(
            dana, circle, title="Why the planner believes what it believes", text=BELIEVES
        )
    with clock.stopped(calendar.moment(3)):
        text = f"{BELIEVES} That is the 400."
        commons.rewrite_note(
            ana,
            circle,
            note,
            version=1,
            title="Why the planner believes what it believes",
            text=text,
        )
        commons.check_in(ben, circle, text="Ran the month end at nine on a Tuesday. It was quick.")


def _changeovers(calendar: Calendar, chidi: Actor, marek: Actor) -> None:
    with clock.stopped(calendar.moment(7)):
        circle = circles.start_circle(
            chidi,
            kind=Kind.COMMUNITY,
            name="Changeovers",
            purpose="Everyone who changes a line over, on any shift: what we tried, what it did.",
            agreement=USUAL_AGREEMENT,
            is_open=True,
            rhythm=Rhythm.MONTHLY,
            place="The bench beside Line 2",
        )
        _bring(circle.id, chidi, marek)
        circles.move_circle(chidi, circle, State.ACTIVE)


def _month_end(calendar: Calendar, ben: Actor, ana: Actor) -> None:
    with clock.stopped(calendar.moment(2)):
        pair = circles.start_circle(
            ben,
            kind=Kind.PAIR,
            name="SQL for the month end",
            purpose="Ana shows me queries, I show her what a ledger must never do.",
            agreement=USUAL_AGREEMENT,
            starts_on=calendar.latest + timedelta(days=7),
            weeks=6,
        )
        membership.invite(ben, pair, person_id=ana.id)


def _one_minute(calendar: Calendar, ana: Actor, ben: Actor) -> None:
    """One that is forming, and has yet to say when it meets."""
    with clock.stopped(calendar.moment(1)):
        circle = circles.start_circle(
            ana,
            kind=Kind.LEARNING_CIRCLE,
            name="Say it in a minute",
            purpose="Telling a colleague what happened before they look at the clock.",
            agreement=USUAL_AGREEMENT,
            rhythm=Rhythm.FORTNIGHTLY,
            starts_on=calendar.latest + timedelta(days=7),
            weeks=8,
        )
        membership.invite(ana, circle, person_id=ben.id)


def _bring(circle_id: UUID, asking: Actor, asked: Actor) -> None:
    circle = queries.circle_for(asking, circle_id)
    membership.invite(asking, circle, person_id=asked.id)
    membership.join(asked, circle, accepts=True, version=circle.agreement_version)
