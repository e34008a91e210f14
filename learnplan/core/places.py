"""Long lists a page at a time: by the place where a page ends, so that no page is dearer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

PAGE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = TypeVar("Row")
Kept = TypeVar("Kept")


class Place(Protocol):
    """A place in a list that is kept by day or by moment: right at one row."""

    @property
    def at(self) -> date:
        """When the row is of; a moment is a day as well."""

    @property
    def id(self) -> UUID:
        """Which row it is, of those of one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a list that is kept by time. In an address: ``1778230200000000.`` and an id."""

    at: datetime
    id: UUID

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        microseconds, _, row_id = written.partition(".")
        try:
            at = _EPOCH + timedelta(microseconds=int(microseconds))
            return cls(at=at, id=UUID(row_id))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True, slots=True)
class Some(Generic[Row]):
    """Some rows of a list, the latest first, and where older ones begin, if there are any."""

    rows: tuple[Row, ...]
    older: Cursor | None = None


def latest_first(
    stmt: Select[*tuple[Any, ...]],
    at: InstrumentedAttribute[Any],
    row_id: InstrumentedAttribute[UUID],
    *,
    after: Place | None,
    limit: int = PAGE,
) -> Select[*tuple[Any, ...]]:
    """A page of what ``stmt`` reads: the latest, or those older than ``after``; and one more."""
    if after is not None:
        place = tuple_(literal(after.at, at.type), literal(after.id, row_id.type))
        stmt = stmt.where(tuple_(at, row_id) < place)
    return stmt.order_by(at.desc(), row_id.desc()).limit(limit + 1)


def place_after(ends: Sequence[tuple[datetime, UUID]], *, limit: int = PAGE) -> Cursor | None:
    """Where older rows begin: behind the last that is shown of those read; None if all are."""
    if len(ends) <= limit:
        return None
    at, row_id = ends[limit - 1]
    return Cursor(at=at, id=row_id)
