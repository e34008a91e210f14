"""Lists in an order of their own, a page at a time: those after the last that was shown."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from learnplan.core.db import db
from learnplan.core.places import PAGE
from learnplan.ours.practices.models.procedures import Procedure, Proposal
from learnplan.ours.practices.models.told import Community

Row = TypeVar("Row", Community, Procedure, Proposal)


def onward(
    table: type[Row],
    by: InstrumentedAttribute[Any],
    *conditions: ColumnElement[bool],
    after: UUID | None,
    limit: int = PAGE,
) -> tuple[Sequence[Row], UUID | None]:
    """A page of a table in the order of ``by``, and the last shown where there are more.

    Those ``after`` one of its rows, if that is still there; else from the first.
    """
    stmt = select(table).where(*conditions).order_by(by, table.id)
    last = None if after is None else db.session.get(table, after)
    if last is not None:
        place = tuple_(literal(getattr(last, by.key), by.type), literal(last.id, table.id.type))
        stmt = stmt.where(tuple_(by, table.id) > place)
    found = db.session.scalars(stmt.limit(limit + 1)).all()
    shown = found[:limit]
    return shown, shown[-1].id if len(found) > limit else None
