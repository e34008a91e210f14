"""Reads of the directory: who somebody is, and how the units hang together."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, func, or_, select

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import batched, db, narrow
from learnplan.core.errors import NotFound
from learnplan.core.languages import USUAL, known
from learnplan.directory.models import (
    Appointment,
    Installation,
    Membership,
    Person,
    SignIn,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is at the door (perhaps nobody we know), and of which house."""

    actor: Actor | None
    organisation: str
    is_demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit as other rooms know it."""

    id: UUID
    name: str
    parent_id: UUID | None
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person as everybody here may know them."""

    id: UUID
    name: str
    email: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A person on a roster: where they belong on its day, and what else is public about them.

    ``since`` is the first day they ever belonged anywhere here. ``leads`` is whether they manage
    people.
    """

    person_id: UUID
    unit_id: UUID
    leads: bool
    location: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role beyond worker that somebody holds, and for which unit."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who holds a role beyond worker, and for which unit."""

    person_id: UUID
    name: str
    unit_id: UUID
    unit: str


def hash_of(secret: str) -> str:
    """What is stored of a key or link: long random words need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


# Asked before every page, so put together once: that takes longer than the asking.
_HOUSE = (
    select((Installation.offers != "").label("is_demo"), Unit.name.label("organisation"))
    .join_from(Installation, Unit, Unit.parent_id.is_(None))
    .limit(1)
)
# Whoever has left holds no role, from the day after their last; who never was in a unit may.
_STAYS = exists().where(Membership.person_id == Person.id).correlate(Person)
_IS_LEFT = and_(
    _STAYS,
    ~_STAYS.where(or_(Membership.ends_on.is_(None), Membership.ends_on >= bindparam("today"))),
)
_CALLER = (
    select(
        (Installation.offers != "").label("is_demo"),
        Unit.name.label("organisation"),
        Person.id,
        Person.name,
        Person.email,
        Person.time_zone,
        Person.language,
        Appointment.role,
    )
    .join_from(Installation, Unit, Unit.parent_id.is_(None))
    .outerjoin(
        SignIn, and_(SignIn.key_hash == bindparam("key_hash"), SignIn.ends_at > bindparam("now"))
    )
    .outerjoin(Person, Person.id == SignIn.person_id)
    .outerjoin(Appointment, and_(Appointment.person_id == Person.id, ~_IS_LEFT))
)


def caller_with(key: str | None, *, zone: str, language: str) -> Caller:
    """Whoever carries the sign-in ``key``, in one narrow query.

    ``zone`` and ``language`` are theirs where they chose none.
    """
    if not isinstance(key, str):
        house = db.session.execute(_HOUSE).first()
        if house is None:
            return _NOWHERE
        return Caller(actor=None, organisation=house.organisation, is_demo=house.is_demo)
    said = {"key_hash": hash_of(key), "now": clock.now(), "today": clock.today(zone)}
    rows = narrow(_CALLER, said).all()
    if not rows:
        return _NOWHERE
    first = rows[0]
    actor = _actor(rows, zone, language) if first.id is not None else None
    return Caller(actor=actor, organisation=first.organisation, is_demo=first.is_demo)


_NOWHERE = Caller(actor=None, organisation="Learnplan", is_demo=False)


def _actor(rows: Sequence[Row[*tuple[Any, ...]]], zone: str, language: str) -> Actor:
    first = rows[0]
    return Actor(
        id=first.id,
        name=first.name,
        email=first.email,
        time_zone=first.time_zone or zone,
        language=known(first.language) or language,
        roles=frozenset({Role.WORKER, *(row.role for row in rows if row.role is not None)}),
    )


def actor_for_email(email: str, *, zone: str = "UTC") -> Actor:
    """The person with this address, as an actor, for commands.

    Raises:
        NotFound: nobody has it.
    """
    stmt = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.time_zone,
            Person.language,
            Appointment.role,
        )
        .outerjoin(Appointment, and_(Appointment.person_id == Person.id, ~_IS_LEFT))
        .where(Person.email == normal_email(email))
    )
    rows = db.session.execute(stmt, {"today": clock.today(zone)}).all()
    if not rows:
        raise NotFound(f"Nobody here has the address {email}.")
    return _actor(rows, zone, USUAL)


def normal_email(email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().casefold()


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


def units() -> list[UnitView]:
    """Every unit, parents before children, siblings by name."""
    stmt = select(Unit.id, Unit.name, Unit.parent_id, Unit.depth).order_by(
        Unit.depth, Unit.key, Unit.id
    )
    return [UnitView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


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


def people_here(*, on: date) -> list[PersonView]:
    """Everybody who works here on a day or will, by name: nobody who has left."""
    stays = (Membership.ends_on.is_(None)) | (Membership.ends_on >= on)
    stmt = (
        select(Person.id, Person.name, Person.email, Person.job)
        .where(Person.id.in_(select(Membership.person_id).where(stays)))
        .order_by(Person.name, Person.email)
    )
    return [PersonView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def people_called(words: str, *, but: Collection[UUID], on: date, limit: int) -> list[PersonView]:
    """Some of those who work here on a day or will, by name: with all ``words`` in their name."""
    stays = (Membership.ends_on.is_(None)) | (Membership.ends_on >= on)
    stmt = (
        select(Person.id, Person.name, Person.email, Person.job)
        .where(Person.id.in_(select(Membership.person_id).where(stays)), Person.id.not_in(but))
        .order_by(Person.name, Person.email)
        .limit(limit)
    )
    for word in words.split():
        stmt = stmt.where(func.lower(Person.name).contains(word.lower(), autoescape=True))
    return [PersonView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def who_is_here(person_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Who of some people works here on a day or will: nobody who has left."""
    if not person_ids:
        return frozenset()
    stays = (Membership.ends_on.is_(None)) | (Membership.ends_on >= on)
    stmt = select(Membership.person_id).where(stays, Membership.person_id.in_(person_ids))
    return frozenset(db.session.scalars(stmt))


