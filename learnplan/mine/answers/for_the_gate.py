"""The one opening through which the gate reaches answers, and writes back that it has.

Nothing else imports this. It gives out what goes into a sum, never in a page's or a log's reach.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update

from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.mine.answers.models import (
    KEY_LENGTH,
    Answer,
    AnswerPeriod,
    CoSignature,
    PeriodState,
    UnsignedSignal,
)

TABLES = (Answer.__tablename__, UnsignedSignal.__tablename__, CoSignature.__tablename__)
"""Where a purge leaves nothing of a period."""
KEYS = (AnswerPeriod.__tablename__,)
"""Where the keys are until they are destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opened:
    """A period as it was opened: what was declared then, and its key until it is published."""

    plan_id: UUID
    period: str
    state: PeriodState
    plan_hash: str
    blocks_hash: str
    key: bytes | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Waiting:
    """An unsigned signal, and how many workers are behind it."""

    unit_id: UUID
    theme: str
    words: str
    signatures: int


def opened(plan_id: UUID) -> Opened | None:
    """The period of a plan, if it was ever opened."""
    stmt = select(AnswerPeriod).where(AnswerPeriod.plan_id == plan_id)
    return next(_opened(stmt), None)


def published_before(moment: datetime) -> list[Opened]:
    """The periods published before ``moment`` whose answers are still there."""
    stmt = (
        select(AnswerPeriod)
        .where(
            AnswerPeriod.state == PeriodState.PUBLISHED,
            AnswerPeriod.published_at < moment,
        )
        .order_by(AnswerPeriod.period)
    )
    return list(_opened(stmt))


def open_period(*, plan_id: UUID, period: str, plan_hash: str, blocks_hash: str) -> None:
    """Take answers from now on, with a fresh key that nobody has seen.

    Raises:
        Conflict: it was opened before.
    """
    if opened(plan_id) is not None:
        raise Conflict(f"{period} was opened before.")
    db.session.add(
        AnswerPeriod(
            plan_id=plan_id,
            period=period,
            plan_hash=plan_hash,
            blocks_hash=blocks_hash,
            key=secrets.token_bytes(KEY_LENGTH),
        )
    )
    db.session.flush()


def seal_period(plan_id: UUID) -> None:
    """Take no answers any more. Doing so twice changes nothing."""
    _advance(plan_id, PeriodState.OPEN, PeriodState.SEALED)


def contributions_to(plan_id: UUID, question: str) -> dict[UUID, int]:
    """What each worker who answered contributes to a question."""
    stmt = select(Answer.owner_id, Answer.value).where(
        Answer.plan_id == plan_id, Answer.question == question
    )
    return {row.owner_id: row.value for row in db.session.execute(stmt)}


def signals_of(plan_id: UUID) -> list[Waiting]:
    """The unsigned signals of a period, in no order that says when they were raised."""
    stmt = (
        select(
            UnsignedSignal.unit_id,
            UnsignedSignal.theme,
            UnsignedSignal.words,
            func.count(CoSignature.id).label("signatures"),
        )
        .join(CoSignature, CoSignature.signal_id == UnsignedSignal.id)
        .where(UnsignedSignal.plan_id == plan_id)
        .group_by(UnsignedSignal.id)
        .order_by(UnsignedSignal.unit_id, UnsignedSignal.theme, UnsignedSignal.words)
    )
    return [Waiting(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def destroy_key(plan_id: UUID, *, published_at: datetime) -> None:
    """Let go of the period's key: whoever has it can take the noise off. Twice changes nothing."""
    _advance(
        plan_id, PeriodState.SEALED, PeriodState.PUBLISHED, key=None, published_at=published_at
    )


def purge(plan_id: UUID) -> None:
    """Delete every answer and every unsigned signal of a published period."""
    behind = select(UnsignedSignal.id).where(UnsignedSignal.plan_id == plan_id)
    db.session.execute(delete(CoSignature).where(CoSignature.signal_id.in_(behind)))
    db.session.execute(delete(UnsignedSignal).where(UnsignedSignal.plan_id == plan_id))
    db.session.execute(delete(Answer).where(Answer.plan_id == plan_id))
    _advance(plan_id, PeriodState.PUBLISHED, PeriodState.PURGED)


def _advance(plan_id: UUID, before: PeriodState, after: PeriodState, **values: object) -> None:
    db.session.execute(
        update(AnswerPeriod)
        .where(AnswerPeriod.plan_id == plan_id, AnswerPeriod.state == before)
        .values(state=after, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def _opened(stmt: Select[AnswerPeriod]) -> Iterator[Opened]:
    for row in db.session.scalars(stmt):
        yield Opened(
            plan_id=row.plan_id,
            period=row.period,
            state=row.state,
            plan_hash=row.plan_hash,
            blocks_hash=row.blocks_hash,
            key=row.key,
            published_at=row.published_at,
        )
