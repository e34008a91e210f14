"""Many circles with many people in them, and how long their pages take."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from flask import Flask

from learnplan.core import clock
from learnplan.core.db import Database, LearningModel, db, transaction
from learnplan.directory.models import Membership, Person
from learnplan.directory.services import people, signing_in
from learnplan.mine.circles.likeness import compared
from learnplan.mine.circles.models.circles import Circle, CircleMember
from learnplan.mine.circles.models.commons import CheckIn, CircleNote, CircleThing, NoteVersion
from learnplan.mine.circles.models.matching import MatchRequest, MatchWord
from learnplan.mine.circles.models.meetings import USUAL, Meeting, MeetingReply
from learnplan.mine.circles.models.notices import Notice
from learnplan.mine.circles.words import Kind, Reply, Side
from learnplan.mine.plan.models import Goal
from tools.bench import house
from tools.bench.calls import Caller
from tools.bench.rounds import WORK

SINCE = date(2020, 1, 1)
VERSION_WORDS = "It reads a sample, not the table, and believes what it reads."
WORDS, WORDS_EACH = 2_000, 5
OF_ONE = 10
"""In how many circles the one is who looks."""
PAGES = {
    "the circles one is in": "/circles/",
    "open circles": "/circles/open",
    "a circle": "/circles/{circle}",
    "its meetings": "/circles/{circle}/meetings/",
    "its notes": "/circles/{circle}/all/notes",
    "whom to ask": "/circles/{circle}/invite",
    "asks and offers": "/circles/notices",
    "who shares a goal": "/circles/matching",
    "Today": "/",
}


def staff(headcount: int) -> list[UUID]:
    """The ids of so many people who work in one unit."""
    with transaction(Database.ORGANISATION):
        unit_id = people.found_unit(["Everybody"])
        persons = [
            Person(email=f"crowd{number}@bench.example", name=f"Somebody {number}")
            for number in range(headcount)
        ]
        db.session.add_all(persons)
        db.session.flush()
        db.session.add_all(
            Membership(person_id=one.id, unit_id=unit_id, starts_on=SINCE) for one in persons
        )
    return [one.id for one in persons]


def keep(rows: Iterable[LearningModel]) -> None:
    """Put rows into the learning database, what others refer to first."""
    kept = list(rows)
    with transaction(Database.LEARNING):
        for table in LearningModel.metadata.sorted_tables:
            said = [
                {column.name: getattr(row, column.name) for column in table.columns}
                for row in kept
                if row.__table__ is table
            ]
            if said:
                db.session.execute(table.insert(), said)


def found(name: str, founder_id: UUID, *, ago: int = 0) -> Circle:
    """An open circle with nobody in it yet."""
    founded = clock.now() - timedelta(minutes=ago)
    return Circle(
        founder_id=founder_id,
        kind=Kind.LEARNING_CIRCLE,
        name=name,
        is_open=True,
        founded_at=founded,
    )


def filled(circle: Circle, members: Sequence[UUID], *, kept: int) -> Iterator[LearningModel]:
    """Who is in a circle, and ``kept`` of everything that is in one, by each of them in turn."""
    now = clock.now()
    for person_id in members:
        yield CircleMember(circle_id=circle.id, person_id=person_id, accepted_version=1)
    for number in range(kept):
        writer, at = members[number % len(members)], now - timedelta(hours=number)
        note = CircleNote(circle_id=circle.id, changed_at=at)
        yield note
        yield NoteVersion(
            note_id=note.id, number=1, author_id=writer, title=f"Note {number}", text=VERSION_WORDS
        )
        yield CheckIn(circle_id=circle.id, author_id=writer, text=VERSION_WORDS, told_at=at)
        yield CircleThing(
            circle_id=circle.id,
            added_by_id=writer,
            title=f"Thing {number}",
            address="https://wiki.example/plans",
            added_at=at,
        )
        meeting = Meeting(
            circle_id=circle.id,
            set_by_id=writer,
            starts_at=now + timedelta(days=number - kept // 2, hours=1),
            minutes=USUAL,
            zone="UTC",
            facilitator_id=writer,
        )
        yield meeting
        yield MeetingReply(meeting_id=meeting.id, person_id=writer, reply=Reply.COMING)


def lines_of(persons: Sequence[UUID]) -> Iterator[LearningModel]:
    """A line on the list of asks and offers by each of some people."""
    for number, owner_id in enumerate(persons):
        posted_on = clock.today("UTC") - timedelta(days=1 + number % 100)
        yield Notice(owner_id=owner_id, side=Side.OFFER, text=f"Plan {number}", posted_on=posted_on)


def asked_by(persons: Sequence[UUID]) -> Iterator[LearningModel]:
    """A goal of each of some people, matched on five words. The commonest is in every ninth."""
    asked_on = clock.today("UTC") - timedelta(days=1)
    for number, owner_id in enumerate(persons):
        spread = [((number * 7919 + place * 104_729) % 9973) / 9973 for place in range(WORDS_EACH)]
        words = " ".join(f"subject{int(each * each * WORDS)}" for each in spread)
        goal = Goal(owner_id=owner_id, title=words)
        yield goal
        request = MatchRequest(owner_id=owner_id, goal_id=goal.id, words=words, asked_on=asked_on)
        yield request
        for word in compared(words):
            yield MatchWord(request_id=request.id, word=word)


def milliseconds(folder: Path, *, circles: int, headcount: int, rounds: int) -> dict[str, float]:
    """How long each page takes somebody who is in ten of so many circles, of so many people."""
    app = house.empty(folder / "crowd")
    with app.app_context():
        persons = staff(headcount)
        made = [found(f"Circle {number}", persons[0], ago=number) for number in range(circles)]
        each = headcount // circles
        rows: list[LearningModel] = [*made, *lines_of(persons), *asked_by(persons)]
        for number, circle in enumerate(made):
            members = persons[number * each : (number + 1) * each]
            known = persons[:1] if 0 < number < OF_ONE else []
            rows += filled(circle, [*known, *members], kept=each)
        keep(rows)
        took = _looked_at(app, made[0].id, rounds)
        db.session.remove()
    return took


def _looked_at(app: Flask, circle_id: UUID, rounds: int) -> dict[str, float]:
    with transaction(Database.ORGANISATION):
        word = signing_in.make_link("crowd0@bench.example")
    caller = Caller(app.wsgi_app)
    caller.get(f"/sign-in/link/{word}")
    took: dict[str, float] = {}
    for name, address in PAGES.items():
        look = caller.prepare("GET", address.format(circle=circle_id))
        times = []
        for _ in range(rounds + 1):  # the first is a rehearsal
            began = WORK()
            answer = look()
            times.append(WORK() - began)
            if answer.status != 200:  # noqa: PLR2004 - the code of HTTP
                raise ValueError(f"{address} answered {answer.status}.")
        took[name] = median(times[1:]) * 1000
    return took
