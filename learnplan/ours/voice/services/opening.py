"""Opening a thread: workers ask, management promises and asks the floor, each with their name."""

from datetime import date
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.errors import Conflict, Invalid
from learnplan.directory.queries import unit_for
from learnplan.ours.voice import policy, queries
from learnplan.ours.voice.asking import refuse_what_people_learn
from learnplan.ours.voice.models import Thread
from learnplan.ours.voice.services.writing import move_on, open_thread, require_management
from learnplan.ours.voice.speaking import TITLE_LIMIT, Opening, check
from learnplan.ours.voice.words import Kind


def ask(actor: Actor, opening: Opening, *, today: date, once: str | None = None) -> Thread:
    """Ask, suggest or request something with one's name, for everyone to read.

    Raises:
        NotFound: there is no such unit.
        Invalid: it is not for workers to open such a thread; or a manager asks what people learn.
    """
    unit_for(opening.unit_id)
    if not opening.is_owed_an_answer:
        raise Invalid("Choose what it is.", field="kind")
    if policy.is_put_to_people(actor, opening.kind):
        refuse_what_people_learn(title=opening.title, words=opening.words)
    return open_thread(
        actor,
        opening.kind,
        opening.unit_id,
        today,
        once,
        title=opening.title,
        words=opening.words,
        need=opening.need,
    )


def promise(
    actor: Actor,
    unit_id: UUID,
    *,
    title: str,
    words: str = "",
    due_on: date,
    today: date,
    part_of: Thread | None = None,
    once: str | None = None,
) -> Thread:
    """Promise something for a unit, by a day; perhaps as what comes of a thread.

    Raises:
        Refused: they do not answer for the unit.
        Invalid: the day is over, or nothing is promised.
    """
    unit_for(unit_id)
    require_management(actor, unit_id, on=today)
    if due_on < today:
        raise Invalid("Choose a day that is still to come.", field="due_on")
    check(title, "title", "Write what is promised.", TITLE_LIMIT)
    made = open_thread(
        actor,
        Kind.COMMITMENT,
        unit_id,
        today,
        once,
        title=title,
        words=words,
        promised_for=due_on,
        due_on=due_on,
    )
    if part_of is not None:
        made.part_of_id = part_of.id
        move_on(part_of, today)
    return made


def ask_the_floor(
    actor: Actor,
    unit_id: UUID,
    *,
    title: str,
    words: str = "",
    today: date,
    once: str | None = None,
) -> Thread:
    """Ask everybody in a unit something, once it is said what was done with earlier answers.

    Raises:
        Refused: they do not answer for the unit.
        Conflict: an earlier question was not closed with what was done.
        Invalid: it asks what people learn, or nothing.
    """
    unit_for(unit_id)
    require_management(actor, unit_id, on=today)
    check(title, "title", "Write what is asked.", TITLE_LIMIT)
    refuse_what_people_learn(title=title, words=words)
    waiting = queries.unanswered_floor(unit_id, actor.id)
    if waiting is not None and (once is None or waiting.once != once):
        raise Conflict(f"Say first what was done with the answers to “{waiting.title}”.")
    return open_thread(actor, Kind.FLOOR, unit_id, today, once, title=title, words=words)
