"""Reads of the lines that members write: what there is for whom, and who hides what."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.drawers import table_of
from learnplan.core.errors import NotFound
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.commons import (
    CheckIn,
    CircleNote,
    CircleThing,
    HiddenLine,
    LookBack,
    NoteVersion,
)
from learnplan.mine.circles.words import Line

Written = NoteVersion | CheckIn | CircleThing | LookBack
MODELS: dict[Line, type[Written]] = {
    Line.NOTE: NoteVersion,
    Line.CHECK_IN: CheckIn,
    Line.THING: CircleThing,
    Line.LOOK_BACK: LookBack,
}


def author_of(model: Any) -> InstrumentedAttribute[UUID]:
    """The column that names who wrote a line of a kind."""
    return model.added_by_id if model is CircleThing else model.author_id


def there_for(actor: Actor, model: type[Written]) -> ColumnElement[bool]:
    """Whether a line is there for a member: what the circle took down, for its author alone."""
    return or_(model.taken_down_at.is_(None), author_of(model) == actor.id)


def hides(actor: Actor, line_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether ``actor`` does not want to see a line, to be read beside it."""
    return (
        select(HiddenLine.id)
        .where(and_(HiddenLine.person_id == actor.id, HiddenLine.line_id == line_id))
        .exists()
        .label("is_hidden")
    )


def line_in(circle: Circle, kind: Line, line_id: UUID) -> Written:
    """A line that others can read in a circle which was fetched for a member.

    Raises:
        NotFound: there is none, its author took it back, or it was taken down.
    """
    line: Written | None = db.session.scalar(_lines_in(circle, kind, [line_id]))
    if line is None:
        raise NotFound("There is nothing like that in this circle.")
    return line


def words_in(circle: Circle, wanted: Mapping[UUID, Line]) -> dict[UUID, str]:
    """What some lines say, by id, in a query for each kind; those that are gone are left out."""
    found: dict[UUID, str] = {}
    for kind in sorted(set(wanted.values())):
        ids = [line_id for line_id, each in wanted.items() if each is kind]
        lines = db.session.scalars(_lines_in(circle, kind, ids))
        found |= {line.id: words_of(line) for line in lines}
    return found


def words_of(line: Written) -> str:
    """What a line says, in plain text."""
    match line:
        case NoteVersion():
            return f"{line.title}\n\n{line.text}".strip()
        case CircleThing():
            return f"{line.title}\n{line.address}"
        case _:
            return line.text


def written_by(line: Written) -> UUID:
    """Who wrote a line."""
    return line.added_by_id if isinstance(line, CircleThing) else line.author_id


def _lines_in(circle: Circle, kind: Line, ids: Collection[UUID]) -> Select[Any]:
    model = MODELS[kind]
    stmt: Select[Any] = select(model).where(model.id.in_(ids), model.taken_down_at.is_(None))
    if model is NoteVersion:
        return stmt.join(CircleNote, CircleNote.id == NoteVersion.note_id).where(
            CircleNote.circle_id == circle.id, CircleNote.removed_at.is_(None)
        )
    columns = table_of(model).columns
    stmt = stmt.where(columns["circle_id"] == circle.id)
    return stmt.where(columns["removed_at"].is_(None)) if "removed_at" in columns else stmt
