"""The question on somebody's own front page: which one, and whether at all."""

from datetime import date, timedelta

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.journal.models import Asking
from learnplan.mine.journal.prompts import NOW_AND_THEN, Prompt, in_turn
from learnplan.mine.journal.weeks import Week

QUIET_FOR = timedelta(days=3)
"""After one was answered or put off, none is asked for so long."""


def question_for(actor: Actor) -> Prompt | None:
    """What to ask the actor today, if anything. It changes by itself from week to week."""
    today = clock.today(actor.time_zone)
    asking = _asking_of(actor)
    if asking is None:
        return _of(today, turn=0)
    if asking.off or (asking.quiet_until is not None and today < asking.quiet_until):
        return None
    return _of(today, turn=asking.turn)


def is_asked(actor: Actor) -> bool:
    """Whether the actor is asked now and then."""
    asking = _asking_of(actor)
    return asking is None or not asking.off


def ask_another(actor: Actor) -> None:
    """Go past today's question, to the next one."""
    _kept(actor).turn += 1
    db.session.flush()


def not_now(actor: Actor) -> None:
    """Be asked nothing for a few days, and then something else."""
    asking = _kept(actor)
    asking.turn += 1
    asking.quiet_until = clock.today(actor.time_zone) + QUIET_FOR
    db.session.flush()


def switch_questions(actor: Actor, *, on: bool) -> None:
    """Be asked now and then, or never. Switched on, it begins today."""
    asking = _kept(actor)
    asking.off = not on
    asking.quiet_until = None
    db.session.flush()


def answered(actor: Actor, ask: str) -> None:
    """Let it be quiet for a while, if what was answered is today's question."""
    question = question_for(actor)
    if question is not None and question.ask == ask:
        not_now(actor)


def _of(today: date, *, turn: int) -> Prompt:
    return in_turn(NOW_AND_THEN, Week.of(today).number + turn)


def _asking_of(actor: Actor) -> Asking | None:
    return db.session.scalar(select(Asking).where(Asking.owner_id == actor.id))


def _kept(actor: Actor) -> Asking:
    asking = _asking_of(actor)
    if asking is None:
        asking = Asking(owner_id=actor.id)
        db.session.add(asking)
    return asking
