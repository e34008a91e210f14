"""What is kept when somebody opens a thread or speaks in one: once, for a form sent twice."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.core.once import made_before
from learnplan.ours.voice.management import answers_for
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.services.states import settle
from learnplan.ours.voice.words import Kind, Part

Written = TypeVar("Written", Thread, Saying)
NOT_ITS_MANAGEMENT = "Whoever manages this unit, or one above it, does this."


def open_thread(
    actor: Actor,
    kind: Kind,
    unit_id: UUID,
    today: date,
    once: str | None,
    **said: Any,
) -> Thread:
    """Keep what opens a thread, with its author's name, unless its form was sent before."""
    before = made_before(Thread, once)
    if before is not None:
        return before
    thread = Thread(
        kind=kind,
        unit_id=unit_id,
        opened_on=today,
        moved_on=today,
        author_id=actor.id,
        author=actor.name,
        written_at=clock.now(),
        once=once,
        **said,
    )
    db.session.add(thread)
    db.session.flush()
    return thread


def say_in(
    actor: Actor,
    thread: Thread,
    part: Part,
    words: str,
    *,
    today: date,
    once: str | None = None,
    **said: Any,
) -> None:
    """Keep what somebody says in a thread, and let it be as far as that takes it."""
    if made_before(Saying, once) is not None:
        return
    db.session.add(
        Saying(
            thread_id=thread.id,
            part=part,
            words=words,
            said_on=today,
            author_id=actor.id,
            author=actor.name,
            written_at=clock.now(),
            once=once,
            **said,
        )
    )
    move_on(thread, today)
    settle(thread)


def move_on(thread: Thread, today: date) -> None:
    """Write down that something happened in a thread on a day."""
    thread.moved_on = max(thread.moved_on, today)
    db.session.flush()


def require_management(actor: Actor, unit_id: UUID, *, on: date) -> None:
    """Go on only if the actor answers for a unit on a day.

    Raises:
        Refused: they do not.
    """
    require(answers_for(actor, unit_id, on=on), NOT_ITS_MANAGEMENT)
