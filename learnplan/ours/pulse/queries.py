"""Reads of plans, blocks, published numbers and the ledger: the same for everyone."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.pulse.chain import Link, Number
from learnplan.ours.pulse.models import (
    Attempt,
    Note,
    Outcome,
    PlanState,
    PulseBlock,
    PulseEntry,
    PulsePlan,
    PulseUnit,
    Release,
    Signal,
    seat,
)
from learnplan.ours.pulse.plan import Breakdown, Plan, decimal_said, plan_of
from learnplan.ours.pulse.quarters import quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """A block as it was formed: its name, and who is in it, by id."""

    id: UUID
    breakdown: Breakdown
    position: int
    name: str
    leads: bool
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockOutline:
    """A block without its people."""

    id: UUID
    breakdown: Breakdown
    position: int
    name: str
    roster_size: int
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitThen:
    """A unit as it was on the first day of a period; its own people are in one block, or none."""

    unit_id: UUID
    parent_id: UUID | None
    name: str
    block_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The numbers of one question and period, added up; alike in what they cost and count."""

    value: int
    people: int
    most: int
    epsilon: str
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """An attempt to publish: when and by whom, and what came of it."""

    at: datetime
    by: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A correction in words."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """Something workers raised. A signed one has who and when; an unsigned one has its period."""

    unit_id: UUID
    theme: str
    words: str
    period: str
    signed_by: UUID | None
    signed_on: date | None


def plan_kept(period: str) -> PulsePlan:
    """The plan of a period, as it is kept.

    Raises:
        NotFound: nothing was declared for it.
    """
    code = quarter(period).code
    kept = db.session.scalar(select(PulsePlan).where(PulsePlan.period == code))
    if kept is None:
        raise NotFound(f"No plan was declared for {code}.")
    return kept


def plans_declared() -> list[Plan]:
    """Every plan there is, the earliest period first."""
    stmt = select(PulsePlan.words).order_by(PulsePlan.period)
    return [plan_of(words) for words in db.session.scalars(stmt)]


def is_as_declared(kept: PulsePlan) -> bool:
    """Whether a plan and its questions still say what was hashed when it was declared."""
    if hashlib.sha256(kept.words.encode()).hexdigest() != kept.plan_hash:
        return False
    said = (
        *(PulseEntry.position, PulseEntry.question, PulseEntry.words, PulseEntry.answers),
        *(PulseEntry.breakdown, PulseEntry.most, PulseEntry.epsilon),
    )
    stmt = select(*said).where(PulseEntry.plan_id == kept.id).order_by(PulseEntry.position)
    return [tuple(row) for row in db.session.execute(stmt)] == [
        (
            *(position, question.key, question.words, "\n".join(question.answers)),
            *(question.breakdown, question.most, decimal_said(question.epsilon)),
        )
        for position, question in enumerate(plan_of(kept.words).questions, start=1)
    ]


def plans_in(*states: PlanState) -> list[PulsePlan]:
    """The plans that have come so far, the earliest period first."""
    stmt = select(PulsePlan).where(PulsePlan.state.in_(states)).order_by(PulsePlan.period)
    return list(db.session.scalars(stmt))


def blocks_of(plan_id: UUID) -> list[BlockView]:
    """The blocks of a plan, breakdown by breakdown, in their order; people by id."""
    people: dict[UUID, list[UUID]] = defaultdict(list)
    seats = select(seat.c.block_id, seat.c.person_id).where(seat.c.plan_id == plan_id)
    for block_id, person_id in db.session.execute(seats):
        people[block_id].append(person_id)
    stmt = (
        select(
            PulseBlock.id,
            PulseBlock.breakdown,
            PulseBlock.position,
            PulseBlock.name,
            PulseBlock.leads,
        )
        .where(PulseBlock.plan_id == plan_id)
        .order_by(PulseBlock.breakdown, PulseBlock.position)
    )
    return [
        BlockView(**row._mapping, people=tuple(sorted(people[row.id])))  # noqa: SLF001 - SQLAlchemy's public name
        for row in db.session.execute(stmt)
    ]


def seats_of(person_id: UUID, plan_id: UUID) -> dict[Breakdown, UUID]:
    """The blocks of a plan that somebody is in, by breakdown. Public, like the roster."""
    stmt = select(seat.c.breakdown, seat.c.block_id).where(
        seat.c.plan_id == plan_id, seat.c.person_id == person_id
    )
    return {row.breakdown: row.block_id for row in db.session.execute(stmt)}


def spent_by(person_id: UUID, year: int | None = None) -> Fraction:
    """What the published numbers that include somebody cost them, of one year's periods or all.

    By the ledger and who sat in which block, both public and kept for good: what was spent stays
    spent, also of whoever has no receipts for it any more.
    """
    stmt = (
        select(Release.epsilon)
        .join(seat, seat.c.block_id == Release.block_id)
        .where(seat.c.person_id == person_id)
    )
    if year is not None:
        stmt = stmt.where(Release.period.startswith(f"{year}-"))
    return sum((Fraction(epsilon) for epsilon in db.session.scalars(stmt)), start=Fraction(0))


def hash_of_blocks(plan_id: UUID) -> str:
    """SHA-256 over who sits in which block of a plan: it changes when anybody is moved."""
    said = [
        [block.breakdown, block.name, [str(person_id) for person_id in block.people]]
        for block in blocks_of(plan_id)
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def ledger() -> list[Link]:
    """Every published number, the first one first."""
    return [link for _, link in _links()]


def last_link() -> Link | None:
    """The newest row of the ledger, if it has any."""
    _, link = next(_links(newest_first=True, most=1), (None, None))
    return link


def links_of(plan_id: UUID) -> dict[tuple[str, UUID], Link]:
    """The numbers of one plan, by question and id of the block."""
    return {
        (link.said.question, block_id): link
        for block_id, link in _links(Release.plan_id == plan_id)
    }


def sums_of(question: str) -> dict[UUID, Sum]:
    """What the numbers of a question add up to in each period, by the plan's id."""
    stmt = (
        select(
            Release.plan_id,
            func.sum(Release.value).label("value"),
            func.sum(Release.roster_size).label("people"),
            *(Release.most, Release.epsilon, func.count().label("blocks")),
        )
        .where(Release.question == question)
        .group_by(Release.plan_id, Release.most, Release.epsilon)
    )
    return {
        plan_id: Sum(value=value, people=people, most=most, epsilon=epsilon, blocks=blocks)
        for plan_id, value, people, most, epsilon, blocks in db.session.execute(stmt)
    }


