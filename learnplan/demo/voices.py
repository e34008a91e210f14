"""What Northwind's people asked, signed and unsigned, and what management answered and promised."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import current_app

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.demo.records import Calendar
from learnplan.directory import queries as directory
from learnplan.directory.queries import actor_for_email
from learnplan.mine.voice import crossing
from learnplan.mine.voice import services as writing
from learnplan.ours.voice import queries, services
from learnplan.ours.voice.speaking import Opening
from learnplan.ours.voice.words import Kind, Need, Outcome

UNSIGNED = (
    (
        "ana",
        Kind.QUESTION,
        "Systems",
        "Who decides what may be switched off while the shop is down?",
        "Last time four of us waited for a yes. Nobody knew whose it was.",
    ),
    (
        "priya",
        Kind.SUGGESTION,
        "Systems",
        "One day a month without meetings",
        "The same day for everybody, so that nobody has to explain it.",
    ),
    (
        "lars",
        Kind.SUGGESTION,
        "Systems",
        "Write down why a server is as large as it is",
        "Whoever sized it has left, and nobody dares to touch it.",
    ),
)
"""Sent unsigned on one day: who, what, to which unit, in one line, and more."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Northwind on one of its working days."""

    calendar: Calendar
    zone: str

    def who(self, name: str) -> Actor:
        return actor_for_email(f"{name}@northwind.example", zone=self.zone)

    def day(self, ago: int) -> date:
        return self.calendar.day(ago)

    @contextmanager
    def on(self, ago: int, database: Database = Database.ORGANISATION) -> Iterator[date]:
        """A day on which something is written down; it is handed on."""
        with clock.stopped(self.calendar.moment(ago)), transaction(database):
            yield self.day(ago)


def speak(*, zone: str) -> None:
    """Ask, answer and promise, each on its day."""
    stage = _Stage(Calendar.until_now(zone), zone)
    _time_on_line_3(stage)
    _an_introduction(stage)
    _still_waiting(stage)
    _promises(stage)
    _unsigned(stage)
    _the_floor(stage)
    _not_sent(stage)


def _time_on_line_3(stage: _Stage) -> None:
    """A request that was answered with a promise, which is open."""
    marek, packaging = stage.who("marek"), _unit("Packaging")
    with stage.on(24) as today:
        thread_id = services.ask(
            stage.who("chidi"),
            Opening(
                kind=Kind.SUPPORT,
                need=Need.TIME,
                unit_id=packaging,
                title="Two hours a week on line 3 without output targets",
                words="We have a changeover order that saves about six minutes on paper. We need "
                "the line for two hours a week to try it without someone watching the counter.",
            ),
            today=today,
        ).id
    with stage.on(23) as today:
        services.acknowledge(marek, queries.kept_thread(thread_id), today=today)
    with stage.on(21) as today:
        services.respond(
            marek,
            queries.kept_thread(thread_id),
            words="Yes. I would have said no a year ago, and the first trial proved me wrong.",
            next_on=stage.day(0) + timedelta(days=40),
            today=today,
        )
        services.promise(
            marek,
            packaging,
            title="Line 3 is out of the plan on Thursdays, 13:00 to 15:00",
            due_on=stage.day(0) + timedelta(days=38),
            part_of=queries.kept_thread(thread_id),
            today=today,
        )


def _an_introduction(stage: _Stage) -> None:
    """A request that was answered, and looked at again."""
    marek = stage.who("marek")
    with stage.on(44) as today:
        thread_id = services.ask(
            stage.who("chidi"),
            Opening(
                kind=Kind.SUPPORT,
                need=Need.INTRODUCTION,
                unit_id=_unit("Packaging"),
                title="An introduction to someone who runs fast changeovers elsewhere",
                words="Preferably where they pack glass. We would go there, on a quiet day.",
            ),
            today=today,
        ).id
    with stage.on(39) as today:
        services.respond(
            marek,
            queries.kept_thread(thread_id),
            words="The bottlers in Harwick will have two of you for a morning.",
            next_on=stage.day(20),
            today=today,
        )
    with stage.on(18) as today:
        services.revisit(
            marek,
            queries.kept_thread(thread_id),
            words="Chidi and Siobhán went. Their trolley is what Line 3 tries now.",
            today=today,
        )


def _still_waiting(stage: _Stage) -> None:
    """A question that was read and not answered, and a suggestion that nobody read."""
    with stage.on(6) as today:
        thread_id = services.ask(
            stage.who("ben"),
            Opening(
                kind=Kind.QUESTION,
                unit_id=_unit("Finance"),
                title="Will finance get to read the order history this year?",
                words="We ask the web shop for a file every month, and they make it by hand.",
            ),
            today=today,
        ).id
    with stage.on(5) as today:
        services.acknowledge(stage.who("grace"), queries.kept_thread(thread_id), today=today)
        services.reply(
            stage.who("priya"),
            queries.kept_thread(thread_id),
            words="It takes us half a day each time. We would rather show you how to ask for it.",
            today=today,
        )
    with stage.on(1) as today:
        services.ask(
            stage.who("dana"),
            Opening(
                kind=Kind.SUGGESTION,
                unit_id=directory.organisation_unit().id,
                title="Record the quarterly review, so the night crew can hear it",
            ),
            today=today,
        )


