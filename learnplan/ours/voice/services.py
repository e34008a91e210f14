"""What people and management do in a thread, each with their name. What is unsigned arrives.

Ours goes by the organisation's days: ``today`` is given, and is the same for everybody. A form
sent twice writes once. What is taken back is off every page at once and can return for a day.
"""

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.directory.queries import unit_for
from learnplan.ours.voice import policy, queries
from learnplan.ours.voice.asking import refuse_what_people_learn
from learnplan.ours.voice.management import answers_for
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.speaking import TITLE_LIMIT, Opening, check
from learnplan.ours.voice.words import ASKED, Kind, Outcome, Part, State

Written = TypeVar("Written", Thread, Saying)
NOT_ITS_MANAGEMENT = "Whoever manages this unit, or one above it, does this."
NOT_THE_AUTHOR = "Only who wrote it can change it, and for a day."
TOO_LATE = "It can be taken back by who wrote it, for a day, and while nobody has answered it."


def ask(actor: Actor, opening: Opening, *, today: date, once: str | None = None) -> Thread:
    """Ask, suggest or request something with one's name, for everyone to read.

    Raises:
        NotFound: there is no such unit.
        Invalid: it is not for workers to open such a thread.
    """
    unit_for(opening.unit_id)
    if not opening.is_owed_an_answer:
        raise Invalid("Choose what it is.", field="kind")
    return _open(
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
    require(answers_for(actor, unit_id, on=today), NOT_ITS_MANAGEMENT)
    if due_on < today:
        raise Invalid("Choose a day that is still to come.", field="due_on")
    check(title, "title", "Write what is promised.", TITLE_LIMIT)
    made = _open(
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
        _move(part_of, today)
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
    require(answers_for(actor, unit_id, on=today), NOT_ITS_MANAGEMENT)
    check(title, "title", "Write what is asked.", TITLE_LIMIT)
    refuse_what_people_learn(title=title, words=words)
    waiting = queries.unanswered_floor(unit_id, actor.id)
    if waiting is not None and (once is None or waiting.once != once):
        raise Conflict(f"Say first what was done with the answers to “{waiting.title}”.")
    return _open(actor, Kind.FLOOR, unit_id, today, once, title=title, words=words)


def reply(
    actor: Actor, thread: Thread, *, words: str, today: date, once: str | None = None
) -> None:
    """Say something in a thread with one's name.

    Raises:
        Invalid: nothing is said, or too much.
    """
    check(words, "words", "Write what there is to say.")
    _say(
        actor,
        thread,
        Part.REPLY,
        words,
        today=today,
        once=once,
        by_opener=thread.author_id == actor.id,
    )


def acknowledge(actor: Actor, thread: Thread, *, today: date) -> None:
    """Say that a thread was read and will be answered. Saying it twice says nothing new.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: it is answered already.
    """
    _require_management(actor, thread, today)
    if thread.kind not in ASKED or thread.state in {State.RESPONDED, State.REVISITED}:
        raise Conflict("This was answered already.")
    if thread.state is State.OPEN:
        _say(actor, thread, Part.ACKNOWLEDGEMENT, "", today=today)


def respond(
    actor: Actor,
    thread: Thread,
    *,
    words: str,
    declines: bool = False,
    next_on: date | None = None,
    today: date,
    once: str | None = None,
) -> None:
    """Answer a thread; or decline it, with the reason. Of the floor's: what was done with it.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: a commitment is not answered but looked at.
        Invalid: nothing is said, or the day is over.
    """
    _require_management(actor, thread, today)
    if thread.kind is Kind.COMMITMENT:
        raise Conflict("A commitment is kept, or not. There is nothing to answer.")
    check(words, "words", "Say why. A decline needs a reason." if declines else "Write the answer.")
    _require_to_come(next_on, today)
    part = Part.DECLINE if declines else Part.RESPONSE
    _say(actor, thread, part, words, today=today, once=once, next_on=next_on)


def revisit(
    actor: Actor,
    thread: Thread,
    *,
    words: str,
    outcome: Outcome | None = None,
    next_on: date | None = None,
    today: date,
    once: str | None = None,
) -> None:
    """Look again at what was answered or promised, and say what came of it.

    Of a commitment: whether it was kept; or, while neither is said, its new day.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: it was not answered yet.
        Invalid: nothing is said, or a commitment is left without outcome and day.
    """
    _require_management(actor, thread, today)
    check(words, "words", "Write what came of it.")
    _require_to_come(next_on, today)
    if thread.kind is Kind.COMMITMENT:
        if (outcome is None) == (next_on is None):
            raise Invalid("Say whether it was kept, or by which day it will be.", field="outcome")
    elif thread.state not in {State.RESPONDED, State.REVISITED}:
        raise Conflict("It has to be answered first.")
    elif outcome is not None:
        raise Invalid("Only a commitment is kept or not.", field="outcome")
    _say(
        actor, thread, Part.REVISIT, words, today=today, once=once, next_on=next_on, outcome=outcome
    )


def rewrite(
    actor: Actor,
    said: Thread | Saying,
    *,
    words: str,
    title: str | None = None,
    version: int | None,
) -> None:
    """Change what one wrote, within the day.

    Raises:
        Refused: somebody else wrote it, or it has stood for a day.
        Conflict: it was changed since ``version``; nothing is overwritten.
        Invalid: nothing is said, or too much; or it asks what people learn.
    """
    require(policy.can_rewrite(actor, said, clock.now()), NOT_THE_AUTHOR)
    db.session.refresh(said, with_for_update=True)  # two windows may save at the same moment
    if said.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    if isinstance(said, Thread):
        check(title or "", "title", "Write it in one line.", TITLE_LIMIT)
        if said.kind is Kind.FLOOR:
            refuse_what_people_learn(title=title or "", words=words)
        said.title = title or ""
    else:
        check(words, "words", "Write what there is to say.")
    said.words = words
    said.version += 1
    db.session.flush()


def take_back(actor: Actor, said: Thread | Saying) -> None:
    """Take back what one wrote, off every page. It can be brought back for a day.

    Raises:
        Refused: it is not theirs, or stands by now.
    """
    answered = isinstance(said, Thread) and queries.has_others_words(said)
    now = clock.now()
    require(policy.can_take_back(actor, said, now, answered=answered), TOO_LATE)
    said.removed_at = now
    said.once = None  # the same form sent again, from the Back button, writes another
    db.session.flush()
    _settle_around(said)
    purge_taken_back(now - policy.KEPT_FOR_UNDO)


def bring_back(actor: Actor, said: Thread | Saying) -> None:
    """Put something back that one took back.

    Raises:
        Refused: it is not theirs.
        Conflict: another question was put to the floor meanwhile.
    """
    require(policy.can_bring_back(actor, said), NOT_THE_AUTHOR)
    if isinstance(said, Thread) and said.kind is Kind.FLOOR:
        waiting = queries.unanswered_floor(said.unit_id, actor.id)
        if waiting is not None:
            raise Conflict(f"Say first what was done with the answers to “{waiting.title}”.")
    said.removed_at = None
    db.session.flush()
    _settle_around(said)


def purge_taken_back(before: datetime) -> None:
    """Let go for good what was taken back ``before`` a moment."""
    for table in (Saying, Thread):
        db.session.execute(delete(table).where(table.removed_at < before))


def settle(thread: Thread) -> None:
    """Work out how far a thread is, from what management said in it."""
    said = db.session.execute(
        select(Saying.part, func.min(Saying.said_on), func.max(Saying.said_on))
        .where(Saying.thread_id == thread.id, Saying.removed_at.is_(None))
        .group_by(Saying.part)
    ).all()
    first = {part: earliest for part, earliest, _ in said}
    last = {part: latest for part, _, latest in said}
    answers = [first[part] for part in (Part.RESPONSE, Part.DECLINE) if part in first]
    thread.responded_on = min(answers, default=None)
    read = [*answers, *([first[Part.ACKNOWLEDGEMENT]] if Part.ACKNOWLEDGEMENT in first else [])]
    thread.acknowledged_on = min(read, default=None)
    thread.revisited_on = last.get(Part.REVISIT)
    _settle_answer(thread)
    _settle_promise(thread)
    thread.state = _state_of(thread)
    db.session.flush()


def _state_of(thread: Thread) -> State:
    if thread.kind is Kind.COMMITMENT:
        return State.OPEN if thread.outcome is None else State.REVISITED
    if thread.responded_on is None:
        return State.OPEN if thread.acknowledged_on is None else State.ACKNOWLEDGED
    return State.RESPONDED if thread.revisited_on is None else State.REVISITED


def _settle_answer(thread: Thread) -> None:
    """Whether the latest answer declines."""
    latest = db.session.scalars(
        select(Saying.part)
        .where(
            Saying.thread_id == thread.id,
            Saying.removed_at.is_(None),
            Saying.part.in_((Part.RESPONSE, Part.DECLINE)),
        )
        .order_by(Saying.written_at.desc(), Saying.id)
    ).first()
    thread.declined = latest is Part.DECLINE


def _settle_promise(thread: Thread) -> None:
    """What came of a commitment, and until when it is: by the latest look at it."""
    if thread.kind is not Kind.COMMITMENT:
        return
    looks = db.session.execute(
        select(Saying.outcome, Saying.next_on)
        .where(
            Saying.thread_id == thread.id,
            Saying.removed_at.is_(None),
            Saying.part == Part.REVISIT,
        )
        .order_by(Saying.written_at, Saying.id)
    ).all()
    moved = [next_on for _, next_on in looks if next_on is not None]
    thread.outcome = looks[-1].outcome if looks else None
    thread.due_on = moved[-1] if moved else thread.promised_for


def _open(
    actor: Actor,
    kind: Kind,
    unit_id: UUID,
    today: date,
    once: str | None,
    **said: Any,
) -> Thread:
    before = _written_once(Thread, once)
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


def _say(
    actor: Actor,
    thread: Thread,
    part: Part,
    words: str,
    *,
    today: date,
    once: str | None = None,
    **said: Any,
) -> None:
    if _written_once(Saying, once) is not None:
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
    _move(thread, today)
    settle(thread)


def _written_once(table: type[Written], once: str | None) -> Written | None:
    """What the form that carries the word ``once`` wrote before. There is one writer at a time."""
    if once is None:
        return None
    return db.session.scalar(select(table).where(table.once == once))


def _move(thread: Thread, today: date) -> None:
    thread.moved_on = max(thread.moved_on, today)
    db.session.flush()


def _settle_around(said: Thread | Saying) -> None:
    if isinstance(said, Saying):
        settle(queries.row_for(Thread, said.thread_id))


def _require_management(actor: Actor, thread: Thread, today: date) -> None:
    require(answers_for(actor, thread.unit_id, on=today), NOT_ITS_MANAGEMENT)


def _require_to_come(day: date | None, today: date) -> None:
    if day is not None and day <= today:
        raise Invalid("Choose a day that is still to come.", field="next_on")
