"""Reads of what a circle keeps together. Each asks for a circle that was fetched for a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
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

Kept = TypeVar("Kept", CircleNote, CircleThing, CheckIn)
CHECK_INS_SHOWN = 20
NOTES_SHOWN = 50
THINGS_SHOWN = 100
VERSIONS_SHOWN = 100


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


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """What somebody made a note say."""

    number: int
    title: str
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one member told the others: a check-in, or a look back."""

    id: UUID
    author_id: UUID
    author: str
    text: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingView:
    """Something the members use."""

    id: UUID
    title: str
    address: str
    added_by_id: UUID
    added_by: str


def note_for(actor: Actor, circle_id: UUID, note_id: UUID, *, removed: bool = False) -> CircleNote:
    """A note of a circle that ``actor`` is in; or one that was ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or they are not in the circle.
    """
    there = _there(actor, circle_id, CircleNote, removed=removed)
    return _found(there.where(CircleNote.id == note_id))


def note_sent_once(circle: Circle, once: str) -> CircleNote:
    """The note that the form carrying the word ``once`` made the first time it was sent.

    Raises:
        NotFound: that form made none.
    """
    return _found(
        select(CircleNote).where(CircleNote.circle_id == circle.id, CircleNote.once == once)
    )


def latest_version(note: CircleNote) -> NoteVersion:
    """What a note says now.

    Raises:
        NotFound: everything in it was taken along by whoever wrote it.
    """
    stmt = (
        select(NoteVersion)
        .where(NoteVersion.note_id == note.id)
        .order_by(NoteVersion.number.desc())
        .limit(1)
    )
    version = db.session.scalar(stmt)
    if version is None:
        raise NotFound("There is nothing left of this note.")
    return version


def notes_of(circle: Circle) -> list[NoteView]:
    """The notes of a circle, the one written last first, in one query and one for names."""
    return _notes(
        select(CircleNote.id)
        .where(CircleNote.circle_id == circle.id, CircleNote.removed_at.is_(None))
        .order_by(CircleNote.changed_at.desc(), CircleNote.id)
        .limit(NOTES_SHOWN)
    )


def note_view(note: CircleNote) -> NoteView:
    """One note that was fetched for a member, as its page shows it.

    Raises:
        NotFound: everything in it was taken along by whoever wrote it.
    """
    found = _notes(select(CircleNote.id).where(CircleNote.id == note.id))
    if not found:
        raise NotFound("There is nothing left of this note.")
    return found[0]


def versions_of(note: CircleNote) -> list[VersionView]:
    """What a note said before, and says now: the latest first."""
    stmt = (
        select(NoteVersion)
        .where(NoteVersion.note_id == note.id)
        .order_by(NoteVersion.number.desc())
        .limit(VERSIONS_SHOWN)
    )
    versions = db.session.scalars(stmt).all()
    names = names_of(list({each.author_id for each in versions}))
    return [
        VersionView(
            number=each.number,
            title=each.title,
            text=each.text,
            author=names.get(each.author_id, GONE),
            written_at=each.written_at,
        )
        for each in versions
    ]


def things_of(circle: Circle) -> list[ThingView]:
    """What the members of a circle use, the latest first."""
    stmt = (
        select(CircleThing)
        .where(CircleThing.circle_id == circle.id, CircleThing.removed_at.is_(None))
        .order_by(CircleThing.added_at.desc(), CircleThing.id)
        .limit(THINGS_SHOWN)
    )
    things = db.session.scalars(stmt).all()
    names = names_of(list({each.added_by_id for each in things}))
    return [
        ThingView(
            id=each.id,
            title=each.title,
            address=each.address,
            added_by_id=each.added_by_id,
            added_by=names.get(each.added_by_id, GONE),
        )
        for each in things
    ]


def thing_for(
    actor: Actor, circle_id: UUID, thing_id: UUID, *, removed: bool = False
) -> CircleThing:
    """Something that a circle of the actor's uses; or that was ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or they are not in the circle.
    """
    there = _there(actor, circle_id, CircleThing, removed=removed)
    return _found(there.where(CircleThing.id == thing_id))


def check_ins_of(circle: Circle) -> list[Told]:
    """What members told each other they tried, the latest first."""
    stmt = (
        select(CheckIn)
        .where(CheckIn.circle_id == circle.id, CheckIn.removed_at.is_(None))
        .order_by(CheckIn.told_at.desc(), CheckIn.id)
        .limit(CHECK_INS_SHOWN)
    )
    return _told(db.session.scalars(stmt).all())


def own_check_in_for(
    actor: Actor, circle_id: UUID, check_in_id: UUID, *, removed: bool = False
) -> CheckIn:
    """The actor's own check-in; or one they ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or somebody else told it.
    """
    there = _there(actor, circle_id, CheckIn, removed=removed)
    return _found(there.where(CheckIn.id == check_in_id, CheckIn.author_id == actor.id))


def looks_back_at(circle: Circle) -> list[Told]:
    """What members said at the end, in the order they did."""
    stmt = (
        select(LookBack)
        .where(LookBack.circle_id == circle.id)
        .order_by(LookBack.told_at, LookBack.id)
    )
    return _told(db.session.scalars(stmt).all())


def own_look_back(actor: Actor, circle: Circle) -> LookBack | None:
    """What ``actor`` said at the end, if they did."""
    return db.session.scalar(
        select(LookBack).where(LookBack.circle_id == circle.id, LookBack.author_id == actor.id)
    )


def _notes(ids: Select[UUID]) -> list[NoteView]:
    wanted = ids.subquery()
    numbers = (
        select(
            NoteVersion.note_id,
            func.min(NoteVersion.number).label("first"),
            func.max(NoteVersion.number).label("last"),
            func.count().label("versions"),
        )
        .where(NoteVersion.note_id.in_(select(wanted.c.id)))
        .group_by(NoteVersion.note_id)
        .subquery()
    )
    begun_by = (
        select(NoteVersion.author_id)
        .where(NoteVersion.note_id == numbers.c.note_id, NoteVersion.number == numbers.c.first)
        .correlate(numbers)
        .scalar_subquery()
    )
    stmt = (
        select(NoteVersion, begun_by, numbers.c.versions)
        .join(
            numbers,
            (numbers.c.note_id == NoteVersion.note_id) & (numbers.c.last == NoteVersion.number),
        )
        .order_by(NoteVersion.written_at.desc(), NoteVersion.id)
    )
    rows = db.session.execute(stmt).all()
    people = {person for version, begun, _ in rows for person in (version.author_id, begun)}
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
        )
        for version, begun, versions in rows
    ]


def _told(told: Sequence[CheckIn | LookBack]) -> list[Told]:
    names = names_of(list({each.author_id for each in told}))
    return [
        Told(
            id=each.id,
            author_id=each.author_id,
            author=names.get(each.author_id, GONE),
            text=each.text,
            told_at=each.told_at,
        )
        for each in told
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
