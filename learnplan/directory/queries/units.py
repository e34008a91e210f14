"""How the units hang together. They are everybody's to know."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from learnplan.core.bulk import named
from learnplan.core.db import Database, batched, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared, among
from learnplan.directory.models import (
    Unit,
)


class UnitView(NamedTuple):
    """A unit as other rooms know it."""

    id: UUID
    name: str
    parent_id: UUID | None
    depth: int


def unit_key(name: str) -> str:
    """A unit's name as it is compared among its siblings."""
    return " ".join(name.split()).casefold()


def organisation_unit() -> UnitView:
    """The root of the tree: the organisation itself.

    Raises:
        NotFound: nothing is installed yet.
    """
    unit = db.session.scalar(select(Unit).where(Unit.parent_id.is_(None)))
    if unit is None:
        raise NotFound("Nothing is installed yet.")
    return _view(unit)


def unit_for(unit_id: UUID) -> UnitView:
    """A unit. Units are everybody's to know.

    Raises:
        NotFound: there is no such unit.
    """
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("There is no such unit.")
    return _view(unit)


_UNITS = Prepared(
    Database.ORGANISATION,
    select(Unit.id, Unit.name, Unit.parent_id, Unit.depth).order_by(Unit.depth, Unit.key, Unit.id),
)


def units() -> list[UnitView]:
    """Every unit, parents before children, siblings by name."""
    return list(named(UnitView, _UNITS.rows()))


class Called(NamedTuple):
    """A unit by its name, as it is compared, and what it is a part of."""

    id: UUID
    key: str
    parent_id: UUID | None


def units_called(keys: Collection[str]) -> list[Called]:
    """The units below the organisation, however deep, that have one of some names."""
    return _called(Unit.key, keys)


def units_below(unit_ids: Collection[UUID]) -> list[Called]:
    """The units right below some."""
    return _called(Unit.parent_id, unit_ids)


def _called(column: InstrumentedAttribute[Any], among_these: Collection[object]) -> list[Called]:
    stmt = select(Unit.id, Unit.key, Unit.parent_id).where(Unit.parent_id.is_not(None))
    return [
        Called(*row)
        for some in batched(among_these)
        for row in db.session.execute(stmt.where(column.in_(some)))
    ]


class Position(NamedTuple):
    """Where a unit is: below which, how deep, and whether it has units below it."""

    parent_id: UUID | None
    depth: int
    is_whole: bool


def _up_from_some() -> Prepared[UUID, UUID | None, int, bool]:
    up = select(Unit.id, Unit.parent_id, Unit.depth).where(among(Unit.id, "ids"))
    line = up.cte(recursive=True)
    line = line.union(
        select(Unit.id, Unit.parent_id, Unit.depth).join(line, Unit.id == line.c.parent_id)
    )
    part = aliased(Unit)
    is_whole = exists().where(part.parent_id == line.c.id).label("is_whole")
    return Prepared(Database.ORGANISATION, select(*line.c, is_whole))


_UP_FROM_SOME = _up_from_some()


def lines_up(unit_ids: Collection[UUID]) -> dict[UUID, Position]:
    """Some units and all those above them, each once."""
    return {
        unit_id: Position(parent_id, depth, is_whole)
        for unit_id, parent_id, depth, is_whole in _UP_FROM_SOME.rows(ids=unit_ids)
    }


def children_of(unit_id: UUID) -> list[UnitView]:
    """The units right below one, by name."""
    stmt = (
        select(Unit.id, Unit.name, Unit.parent_id, Unit.depth)
        .where(Unit.parent_id == unit_id)
        .order_by(Unit.key, Unit.id)
    )
    return list(named(UnitView, db.session.execute(stmt)))


def lineage_of(unit_id: UUID) -> list[UnitView]:
    """From the organisation down to the unit itself, in one query.

    Raises:
        NotFound: there is no such unit.
    """
    up = (
        select(Unit.id, Unit.name, Unit.parent_id, Unit.depth)
        .where(Unit.id == unit_id)
        .cte(recursive=True)
    )
    up = up.union_all(
        select(Unit.id, Unit.name, Unit.parent_id, Unit.depth).join(up, Unit.id == up.c.parent_id)
    )
    rows = db.session.execute(select(up).order_by(up.c.depth)).all()
    if not rows:
        raise NotFound("There is no such unit.")
    return list(named(UnitView, rows))


def _view(unit: Unit) -> UnitView:
    return UnitView(id=unit.id, name=unit.name, parent_id=unit.parent_id, depth=unit.depth)
