"""Reads of plans, blocks, published numbers and the ledger: the same for everyone."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.pulse.chain import Link, Number
from learnplan.ours.pulse.models import (
    PlanState,
    PulseBlock,
    PulseEntry,
    PulsePlan,
    Release,
    seat,
)
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, plan_of
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


def plan_as_asked(plan_id: UUID) -> Plan:
    """A plan as its questions are kept one by one: the same as what was hashed, or edited."""
    stmt = (
        select(
            PulsePlan.period,
            *(PulseEntry.question, PulseEntry.words, PulseEntry.answers),
            *(PulseEntry.breakdown, PulseEntry.epsilon),
        )
        .join(PulseEntry, PulseEntry.plan_id == PulsePlan.id)
        .where(PulsePlan.id == plan_id)
        .order_by(PulseEntry.position)
    )
    rows = db.session.execute(stmt).all()
    return Plan(
        period=rows[0].period,
        questions=tuple(
            Question(
                key=row.question,
                words=row.words,
                answers=tuple(row.answers.split("\n")),
                breakdown=row.breakdown,
                epsilon=Fraction(row.epsilon),
            )
            for row in rows
        ),
    )


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