def outlines_of(plan_id: UUID) -> list[BlockOutline]:
    """The blocks of a plan without their people, breakdown by breakdown, in their order."""
    stmt = (
        select(
            *(PulseBlock.id, PulseBlock.breakdown, PulseBlock.position, PulseBlock.name),
            *(PulseBlock.roster_size, PulseBlock.leads),
        )
        .where(PulseBlock.plan_id == plan_id)
        .order_by(PulseBlock.breakdown, PulseBlock.position)
    )
    return [BlockOutline(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def units_then(plan_id: UUID) -> list[UnitThen]:
    """The units as they were when a plan's blocks were formed, parents before children."""
    stmt = (
        select(PulseUnit.unit_id, PulseUnit.parent_id, PulseUnit.name, PulseUnit.block_id)
        .where(PulseUnit.plan_id == plan_id)
        .order_by(PulseUnit.position)
    )
    return [UnitThen(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def attempts_at(plan_id: UUID) -> list[AttemptView]:
    """Every attempt to publish a plan, the first one first; how it ended, if it did."""
    stmt = (
        select(*(Attempt.attempt_id, Attempt.at, Attempt.by, Attempt.outcome, Attempt.reason))
        .where(Attempt.plan_id == plan_id)
        .order_by(Attempt.at, Attempt.attempt_id)
    )
    began: dict[UUID, AttemptView] = {}
    ended: dict[UUID, AttemptView] = {}
    for attempt_id, at, by, outcome, reason in db.session.execute(stmt):
        said = AttemptView(at=at, by=by, outcome=outcome, reason=reason)
        (began if outcome is Outcome.BEGAN else ended)[attempt_id] = said
    return [ended.get(attempt_id, attempt) for attempt_id, attempt in began.items()]


def notes_of(plan_id: UUID) -> dict[int, list[NoteView]]:
    """The corrections beside a plan's numbers, by the number of their row in the ledger."""
    stmt = (
        select(Release.number, Note.words, Note.by, Note.at)
        .join(Release, Release.id == Note.release_id)
        .where(Release.plan_id == plan_id)
        .order_by(Release.number, Note.at, Note.id)
    )
    found: dict[int, list[NoteView]] = defaultdict(list)
    for number, words, by, at in db.session.execute(stmt):
        found[number].append(NoteView(words=words, by=by, at=at))
    return dict(found)


def signals(*, period: str = "") -> list[SignalView]:
    """Every published signal, the latest first, or the unsigned ones of a ``period``.

    Nothing in their order says when or how often an unsigned one was raised.
    """
    stmt = select(
        *(Signal.unit_id, Signal.theme, Signal.words),
        *(Signal.period, Signal.signed_by, Signal.signed_on),
    ).order_by(
        *(Signal.period.desc(), Signal.signed_on.desc()),
        *(Signal.theme, Signal.words, Signal.unit_id, Signal.id),
    )
    if period:
        stmt = stmt.where(Signal.period == period)
    return [SignalView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def release_for(release_id: UUID) -> Release:
    """A published number.

    Raises:
        NotFound: there is no such number.
    """
    release = db.session.get(Release, release_id)
    if release is None:
        raise NotFound("There is no such number.")
    return release


def _links(
    *conditions: ColumnElement[bool], newest_first: bool = False, most: int | None = None
) -> Iterator[tuple[UUID, Link]]:
    said = (
        *(Release.plan_hash, Release.period, Release.question, Release.block),
        *(Release.roster_size, Release.value, Release.epsilon, Release.most),
    )
    stmt = (
        select(Release.block_id, Release.number, Release.previous, Release.hash, *said)
        .where(*conditions)
        .order_by(Release.number.desc() if newest_first else Release.number)
        .limit(most)
    )
    names = [column.key for column in said]
    for block_id, number, previous, own, *cells in db.session.execute(stmt):
        number_said = Number(**dict(zip(names, cells, strict=True)))
        yield block_id, Link(number=number, said=number_said, previous=previous, hash=own)
