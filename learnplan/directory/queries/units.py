"""How the units hang together. They are everybody's to know."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared
from learnplan.directory.models import (
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
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
    return [
        UnitView(id=unit_id, name=name, parent_id=parent_id, depth=depth)
        for unit_id, name, parent_id, depth in _UNITS.rows()
    ]


def children_of(unit_id: UUID) -> list[UnitView]:
    """The units right below one, by name."""
    stmt = (
        select(Unit.id, Unit.name, Unit.parent_id, Unit.depth)
        .where(Unit.parent_id == unit_id)
        .order_by(Unit.key, Unit.id)
    )
    return [UnitView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


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
    return [UnitView(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def _view(unit: Unit) -> UnitView:
    return UnitView(id=unit.id, name=unit.name, parent_id=unit.parent_id, depth=unit.depth)
