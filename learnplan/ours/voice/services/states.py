"""How far a thread is, and what came of a promise: worked out from what management said."""

from sqlalchemy import func, select

from learnplan.core.db import db
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.words import Kind, Part, State


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
