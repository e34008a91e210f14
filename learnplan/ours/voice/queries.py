"""Reads of what people ask and what management answers. Everyone reads the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory import queries as directory
from learnplan.ours.voice import figures
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.words import ASKED, Kind, Need, Outcome, Part, State

PAGE = 30
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the list: right at one thread. It reads ``2026-05-01.`` and the thread's id."""

    moved_on: date
    id: UUID

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        day, _, thread_id = written.partition(".")
        try:
            return cls(moved_on=date.fromisoformat(day), id=UUID(thread_id))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.moved_on}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which threads are asked for; what is empty lets all through."""

    kind: Kind | None = None
    state: State | None = None
    unit_ids: frozenset[UUID] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A thread in a list. ``author`` is empty where it is unsigned."""

    id: UUID
    kind: Kind
    title: str
    unit_id: UUID
    author: str
    state: State
    declined: bool
    opened_on: date
    moved_on: date
    acknowledged_on: date | None
    responded_on: date | None
    revisited_on: date | None
    due_on: date | None
    outcome: Outcome | None

    @property
    def answered_after(self) -> int | None:
        """After how many days management answered; None while it has not."""
        return None if self.responded_on is None else (self.responded_on - self.opened_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some threads, what moved last first, and where the rest begins, if there is any."""

    lines: Sequence[Line]
    older: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody said in a thread. ``author`` is empty where it is unsigned."""

    id: UUID
    part: Part
    author: str
    words: str
    said_on: date
    by_opener: bool
    next_on: date | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A thread with all that was said in it, the earliest first, and what was promised in it."""

    line: Line
    words: str
    need: Need | None
    gone: bool
    part_of: Line | None
    said: tuple[Word, ...] = ()
    promises: tuple[Line, ...] = ()

    @property
    def next_on(self) -> date | None:
        """When it is looked at again: the latest day that was said."""
        return next((each.next_on for each in reversed(self.said) if each.next_on), None)

    @property
    def by_others(self) -> int:
        """How much was said in it by others than whoever opened it."""
        return sum(not each.by_opener for each in self.said)

    @property
    def by_management(self) -> int:
        """How much of it management said."""
        return sum(each.part is not Part.REPLY for each in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thread that has the words somebody looks for."""

    title: str
    address: str
    kind: Kind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How management does: what it answers, and what it promises."""

    answering: figures.Answering
    promising: figures.Promising


_LINE = tuple(getattr(Thread, name) for name in Line.__dataclass_fields__)


def threads(sieve: Sieve | None = None, *, after: Cursor | None = None, limit: int = PAGE) -> Lines:
    """A page of threads. What moved on the same day stands in no order that says anything."""
    stmt = _sieved(sieve or Sieve()).order_by(Thread.moved_on.desc(), Thread.id.desc())
    if after is not None:
        place = tuple_(
            literal(after.moved_on, Thread.moved_on.type), literal(after.id, Thread.id.type)
        )
        stmt = stmt.where(tuple_(Thread.moved_on, Thread.id) < place)
    found = _lines(stmt.limit(limit + 1))
    shown = found[:limit]
    older = Cursor(moved_on=shown[-1].moved_on, id=shown[-1].id) if len(found) > limit else None
    return Lines(lines=shown, older=older)


def thread_for(thread_id: UUID) -> Whole:
    """A thread with all that was said in it. Threads are everybody's to know.

    Raises:
        NotFound: there is none, or it was taken back.
    """
    whole = wholes({thread_id}).get(thread_id)
    if whole is None:
        raise NotFound("There is nothing here.")
    return whole


def wholes(thread_ids: Collection[UUID]) -> dict[UUID, Whole]:
    """Those of some threads that are there, each with all that was said in it."""
    there = db.session.scalars(select(Thread).where(Thread.id.in_(thread_ids), _there())).all()
    words = db.session.scalars(
        select(Saying).where(Saying.thread_id.in_(thread_ids), Saying.removed_at.is_(None))
    ).all()
    said: dict[UUID, list[Word]] = {}
    for word in sorted(words, key=_place):
        said.setdefault(word.thread_id, []).append(_word_of(word))
    promised = db.session.scalars(
        select(Thread)
        .where(Thread.part_of_id.in_(thread_ids), _there())
        .order_by(Thread.written_at, Thread.id)
    ).all()
    above_ids = {each.part_of_id for each in there if each.part_of_id}
    above = _lines(select(*_LINE).where(Thread.id.in_(above_ids), _there())) if above_ids else []
    return {
        thread.id: Whole(
            line=_line_of(thread),
            words=thread.words,
            need=thread.need,
            gone=thread.gone,
            part_of=next((each for each in above if each.id == thread.part_of_id), None),
            said=tuple(said.get(thread.id, ())),
            promises=tuple(_line_of(each) for each in promised if each.part_of_id == thread.id),
        )
        for thread in there
    }


def found(words: str, *, limit: int = PAGE) -> list[Found]:
    """The threads that have all ``words``, in their title or in what is said in them.

    What moved last comes first. No words find nothing.
    """
    if not words.split():
        return []
    page = threads(Sieve(words=words), limit=limit)
    return [
        Found(title=each.title, address=f"/voice/{each.id}", kind=each.kind, on=each.moved_on)
        for each in page.lines
    ]


def row_for(table: type[Any], row_id: UUID, *, removed: bool = False) -> Any:
    """A thread or a saying as it is kept; what was taken back only where it is asked for.

    Raises:
        NotFound: there is no such thing.
    """
    row = db.session.get(table, row_id)
    if row is None or (row.removed_at is not None) != removed:
        raise NotFound("There is nothing here.")
    return row


def kept_thread(thread_id: UUID) -> Thread:
    """A thread as it is kept, to be written in.

    Raises:
        NotFound: there is none, or it was taken back.
    """
    thread: Thread = row_for(Thread, thread_id)
    return thread


def written_by(author_id: UUID, thread_id: UUID) -> list[Saying]:
    """What somebody signed in a thread, as it is kept, the latest first."""
    stmt = (
        select(Saying)
        .where(
            Saying.thread_id == thread_id,
            Saying.author_id == author_id,
            Saying.removed_at.is_(None),
        )
        .order_by(Saying.written_at.desc(), Saying.id)
    )
    return list(db.session.scalars(stmt))


def has_others_words(thread: Thread) -> bool:
    """Whether anybody but who opened a thread has said something in it, or promised."""
    stmt = select(Saying.id).where(
        Saying.thread_id == thread.id, Saying.removed_at.is_(None), Saying.by_opener.is_(False)
    )
    promised = select(Thread.id).where(Thread.part_of_id == thread.id, _there())
    return (
        db.session.scalar(stmt.limit(1)) is not None
        or db.session.scalar(promised.limit(1)) is not None
    )


def unanswered_floor(unit_id: UUID, author_id: UUID) -> Thread | None:
    """A question to the floor of a unit, or by somebody, of which nothing was said yet."""
    stmt = (
        select(Thread)
        .where(
            Thread.kind == Kind.FLOOR,
            Thread.responded_on.is_(None),
            or_(Thread.unit_id == unit_id, Thread.author_id == author_id),
            _there(),
        )
        .order_by(Thread.opened_on, Thread.id)
    )
    return db.session.scalars(stmt).first()


def floor_questions() -> list[Line]:
    """The questions to the floor that nothing was said of yet, the earliest first."""
    stmt = (
        select(*_LINE)
        .where(Thread.kind == Kind.FLOOR, Thread.responded_on.is_(None), _there())
        .order_by(Thread.opened_on, Thread.id)
    )
    return _lines(stmt)


def how_management_does(today: date, unit_ids: Collection[UUID] = ()) -> Figures:
    """How management answers and keeps its promises, over the last year; perhaps of some units."""
    since = today - figures.LOOKED_BACK
    where = [Thread.opened_on >= since, _there()]
    if unit_ids:
        where.append(Thread.unit_id.in_(unit_ids))
    asked = select(Thread.opened_on, Thread.responded_on).where(Thread.kind.in_(ASKED), *where)
    made = select(Thread.due_on, Thread.outcome).where(Thread.kind == Kind.COMMITMENT, *where)
    return Figures(
        answering=figures.answering([(row[0], row[1]) for row in db.session.execute(asked)], today),
        promising=figures.promising([(row[0], row[1]) for row in db.session.execute(made)], today),
    )


def units_below(unit_id: UUID) -> frozenset[UUID]:
    """A unit and all below it."""
    found = {unit_id}
    for unit in directory.units():  # parents before children
        if unit.parent_id in found:
            found.add(unit.id)
    return frozenset(found)


def _there() -> ColumnElement[bool]:
    return Thread.removed_at.is_(None)


def _sieved(sieve: Sieve) -> Select[Any]:
    stmt = select(*_LINE).where(_there())
    if sieve.kind is not None:
        stmt = stmt.where(Thread.kind == sieve.kind)
    if sieve.state is not None:
        stmt = stmt.where(Thread.state == sieve.state)
    if sieve.unit_ids:
        stmt = stmt.where(Thread.unit_id.in_(sieve.unit_ids))
    for word in sieve.words.split():
        stmt = stmt.where(_has(word))
    return stmt


def _has(word: str) -> ColumnElement[bool]:
    """A thread that has a word anywhere in it, whatever its capitals."""

    def in_(column: Any) -> ColumnElement[bool]:
        matches: ColumnElement[bool] = func.lower(column).contains(word.lower(), autoescape=True)
        return matches

    said = (
        select(Saying.id)
        .where(Saying.thread_id == Thread.id, Saying.removed_at.is_(None), in_(Saying.words))
        .correlate(Thread)
    )
    return or_(in_(Thread.title), in_(Thread.words), said.exists())


def _lines(stmt: Select[Any]) -> list[Line]:
    return [Line(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def _line_of(thread: Thread) -> Line:
    return Line(**{name: getattr(thread, name) for name in Line.__dataclass_fields__})


def _word_of(saying: Saying) -> Word:
    return Word(**{name: getattr(saying, name) for name in Word.__dataclass_fields__})


def _place(saying: Saying) -> tuple[date, datetime, UUID]:
    """By day. On a day, what is unsigned comes first, as it came in the morning, in no order."""
    return saying.said_on, saying.written_at or LONG_AGO, saying.id


def names_of_units() -> dict[UUID, str]:
    """What units are called."""
    return {unit.id: unit.name for unit in directory.units()}
