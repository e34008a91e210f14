"""Reads of the journal. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.journal import policy
from learnplan.mine.journal.models import Reflection
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import ids_found
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.readings import Listing

Listed = Select[*tuple[Any, ...]]

PAGE = 30
TEXT_SHOWN = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SORT_KEY = (Reflection.written_on, Reflection.kept_at, Reflection.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionView:
    """A reflection as a list shows it: of its text, the beginning."""

    id: UUID
    title: str
    prompt: str
    text: str
    stance: Purpose | None
    written_on: date
    week: date | None
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the journal: right at one reflection, which need not be there any more.

    In an address it reads ``2026-05-08.1778230200000000.`` and the reflection's id.
    """

    written_on: date
    kept_at: datetime
    id: UUID

    @classmethod
    def at(cls, reflection: ReflectionView) -> "Cursor":
        """The place of ``reflection``."""
        return cls(written_on=reflection.written_on, kept_at=reflection.kept_at, id=reflection.id)

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        try:
            day, microseconds, reflection_id = written.split(".")
            return cls(
                written_on=date.fromisoformat(day),
                kept_at=_EPOCH + timedelta(microseconds=int(microseconds)),
                id=UUID(reflection_id),
            )
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        microseconds = (self.kept_at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.written_on}.{microseconds}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which reflections to list; all that are given must hold.

    ``prompted`` asks for those that answer a question, or for those that answer none; ``words`` is
    what somebody would ask the search for, and ``until`` the last day.
    """

    stance: Purpose | None = None
    prompted: bool | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """Some of a journal, newest first, and where what is newer and older begins, if anything is."""

    reflections: Sequence[ReflectionView]
    newer: Cursor | None = None
    older: Cursor | None = None


def journal_for(
    actor: Actor,
    filters: Filters | None = None,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    limit: int = PAGE,
) -> JournalPage:
    """A page of the actor's journal, newest first.

    From the top, or of what is older (comes ``after`` a place) or newer (``before`` it).
    """
    stmt = _only(actor, _all(actor), filters or Filters()).limit(limit + 1)
    if before is not None:
        stmt = stmt.where(tuple_(*_SORT_KEY) > _place(before)).order_by(*_SORT_KEY)
        newer = _views(stmt)
        if len(newer) <= limit:
            return journal_for(actor, filters, limit=limit)
        shown = newer[limit - 1 :: -1]
        return JournalPage(reflections=shown, newer=Cursor.at(shown[0]), older=Cursor.at(shown[-1]))
    if after is not None:
        stmt = stmt.where(tuple_(*_SORT_KEY) < _place(after))
    found = _views(_newest_first(stmt))
    shown = found[:limit]
    return JournalPage(
        reflections=shown,
        newer=Cursor.at(shown[0]) if after is not None and shown else None,
        older=Cursor.at(shown[-1]) if len(found) > limit else None,
    )


def reflections_of_week(actor: Actor, monday: date) -> list[ReflectionView]:
    """What the actor wrote in the week from ``monday``, or later looking back on it."""
    in_it = Reflection.written_on.between(monday, monday + timedelta(days=6))
    stmt = _all(actor).where(or_(Reflection.week == monday, in_it & Reflection.week.is_(None)))
    return _views(_newest_first(stmt))


def written_around(actor: Actor, first: date, last: date) -> tuple[date | None, date | None]:
    """The nearest days before ``first`` and after ``last`` that the actor wrote on.

    Who looked back on a week later wrote on that week.
    """
    day = func.coalesce(Reflection.week, Reflection.written_on)
    before = select(func.max(day)).where(policy.editable_by(actor), day < first)
    after = select(func.min(day)).where(policy.editable_by(actor), day > last)
    return db.session.scalar(before), db.session.scalar(after)


def weeks_looked_back_on(actor: Actor, *, limit: int) -> list[date]:
    """The Mondays of the latest weeks that the actor looked back on, the latest first."""
    stmt = (
        select(Reflection.week)
        .where(policy.editable_by(actor), Reflection.week.is_not(None))
        .distinct()
        .order_by(Reflection.week.desc())
        .limit(limit)
    )
    return [week for week in db.session.scalars(stmt) if week is not None]


def reflection_for(actor: Actor, reflection_id: UUID) -> Reflection:
    """The reflection, if it is the actor's own.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return _reflection_where(Reflection.id == reflection_id, policy.editable_by(actor))


def readable_reflection_for(actor: Actor, reflection_id: UUID) -> Reflection:
    """The reflection, if it is the actor's own or was shared with them.

    Raises:
        NotFound: it does not exist, or is not theirs to know about.
    """
    return _reflection_where(Reflection.id == reflection_id, policy.readable_by(actor))


def reflections_listed(actor: Actor, reflection_ids: Collection[UUID]) -> list[Listing]:
    """Of the reflections with these ids, those that ``actor`` may read."""
    stmt = select(Reflection).where(Reflection.id.in_(reflection_ids), policy.readable_by(actor))
    return [
        Listing(item=reflection.as_item, on=reflection.written_on)
        for reflection in db.session.scalars(stmt)
    ]


def own_reflection_item_for(actor: Actor, reflection_id: UUID) -> Item:
    """The actor's own reflection as the rooms below know it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return reflection_for(actor, reflection_id).as_item


def deleted_reflection_for(actor: Actor, reflection_id: UUID) -> Reflection:
    """The actor's own reflection that they deleted a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _reflection_where(Reflection.id == reflection_id, policy.restorable_by(actor))


def _all(actor: Actor) -> Listed:
    return select(
        Reflection.id,
        Reflection.title,
        Reflection.prompt,
        func.substr(Reflection.text, 1, TEXT_SHOWN).label("text"),
        Reflection.stance,
        Reflection.written_on,
        Reflection.week,
        Reflection.kept_at,
    ).where(policy.editable_by(actor))


def _newest_first(stmt: Listed) -> Listed:
    return stmt.order_by(*(column.desc() for column in _SORT_KEY))


def _only(actor: Actor, stmt: Listed, filters: Filters) -> Listed:
    if filters.stance is not None:
        stmt = stmt.where(Reflection.stance == filters.stance)
    if filters.prompted is not None:
        stmt = stmt.where((Reflection.prompt != "") == literal(filters.prompted))
    if filters.words and (question := asked(filters.words)):
        stmt = stmt.where(Reflection.id.in_(ids_found(actor, ItemKind.REFLECTION, question)))
    if filters.since is not None:
        stmt = stmt.where(Reflection.written_on >= filters.since)
    if filters.until is not None:
        stmt = stmt.where(Reflection.written_on <= filters.until)
    return stmt


def _place(cursor: Cursor) -> ColumnElement[Any]:
    values = (cursor.written_on, cursor.kept_at, cursor.id)
    return tuple_(
        *(literal(value, column.type) for value, column in zip(values, _SORT_KEY, strict=True))
    )


def _views(stmt: Listed) -> list[ReflectionView]:
    return [ReflectionView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def _reflection_where(*conditions: ColumnElement[bool]) -> Reflection:
    reflection = db.session.scalar(select(Reflection).where(*conditions))
    if reflection is None:
        raise NotFound("There is no such reflection.")
    return reflection
