"""Rounds: probe, sense, respond. Each is a small experiment, and the next one answers to it."""

from datetime import date

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, require
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, Round, Signal
from learnplan.mine.plan.services import beside


def begin_round(
    actor: Actor,
    goal: Goal,
    *,
    probe: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    once: str | None = None,
) -> Round:
    """Write down the next small thing to try.

    Raises:
        Refused: the goal is not theirs.
        Invalid: it would end before it begins.
    """
    beside.require_own(actor, goal)
    _require_order(starts_on, ends_on)
    begun = Round(goal_id=goal.id, probe=probe, starts_on=starts_on, ends_on=ends_on, once=once)
    beside.keep_once(goal, begun)
    return begun


def rewrite_round(
    actor: Actor,
    goal: Goal,
    this: Round,
    *,
    version: int | None,
    probe: str,
    starts_on: date | None,
    ends_on: date | None,
    response: str,
) -> None:
    """Change what a round says, or say what changes because of it.

    Raises:
        Refused: the goal is not theirs.
        Invalid: it would end before it begins.
        Conflict: it was changed since ``version``.
    """
    _require_round(actor, goal, this)
    _require_order(starts_on, ends_on)
    beside.require_unchanged(this, version)
    this.probe, this.response = probe, response
    this.starts_on, this.ends_on = starts_on, ends_on
    db.session.flush()
    hand_in(goal)


def add_signal(
    actor: Actor, goal: Goal, this: Round, *, text: str, noticed_on: date, once: str | None = None
) -> None:
    """Write down something that was noticed during a round.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_round(actor, goal, this)
    noticed = Signal(round_id=this.id, text=text, noticed_on=noticed_on, once=once)
    beside.keep_once(goal, noticed)


def rewrite_signal(
    actor: Actor, goal: Goal, signal: Signal, *, version: int | None, text: str, noticed_on: date
) -> None:
    """Say differently what was noticed.

    Raises:
        Refused: the goal is not theirs.
        Conflict: it was changed since ``version``.
    """
    beside.require_own(actor, goal)
    beside.require_unchanged(signal, version)
    signal.text, signal.noticed_on = text, noticed_on
    db.session.flush()
    hand_in(goal)


def _require_round(actor: Actor, goal: Goal, this: Round) -> None:
    beside.require_own(actor, goal)
    require(this.goal_id == goal.id, beside.NOT_YOURS)


def _require_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid("It cannot end before it begins.", field="ends_on")
