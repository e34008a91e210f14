"""Reads of what a goal's approach writes down beside it, whole or as a reader may see it.

*Clear* is a practice that is followed, *complicated* people who know, *complex* rounds of probe,
sense and respond. All three are kept, whichever the goal's approach is now.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import names_of
from learnplan.mine.plan import policy
from learnplan.mine.plan.models import Goal, PersonAsked, Practice, Round, Signal
from learnplan.mine.plan.words import Approach, Phase

T = TypeVar("T", PersonAsked, Round, Signal)
_ADDRESS = re.compile(r"https?://[^\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeView:
    """The practice that is followed."""

    text: str
    kept_where: str

    @property
    def address(self) -> str:
        """Where it is kept, if that is an address of the web."""
        return self.kept_where if _ADDRESS.fullmatch(self.kept_where) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who may know, as the goal's owner sees them."""

    id: UUID
    name: str
    question: str
    answer: str
    asked_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """Something that was noticed."""

    id: UUID
    text: str
    noticed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """One small experiment; the first of a goal is number 1."""

    id: UUID
    number: int
    probe: str
    starts_on: date | None
    ends_on: date | None
    response: str
    signals: tuple[SignalView, ...]

    @property
    def phase(self) -> Phase:
        """How far it is: tried, noticed, or answered to."""
        if self.response:
            return Phase.RESPOND
        return Phase.SENSE if self.signals else Phase.PROBE


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is written beside a goal; the newest round comes first."""

    practice: PracticeView | None = None
    people: tuple[PersonView, ...] = ()
    rounds: tuple[RoundView, ...] = ()

    @property
    def written(self) -> frozenset[Approach]:
        """The approaches that something is written for."""
        there = {
            Approach.CLEAR: self.practice,
            Approach.COMPLICATED: self.people,
            Approach.COMPLEX: self.rounds,
        }
        return frozenset(approach for approach, something in there.items() if something)


def all_beside(goal: Goal) -> Beside:
    """All that is written beside a goal of one's own, under any approach."""
    return Beside(practice=_practice(goal), people=_people(goal), rounds=_rounds(goal))


def shown_beside(goal: Goal) -> Beside:
    """What goes with a goal that was fetched for a reader: its approach's practice or rounds.

    Who was asked never does: it names people who were not. What was written under another
    approach stays with the owner, too.
    """
    if goal.approach is Approach.CLEAR:
        return Beside(practice=_practice(goal))
    if goal.approach is Approach.COMPLEX:
        return Beside(rounds=_rounds(goal))
    return Beside()


def practice_of(goal: Goal) -> Practice | None:
    """The practice beside a goal that was fetched for its owner, to change it."""
    return db.session.scalar(select(Practice).where(Practice.goal_id == goal.id))


def person_asked_for(
    actor: Actor, goal_id: UUID, person_id: UUID, *, removed: bool = False
) -> PersonAsked:
    """Somebody beside the actor's own goal, to change them; or one ``removed``, to bring back.

    Raises:
        NotFound: there is none, or the goal is somebody else's.
    """
    stmt = _own(select(PersonAsked).join(Goal, Goal.id == PersonAsked.goal_id), actor, goal_id)
    return _one(stmt.where(PersonAsked.id == person_id), PersonAsked, removed=removed)


def round_for(actor: Actor, goal_id: UUID, round_id: UUID, *, removed: bool = False) -> Round:
    """A round of the actor's own goal, to change it; or one ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or the goal is somebody else's.
    """
    stmt = _own(select(Round).join(Goal, Goal.id == Round.goal_id), actor, goal_id)
    return _one(stmt.where(Round.id == round_id), Round, removed=removed)


def signal_for(
    actor: Actor, goal_id: UUID, round_id: UUID, signal_id: UUID, *, removed: bool = False
) -> Signal:
    """A signal of such a round, to change it; or one ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or the goal is somebody else's.
    """
    joined = select(Signal).join(Round, Round.id == Signal.round_id)
    stmt = _own(joined.join(Goal, Goal.id == Round.goal_id), actor, goal_id)
    stmt = stmt.where(Round.id == round_id, Round.removed_at.is_(None), Signal.id == signal_id)
    return _one(stmt, Signal, removed=removed)


def _own(stmt: Select[Any], actor: Actor, goal_id: UUID) -> Select[Any]:
    return stmt.where(Goal.id == goal_id, policy.editable_by(actor))


def _one(stmt: Select[Any], table: type[T], *, removed: bool) -> T:
    gone = table.removed_at
    found: T | None = db.session.scalar(
        stmt.where(gone.is_not(None) if removed else gone.is_(None))
    )
    if found is None:
        raise NotFound("There is nothing of this goal here.")
    return found


def _practice(goal: Goal) -> PracticeView | None:
    kept = practice_of(goal)
    if kept is None or not (kept.text or kept.kept_where):
        return None
    return PracticeView(text=kept.text, kept_where=kept.kept_where)


def _people(goal: Goal) -> tuple[PersonView, ...]:
    stmt = (
        select(PersonAsked)
        .where(PersonAsked.goal_id == goal.id, PersonAsked.removed_at.is_(None))
        .order_by(PersonAsked.written_at, PersonAsked.id)
    )
    people = db.session.scalars(stmt).all()
    names = names_of([person.colleague_id for person in people if person.colleague_id])
    return tuple(
        PersonView(
            id=person.id,
            name=names.get(person.colleague_id, person.name)
            if person.colleague_id
            else person.name,
            question=person.question,
            answer=person.answer,
            asked_on=person.asked_on,
        )
        for person in people
    )


def _rounds(goal: Goal) -> tuple[RoundView, ...]:
    mine = (Round.goal_id == goal.id, Round.removed_at.is_(None))
    rounds = db.session.scalars(select(Round).where(*mine).order_by(Round.written_at, Round.id))
    noticed: dict[UUID, list[SignalView]] = defaultdict(list)
    stmt = (
        select(Signal.round_id, Signal.id, Signal.text, Signal.noticed_on)
        .join(Round, Round.id == Signal.round_id)
        .where(*mine, Signal.removed_at.is_(None))
        .order_by(Signal.noticed_on, Signal.written_at, Signal.id)
    )
    for row in db.session.execute(stmt):
        signal = SignalView(id=row.id, text=row.text, noticed_on=row.noticed_on)
        noticed[row.round_id].append(signal)
    return tuple(
        RoundView(
            id=each.id,
            number=number,
            probe=each.probe,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            response=each.response,
            signals=tuple(noticed[each.id]),
        )
        for number, each in enumerate(rounds, start=1)
    )[::-1]
