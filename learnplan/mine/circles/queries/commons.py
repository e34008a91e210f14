"""Reads of what a circle keeps together. Each asks for a circle that was fetched for a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, latest_first, place_after
from learnplan.directory.queries import names_of
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.commons import (
    CheckIn,
    CircleNote,
    CircleThing,
    LookBack,
    NoteVersion,
)
from learnplan.mine.circles.queries.circles import GONE
from learnplan.mine.circles.queries.lines import hides, there_for

Kept = TypeVar("Kept", CircleNote, CircleThing, CheckIn)
FIRST_SHOWN = 5
"""How many of each kind the circle's page shows; the rest is a page away."""
VERSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A shared note as it is now: what it says, who began it, and who wrote last."""

    id: UUID
    title: str
    text: str
    begun_by: str
    written_by: str
    written_at: datetime
    versions: int
    version_id: UUID
    author_id: UUID
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """What somebody made a note say; of what was taken down, only they are told."""

    id: UUID
    number: int
    title: str
    text: str
    author_id: UUID
    author: str
    written_at: datetime
    is_hidden: bool
    is_taken_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one member told the others: a check-in, or a look back.

    ``is_hidden`` is the reader's own wish. Of what was taken down, only its author is told.
    """

    id: UUID
    author_id: UUID
    author: str
    text: str
    told_at: datetime
    is_hidden: bool
    is_taken_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingView:
    """Something the members use."""

    id: UUID
    title: str
    address: str
    added_by_id: UUID
    added_by: str
    is_hidden: bool
    is_taken_down: bool


def note_for(actor: Actor, circle_id: UUID, note_id: UUID, *, removed: bool = False) -> CircleNote:
    """A note of a circle that ``actor`` is in; or one that was ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or they are not in the circle.
    """
    there = _there(actor, circle_id, CircleNote, removed=removed)
    return _found(there.where(CircleNote.id == note_id))


def latest_version(note: CircleNote) -> NoteVersion:
    """What a note says now.

    Raises:
        NotFound: everything in it was taken along by whoever wrote it.
    """
    stmt = (
        select(NoteVersion)
        .where(NoteVersion.note_id == note.id, NoteVersion.taken_down_at.is_(None))
        .order_by(NoteVersion.number.desc())
        .limit(1)
    )
    version = db.session.scalar(stmt)
    if version is None:
        raise NotFound("There is nothing left of this note.")
    return version


def notes_of(
    actor: Actor, circle: Circle, *, after: Cursor | None = None, limit: int = PAGE
) -> Some[NoteView]:
    """The notes of a circle, the one written last first, in two queries and one for names."""
    stmt = select(CircleNote.id, CircleNote.changed_at).where(
        CircleNote.circle_id == circle.id, CircleNote.removed_at.is_(None), _says_something()
    )
    stmt = latest_first(stmt, CircleNote.changed_at, CircleNote.id, after=after, limit=limit)
    ends = [(row.changed_at, row.id) for row in db.session.execute(stmt)]
    found = {note.id: note for note in _notes(actor, [note_id for _, note_id in ends[:limit]])}
    shown = tuple(found[note_id] for _, note_id in ends[:limit])
    return Some(shown, place_after(ends, limit=limit))


def note_view(actor: Actor, note: CircleNote) -> NoteView:
    """One note that was fetched for a member, as its page shows it.

    Raises:
        NotFound: everything in it was taken along by whoever wrote it, or taken down.
    """
    found = _notes(actor, [note.id])
    if not found:
        raise NotFound("There is nothing left of this note.")
    return found[0]


def versions_of(
    actor: Actor, note: CircleNote, *, below: int | None = None
) -> tuple[list[VersionView], int | None]:
    """What a note says and said before, the latest first; and below which number older ones are."""
    stmt = (
        select(NoteVersion, hides(actor, NoteVersion.id.expression))
        .where(NoteVersion.note_id == note.id, there_for(actor, NoteVersion))
        .order_by(NoteVersion.number.desc())
        .limit(VERSIONS_SHOWN + 1)
    )
    if below is not None:
        stmt = stmt.where(NoteVersion.number < below)
    rows = db.session.execute(stmt).all()
    shown = rows[:VERSIONS_SHOWN]
    names = names_of(list({each.author_id for each, _ in shown}))
    versions = [
        VersionView(
            id=each.id,
            number=each.number,
            title=each.title,
            text=each.text,
            author_id=each.author_id,
            author=names.get(each.author_id, GONE),
            written_at=each.written_at,
            is_hidden=is_hidden,
            is_taken_down=each.taken_down_at is not None,
        )
        for each, is_hidden in shown
    ]
    return versions, versions[-1].number if len(rows) > len(shown) else None


def things_of(
    actor: Actor, circle: Circle, *, after: Cursor | None = None, limit: int = PAGE
) -> Some[ThingView]:
    """What the members of a circle use, the latest first."""
    stmt = select(CircleThing, hides(actor, CircleThing.id.expression)).where(
        CircleThing.circle_id == circle.id,
        CircleThing.removed_at.is_(None),
        there_for(actor, CircleThing),
    )
    stmt = latest_first(stmt, CircleThing.added_at, CircleThing.id, after=after, limit=limit)
    things = db.session.execute(stmt).all()
    names = names_of(list({each.added_by_id for each, _ in things[:limit]}))
    shown = tuple(
        ThingView(
            id=each.id,
            title=each.title,
            address=each.address,
            added_by_id=each.added_by_id,
            added_by=names.get(each.added_by_id, GONE),
            is_hidden=is_hidden,
            is_taken_down=each.taken_down_at is not None,
        )
        for each, is_hidden in things[:limit]
    )
    return Some(shown, place_after([(each.added_at, each.id) for each, _ in things], limit=limit))


