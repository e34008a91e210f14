"""Who holds a role beyond worker, and for which unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, or_, select, true

from learnplan.core.actor import Role
from learnplan.core.db import db
from learnplan.directory.models import (
    Appointment,
    Membership,
    Person,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role beyond worker that somebody holds, and for which unit."""

    role: Role
    unit: str

    @property
    def said(self) -> str:
        """``manages Packaging``: what they do, after their name."""
        does = {Role.MANAGER: "manages", Role.STEWARD: "steward for"}
        return f"{does.get(self.role, 'administers')} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who holds a role beyond worker, and for which unit."""

    person_id: UUID
    name: str
    unit_id: UUID
    unit: str


# Whoever has left holds no role, from the day after their last; who never was in a unit may.
_STAYS = exists().where(Membership.person_id == Person.id).correlate(Person)
IS_LEFT = and_(
    _STAYS,
    ~_STAYS.where(or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("today"))),
)


def units_managed(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """The units somebody manages on a day; whoever has left manages none."""
    stmt = (
        select(Appointment.unit_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(Person.id == person_id, Appointment.role == Role.MANAGER, ~IS_LEFT)
    )
    return frozenset(db.session.scalars(stmt, {"today": on}))


def leads_of(unit_id: UUID, *, on: date) -> list[tuple[str, Role]]:
    """Who holds a role for a unit on a day: names with roles, by name."""
    stmt = (
        select(Person.name, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id == unit_id, ~IS_LEFT)
        .order_by(Person.name, Appointment.role)
    )
    return [(row.name, row.role) for row in db.session.execute(stmt, {"today": on})]


def holders_of(role: Role, *, on: date) -> list[str]:
    """The names of everybody who holds a role beyond worker on a day, wherever, by name."""
    stmt = (
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.role == role, ~IS_LEFT)
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [row.name for row in db.session.execute(stmt, {"today": on})]


def holding(role: Role, *, on: date) -> list[Holder]:
    """Everybody who holds a role beyond worker on a day, once for each unit of it, by name."""
    stmt = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Appointment.unit_id,
            Unit.name.label("unit"),
        )
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.role == role, ~IS_LEFT)
        .order_by(Person.name, Person.id, Unit.depth, Unit.key)
    )
    rows = db.session.execute(stmt, {"today": on})
    return [Holder(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def posts_of(person_ids: Sequence[UUID] | None, *, on: date) -> dict[UUID, tuple[Post, ...]]:
    """What some people hold beyond being workers on a day; who holds nothing is left out.

    Of everybody where it is None.
    """
    if person_ids is not None and not person_ids:
        return {}
    named = Appointment.person_id.in_(person_ids) if person_ids is not None else true()
    stmt = (
        select(Appointment.person_id, Appointment.role, Unit.name)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(named, ~IS_LEFT)
        .order_by(Appointment.person_id, Appointment.role, Unit.depth, Unit.key)
    )
    found: dict[UUID, tuple[Post, ...]] = {}
    for person_id, role, unit in db.session.execute(stmt, {"today": on}):
        found[person_id] = (*found.get(person_id, ()), Post(role=role, unit=unit))
    return found