def people_with(person_ids: Collection[UUID], *, on: date) -> dict[UUID, PersonView]:
    """Those of some people who have not left by a day, by id."""
    stmt = select(Person.id, Person.name, Person.email, Person.job).where(~_IS_LEFT)
    found: dict[UUID, PersonView] = {}
    for some in batched(person_ids):
        for row in db.session.execute(stmt.where(Person.id.in_(some)), {"today": on}):
            found[row.id] = PersonView(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    return found


def people_offered() -> list[PersonView]:
    """Whom a demonstration lets anybody come in as, in its own order; otherwise nobody."""
    offers = (db.session.scalar(select(Installation.offers)) or "").split()
    stmt = select(Person.id, Person.name, Person.email, Person.job).where(Person.email.in_(offers))
    found = [PersonView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name
    return sorted(found, key=lambda person: offers.index(person.email))


def units_of(person_id: UUID) -> list[str]:
    """The names of the units somebody belongs to today or will."""
    stmt = (
        select(Unit.name)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(
            Membership.person_id == person_id,
            (Membership.ends_on.is_(None)) | (Membership.ends_on >= clock.now().date()),
        )
        .order_by(Membership.starts_on, Unit.key)
    )
    return list(db.session.scalars(stmt))


def units_joined(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """The units somebody belongs to on a day."""
    stmt = select(Membership.unit_id).where(
        Membership.person_id == person_id,
        Membership.starts_on <= on,
        (Membership.ends_on.is_(None)) | (Membership.ends_on >= on),
    )
    return frozenset(db.session.scalars(stmt))


def units_managed(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """The units somebody manages on a day; whoever has left manages none."""
    stmt = (
        select(Appointment.unit_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(Person.id == person_id, Appointment.role == Role.MANAGER, ~_IS_LEFT)
    )
    return frozenset(db.session.scalars(stmt, {"today": on}))


def members_of(unit_id: UUID, *, on: date) -> list[PersonView]:
    """Who belongs to a unit directly on a day, by name."""
    stmt = (
        select(Person.id, Person.name, Person.email, Person.job)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.unit_id == unit_id,
            Membership.starts_on <= on,
            (Membership.ends_on.is_(None)) | (Membership.ends_on >= on),
        )
        .order_by(Person.name, Person.email)
    )
    return [PersonView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def roster_on(day: date) -> list[RosterLine]:
    """Everybody who is here on a day, each person once, by id."""
    return _roster(day)


def line_on(day: date, person_id: UUID) -> RosterLine | None:
    """Somebody's line on the roster of a day; None when they were not here."""
    return next(iter(_roster(day, Person.id == person_id)), None)


def _roster(day: date, *conditions: ColumnElement[bool]) -> list[RosterLine]:
    here = (
        Membership.starts_on <= day,
        (Membership.ends_on.is_(None)) | (Membership.ends_on >= day),
    )
    since = (
        select(func.min(Membership.starts_on))
        .where(Membership.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    leads = exists().where(Appointment.person_id == Person.id, Appointment.role == Role.MANAGER)
    stmt = (
        select(
            Person.id.label("person_id"),
            Membership.unit_id,
            leads.label("leads"),
            Person.location,
            since.label("since"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(*here, *conditions)
        .order_by(Person.id, Membership.starts_on.desc(), Membership.unit_id)
    )
    found: dict[UUID, RosterLine] = {}
    for row in db.session.execute(stmt):
        found.setdefault(row.person_id, RosterLine(**row._mapping))  # noqa: SLF001 - SQLAlchemy's public name
    return list(found.values())


def leads_of(unit_id: UUID, *, on: date) -> list[tuple[str, Role]]:
    """Who holds a role for a unit on a day: names with roles, by name."""
    stmt = (
        select(Person.name, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id == unit_id, ~_IS_LEFT)
        .order_by(Person.name, Appointment.role)
    )
    return [(row.name, row.role) for row in db.session.execute(stmt, {"today": on})]


def holders_of(role: Role, *, on: date) -> list[str]:
    """The names of everybody who holds a role beyond worker on a day, wherever, by name."""
    stmt = (
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.role == role, ~_IS_LEFT)
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
        .where(Appointment.role == role, ~_IS_LEFT)
        .order_by(Person.name, Person.id, Unit.depth, Unit.key)
    )
    rows = db.session.execute(stmt, {"today": on})
    return [Holder(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def posts_of(person_ids: Sequence[UUID], *, on: date) -> dict[UUID, tuple[Post, ...]]:
    """What some people hold beyond being workers on a day; who holds nothing is left out."""
    if not person_ids:
        return {}
    stmt = (
        select(Appointment.person_id, Appointment.role, Unit.name)
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.person_id.in_(person_ids), ~_IS_LEFT)
        .order_by(Appointment.person_id, Appointment.role, Unit.depth, Unit.key)
    )
    found: dict[UUID, tuple[Post, ...]] = {}
    for person_id, role, unit in db.session.execute(stmt, {"today": on}):
        found[person_id] = (*found.get(person_id, ()), Post(role=role, unit=unit))
    return found


def names_of(person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of some people, for a page that knows them by id."""
    if not person_ids:
        return {}
    stmt = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return {row.id: row.name for row in db.session.execute(stmt)}


def zone_of(person_id: UUID, *, zone: str) -> str:
    """The time zone somebody lives in; ``zone`` where they name none."""
    stmt = select(Person.time_zone).where(Person.id == person_id)
    return db.session.scalar(stmt) or zone


def language_of(person_id: UUID, *, language: str = USUAL) -> str:
    """The language somebody reads; ``language`` where they name none."""
    stmt = select(Person.language).where(Person.id == person_id)
    return known(db.session.scalar(stmt)) or language


def _view(unit: Unit) -> UnitView:
    return UnitView(id=unit.id, name=unit.name, parent_id=unit.parent_id, depth=unit.depth)
