"""What was told, the newest month first. Within a month the order says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select

from learnplan.core.db import db
from learnplan.core.places import PAGE, latest_first
from learnplan.ours.practices.models.told import PassedCard, Story

Telling = TypeVar("Telling", Story, PassedCard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the list: right at one row. It reads ``2026-05-01.`` and the row's id."""

    at: date
    id: UUID

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        month, _, row_id = written.partition(".")
        try:
            return cls(at=date.fromisoformat(month), id=UUID(row_id))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at}.{self.id}"


def newest_months(
    table: type[Telling],
    *conditions: ColumnElement[bool],
    after: Cursor | None,
    limit: int = PAGE,
) -> tuple[Sequence[Telling], Cursor | None]:
    """A page of what was told, and where what is older begins, if there is any."""
    stmt = select(table).where(*conditions)
    page = latest_first(stmt, table.told_in, table.id, after=after, limit=limit)
    found = db.session.scalars(page).all()
    shown = found[:limit]
    older = Cursor(at=shown[-1].told_in, id=shown[-1].id) if len(found) > limit else None
    return shown, older