def _promises(stage: _Stage) -> None:
    """A commitment that was kept, and one that was not."""
    for name, unit, ago, title, outcome, words in (
        (
            "marek",
            "Packaging",
            70,
            "Nobody is moved off learning time when targets slip",
            Outcome.KEPT,
            "Kept through the winter, also in the two weeks when we missed every target.",
        ),
        (
            "grace",
            "Finance",
            50,
            "What people lay out is paid back within ten days",
            Outcome.NOT_KEPT,
            "Half of it took longer: two people sign each one. We look for a way with one.",
        ),
    ):
        actor, due_on = stage.who(name), stage.day(ago - 30)
        with stage.on(ago) as today:
            thread_id = services.promise(
                actor, _unit(unit), title=title, due_on=due_on, today=today
            ).id
        with stage.on(ago - 31) as today:
            services.revisit(
                actor, queries.kept_thread(thread_id), words=words, outcome=outcome, today=today
            )


def _unsigned(stage: _Stage) -> None:
    """A day's unsigned words: one that Ana follows, one that was declined, and one that waits."""
    for name, kind, unit, title, words in UNSIGNED:
        opening = Opening(kind=kind, unit_id=_unit(unit), title=title, words=words)
        _send(stage, 8, name, opening)
    _arrive(stage, 7)
    by_title = {line.title: line.id for line in queries.threads(limit=60).lines}
    first, second, _ = (by_title[title] for *_, title, _ in UNSIGNED)
    tomas = stage.who("tomas")
    with stage.on(6) as today:
        services.acknowledge(tomas, queries.kept_thread(first), today=today)
        services.respond(
            tomas,
            queries.kept_thread(second),
            words="No: deliveries call every day. Each team may close one of its own, and says so.",
            declines=True,
            today=today,
        )
    with stage.on(3) as today:
        services.respond(
            tomas,
            queries.kept_thread(first),
            words="Whoever is on call, without asking anybody. I have told the other managers so.",
            next_on=stage.day(0) + timedelta(days=60),
            today=today,
        )


def _the_floor(stage: _Stage) -> None:
    """A question to the floor, its answers, and what was done with them; and one that is open."""
    marek = stage.who("marek")
    with stage.on(16) as today:
        thread_id = services.ask_the_floor(
            marek,
            _unit("Packaging"),
            title="What gets in your way on a changeover?",
            words="I will say by the end of the month what I did with each answer.",
            today=today,
        ).id
    for name, words in (
        ("rosa", "The trolley is at the other line when we need it."),
        ("yuki", "I have nobody to ask after six."),
    ):
        _send(stage, 15, name, words, thread_id)
    _arrive(stage, 14)
    with stage.on(13) as today:
        services.reply(
            stage.who("femi"),
            queries.kept_thread(thread_id),
            words="The guide rail. Every time.",
            today=today,
        )
    with stage.on(4) as today:
        services.respond(
            marek,
            queries.kept_thread(thread_id),
            words="Line 1 gets a trolley of its own. The fitter looks at the rail on Tuesday. For "
            "the evening I have found nobody yet, and will ask the shift leads.",
            today=today,
        )
    with stage.on(2) as today:
        services.ask_the_floor(
            stage.who("olga"),
            _unit("Operations"),
            title="What is slow between the shifts?",
            words="Before we change how lines are handed over, we would like to know.",
            today=today,
        )


def _not_sent(stage: _Stage) -> None:
    """What Ana wrote, and has not decided to send."""
    opening = Opening(
        kind=Kind.SUPPORT,
        need=Need.EXPERTISE,
        unit_id=_unit("Systems"),
        title="Half a day with somebody who knows our database from inside",
        words="Before we order a larger one.",
    )
    with stage.on(0, Database.LEARNING) as today:
        secret = current_app.config["SECRET_KEY"]
        writing.write_opening(stage.who("ana"), opening, today=today, secret=secret)


def _send(
    stage: _Stage, ago: int, name: str, said: Opening | str, thread_id: UUID | None = None
) -> None:
    """Write a letter, and send it with that day's."""
    actor, secret = stage.who(name), current_app.config["SECRET_KEY"]
    with stage.on(ago, Database.LEARNING) as today:
        if isinstance(said, Opening):
            letter = writing.write_opening(actor, said, today=today, secret=secret)
        else:
            line = queries.thread_for(thread_id).line if thread_id else None
            if line is None:
                raise ValueError("An answer is to a question.")
            letter = writing.write_answer(actor, line, words=said, today=today, secret=secret)
        writing.send_letter(actor, letter, version=1, whom="everyone at Northwind", today=today)


def _arrive(stage: _Stage, ago: int) -> None:
    with clock.stopped(stage.calendar.moment(ago)):
        crossing.carry_over(today=stage.day(ago), secret=current_app.config["SECRET_KEY"])


def _unit(name: str) -> UUID:
    return next(unit.id for unit in directory.units() if unit.name == name)
