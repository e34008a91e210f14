"""Reads of the journal and of receipts. Fetching is authorisation: another's do not exist."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import names_of, who_is_here
from learnplan.mine.disclosures import policy
from learnplan.mine.disclosures.models import Crossing, Receipt
from learnplan.mine.disclosures.words import OUTWARDS, Kind

PAGE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FURTHEST = 2**31 - 1  # the largest number of a ledger's row that a database can compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the journal: right at one line, which need not be there any more.

    In an address it reads ``1778230200000000.`` and the line's id.
    """

    at: datetime
    id: UUID

    @classmethod
    def of(cls, crossing: Crossing) -> "Cursor":
        """The place of ``crossing``."""
        return cls(at=crossing.at, id=crossing.id)

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        microseconds, _, crossing_id = written.partition(".")
        try:
            at = _EPOCH + timedelta(microseconds=int(microseconds))
            return cls(at=at, id=UUID(crossing_id))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """Some of a journal, newest first, and where what is older begins, if there is any."""

    lines: Sequence[Crossing]
    older: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """Something that somebody else can read now, and on how many days they looked at it."""

    crossing: Crossing
    days_looked: int


def journal_for(
    actor: Actor, *, kinds: Collection[Kind] = tuple(Kind), after: Cursor | None = None
) -> JournalPage:
    """A page of the actor's journal, of some kinds only, from the top or ``after`` a place."""
    stmt = (
        select(Crossing)
        .where(policy.seen_by(actor), Crossing.kind.in_(kinds))
        .order_by(Crossing.at.desc(), Crossing.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        stmt = stmt.where(tuple_(Crossing.at, Crossing.id) < _place(after))
    found = db.session.scalars(stmt).all()
    lines = found[:PAGE]
    return JournalPage(lines=lines, older=Cursor.of(lines[-1]) if len(found) > PAGE else None)


def open_now(actor: Actor) -> list[OpenLine]:
    """What others can read of the actor's record now, the latest opened first."""
    looks = (
        select(Crossing.item_kind, Crossing.item_id, Crossing.reader_id, func.count().label("days"))
        .where(policy.seen_by(actor), Crossing.kind == Kind.LOOK)
        .group_by(Crossing.item_kind, Crossing.item_id, Crossing.reader_id)
        .subquery()
    )
    same = (
        (looks.c.item_kind == Crossing.item_kind)
        & (looks.c.item_id == Crossing.item_id)
        & (looks.c.reader_id == Crossing.reader_id)
    )
    stmt = (
        select(Crossing, func.coalesce(looks.c.days, 0))
        .outerjoin(looks, same)
        .where(policy.seen_by(actor), policy.still_open())
        .order_by(Crossing.at.desc(), Crossing.id.desc())
    )
    return [
        OpenLine(crossing=crossing, days_looked=days) for crossing, days in db.session.execute(stmt)
    ]


def names_shown_since(actor: Actor, since: datetime) -> Sequence[Crossing]:
    """The lines that tell of somebody who let the actor know their name, the latest first."""
    stmt = (
        select(Crossing)
        .where(policy.seen_by(actor), Crossing.kind == Kind.MATCH, Crossing.at >= since)
        .order_by(Crossing.at.desc(), Crossing.id.desc())
    )
    return db.session.scalars(stmt).all()


def line_for(actor: Actor, crossing_id: UUID, *, removed: bool = False) -> Crossing:
    """One line of the actor's own journal; or one they ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    theirs = Crossing.owner_id == actor.id
    there = Crossing.removed_at.is_not(None) if removed else Crossing.removed_at.is_(None)
    crossing = db.session.scalar(select(Crossing).where(Crossing.id == crossing_id, theirs, there))
    if crossing is None:
        raise NotFound("There is no such line.")
    return crossing


def names_in(crossings: Iterable[Crossing]) -> dict[UUID, str]:
    """What the people in some lines are called today; who has left is known by the line's words."""
    ids = {each.reader_id for each in crossings if each.reader_id is not None}
    return names_of(list(ids))


def who_left(actor: Actor, opened: Sequence[OpenLine]) -> frozenset[UUID]:
    """Those of the people who can read something of the actor's who work here no more."""
    ids = {each.crossing.reader_id for each in opened if each.crossing.reader_id is not None}
    people = names_of(list(ids)).keys()
    return frozenset(people - who_is_here(people, on=clock.today(actor.time_zone)))


def days_looked(actor: Actor, *, item_kind: str, item_id: UUID) -> dict[UUID, int]:
    """On how many days each reader looked at something of the actor's; none is left out."""
    stmt = (
        select(Crossing.reader_id, func.count())
        .where(policy.seen_by(actor), Crossing.kind == Kind.LOOK)
        .where(Crossing.item_kind == item_kind, Crossing.item_id == item_id)
        .group_by(Crossing.reader_id)
    )
    return {reader: days for reader, days in db.session.execute(stmt) if reader is not None}


def has_looked_today(reader: Actor, *, item_kind: str, item_id: UUID) -> bool:
    """Whether it is written down already that somebody looked at something today."""
    stmt = select(Crossing.id).where(
        Crossing.item_kind == item_kind,
        Crossing.item_id == item_id,
        Crossing.reader_id == reader.id,
        Crossing.seen_on == clock.today(reader.time_zone),
    )
    return db.session.scalar(stmt) is not None


def has_line_about(actor: Actor, *, item_kind: str, item_id: UUID) -> bool:
    """Whether it is written down already that something of the actor's crossed."""
    stmt = select(Crossing.id).where(
        Crossing.owner_id == actor.id,
        Crossing.item_kind == item_kind,
        Crossing.item_id == item_id,
    )
    return db.session.scalar(stmt) is not None


def receipts_for(
    actor: Actor, *, before: int = _FURTHEST, limit: int | None = None
) -> Sequence[Receipt]:
    """The actor's receipts, newest first: at most ``limit``, ``before`` a row of the ledger."""
    stmt = (
        select(Receipt)
        .where(Receipt.owner_id == actor.id, Receipt.ledger_number < min(before, _FURTHEST))
        .order_by(Receipt.ledger_number.desc())
        .limit(limit)
    )
    return db.session.scalars(stmt).all()


def left_this_week(actor: Actor) -> int:
    """How many things left the actor's record since Monday, where they live: one narrow query.

    Shares that were made or changed, looks by others, and published numbers that include them.
    """
    today = clock.today(actor.time_zone)
    monday = datetime.combine(
        today - timedelta(days=today.weekday()), time.min, ZoneInfo(actor.time_zone)
    )
    crossed = (
        select(func.count())
        .select_from(Crossing)
        .where(policy.seen_by(actor), Crossing.kind.in_(OUTWARDS))
        .where(or_(Crossing.at >= monday, Crossing.changed_at >= monday))
        .scalar_subquery()
    )
    published = (
        select(func.count())
        .select_from(Receipt)
        .where(Receipt.owner_id == actor.id, Receipt.at >= monday)
        .scalar_subquery()
    )
    total = db.session.scalar(
        select(crossed + published), bind_arguments={"mapper": Crossing.__mapper__}
    )
    return total or 0


def _place(cursor: Cursor) -> ColumnElement[Any]:
    return tuple_(literal(cursor.at, Crossing.at.type), literal(cursor.id, Crossing.id.type))
