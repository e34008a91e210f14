"""What is said under Voice, for tests."""

from datetime import date
from uuid import UUID

from flask import current_app

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.voice import crossing, services
from learnplan.mine.voice.models import Letter
from learnplan.ours.voice import services as threads
from learnplan.ours.voice.queries import thread_for
from learnplan.ours.voice.speaking import Opening
from learnplan.ours.voice.words import Kind
from tests.factories.people import a_unit, a_worker

MONDAY, TUESDAY, WEDNESDAY = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)


def secret() -> str:
    """The installation's key."""
    return str(current_app.config["SECRET_KEY"])


def an_opening(*, unit: UUID | None = None, title: str = "Why two signatures?") -> Opening:
    """A question to a unit."""
    return Opening(kind=Kind.QUESTION, unit_id=unit or a_unit(), title=title)


def a_thread(
    *, by: Actor | None = None, unit: UUID | None = None, title: str = "Why two signatures?"
) -> UUID:
    """A question that somebody asked on Monday with their name."""
    actor, opening = by or a_worker(), an_opening(unit=unit, title=title)
    with transaction(Database.ORGANISATION):
        return threads.ask(actor, opening, today=MONDAY).id


def a_letter(
    *,
    by: Actor | None = None,
    title: str = "Why two signatures?",
    words: str = "",
    on: date = MONDAY,
) -> Letter:
    """A letter that waits for the day after ``on``."""
    actor = by or a_worker()
    opening = Opening(kind=Kind.QUESTION, unit_id=a_unit(), title=title, words=words)
    with transaction(Database.LEARNING):
        letter = services.write_opening(actor, opening, today=on, secret=secret())
        services.send_letter(actor, letter, version=1, whom="everyone", today=on)
    db.session.expunge(letter)
    return letter


def an_answer(thread_id: UUID, *, by: Actor, words: str, on: date = MONDAY) -> Letter:
    """An unsigned answer to a question to the floor, which waits for the day after ``on``."""
    with transaction(Database.LEARNING):
        line = thread_for(thread_id).line
        letter = services.write_answer(by, line, words=words, today=on, secret=secret())
        services.send_letter(by, letter, version=1, whom="everyone", today=on)
    db.session.expunge(letter)
    return letter


def a_new_day(today: date = TUESDAY) -> None:
    """What the server does when it tidies up on a day."""
    crossing.finish(today=today, secret=secret())
    crossing.carry_over(today=today, secret=secret())