def thing_for(
    actor: Actor, circle_id: UUID, thing_id: UUID, *, removed: bool = False
) -> CircleThing:
    """Something that a circle of the actor's uses; or that was ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or they are not in the circle.
    """
    there = _there(actor, circle_id, CircleThing, removed=removed)
    return _found(there.where(CircleThing.id == thing_id))


def check_ins_of(
    actor: Actor, circle: Circle, *, after: Cursor | None = None, limit: int = PAGE
) -> Some[Told]:
    """What members told each other they tried, the latest first."""
    stmt = select(CheckIn, hides(actor, CheckIn.id.expression)).where(
        CheckIn.circle_id == circle.id, CheckIn.removed_at.is_(None), there_for(actor, CheckIn)
    )
    stmt = latest_first(stmt, CheckIn.told_at, CheckIn.id, after=after, limit=limit)
    rows = [(row[0], row[1]) for row in db.session.execute(stmt)]
    ends = [(each.told_at, each.id) for each, _ in rows]
    return Some(tuple(_told(rows[:limit])), place_after(ends, limit=limit))


def own_check_in_for(
    actor: Actor, circle_id: UUID, check_in_id: UUID, *, removed: bool = False
) -> CheckIn:
    """The actor's own check-in; or one they ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or somebody else told it.
    """
    there = _there(actor, circle_id, CheckIn, removed=removed)
    return _found(there.where(CheckIn.id == check_in_id, CheckIn.author_id == actor.id))


def looks_back_at(actor: Actor, circle: Circle) -> list[Told]:
    """What members said at the end, in the order they did: at most one each."""
    stmt = (
        select(LookBack, hides(actor, LookBack.id.expression))
        .where(LookBack.circle_id == circle.id, there_for(actor, LookBack))
        .order_by(LookBack.told_at, LookBack.id)
    )
    return _told([(row[0], row[1]) for row in db.session.execute(stmt)])


def own_look_back(actor: Actor, circle: Circle) -> LookBack | None:
    """What ``actor`` said at the end, if they did."""
    return db.session.scalar(
        select(LookBack).where(LookBack.circle_id == circle.id, LookBack.author_id == actor.id)
    )


def _says_something() -> ColumnElement[bool]:
    """Whether a note says anything that was not taken down."""
    return (
        select(NoteVersion.id)
        .where(NoteVersion.note_id == CircleNote.id, NoteVersion.taken_down_at.is_(None))
        .correlate(CircleNote)
        .exists()
    )


def _notes(actor: Actor, ids: Sequence[UUID]) -> list[NoteView]:
    """Some notes as they are now. The first and the last of their authors are named."""
    numbers = (
        select(
            NoteVersion.note_id,
            func.min(NoteVersion.number).label("first"),
            func.max(NoteVersion.number).label("last"),
            func.count().label("versions"),
        )
        .where(NoteVersion.note_id.in_(ids), NoteVersion.taken_down_at.is_(None))
        .group_by(NoteVersion.note_id)
        .subquery()
    )
    begun_by = (
        select(NoteVersion.author_id)
        .where(NoteVersion.note_id == numbers.c.note_id, NoteVersion.number == numbers.c.first)
        .correlate(numbers)
        .scalar_subquery()
    )
    stmt = select(
        NoteVersion, begun_by, numbers.c.versions, hides(actor, NoteVersion.id.expression)
    ).join(
        numbers,
        (numbers.c.note_id == NoteVersion.note_id) & (numbers.c.last == NoteVersion.number),
    )
    rows = db.session.execute(stmt).all() if ids else []
    people = {person for version, begun, *_ in rows for person in (version.author_id, begun)}
    names = names_of(list(people))
    return [
        NoteView(
            id=version.note_id,
            title=version.title,
            text=version.text,
            begun_by=names.get(begun, GONE),
            written_by=names.get(version.author_id, GONE),
            written_at=version.written_at,
            versions=versions,
            version_id=version.id,
            author_id=version.author_id,
            is_hidden=is_hidden,
        )
        for version, begun, versions, is_hidden in rows
    ]


def _told(told: Sequence[tuple[CheckIn | LookBack, bool]]) -> list[Told]:
    names = names_of(list({each.author_id for each, _ in told}))
    return [
        Told(
            id=each.id,
            author_id=each.author_id,
            author=names.get(each.author_id, GONE),
            text=each.text,
            told_at=each.told_at,
            is_hidden=is_hidden,
            is_taken_down=each.taken_down_at is not None,
        )
        for each, is_hidden in told
    ]


def _there(actor: Actor, circle_id: UUID, model: type[Kept], *, removed: bool) -> Select[Kept]:
    """What a circle of the actor's keeps of one kind: what is there, or what was removed."""
    return select(model).where(
        model.circle_id == circle_id,
        model.circle_id.in_(policy.ids_of_circles_with(actor)),
        model.removed_at.is_not(None) if removed else model.removed_at.is_(None),
    )


def _found(stmt: Select[Kept]) -> Kept:
    row = db.session.scalar(stmt)
    if row is None:
        raise NotFound("There is nothing like that in this circle.")
    return row
