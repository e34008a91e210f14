"""Who works here, and where they belong."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, batched, db
from learnplan.core.languages import USUAL, known
from learnplan.core.prepared import Prepared, among
from learnplan.directory.models import (
    Appointment,
    Installation,
    Membership,
    Person,
    Unit,
)
from learnplan.directory.queries.posts import IS_LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person as everybody here may know them."""

    id: UUID
    name: str
    email: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPerson:
    """Somebody whom a demonstration lets anybody come in as, and what its door says of them."""

    id: UUID
    name: str
    email: str
    said: str


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


def who_left(*, before: date) -> frozenset[UUID]:
    """Everybody whose last day here was before a day: few, of however many are here."""
    later = aliased(Membership)
    stays = exists().where(
        later.person_id == Membership.person_id,
        later.ends_on.is_(None) | (later.ends_on >= before),
    )
    return frozenset(
        db.session.scalars(select(Membership.person_id).where(Membership.ends_on < before, ~stays))
    )


def people_with(person_ids: Collection[UUID], *, on: date) -> dict[UUID, PersonView]:
    """Those of some people who have not left by a day, by id."""
    stmt = select(Person.id, Person.name, Person.email, Person.job).where(~IS_LEFT)
    found: dict[UUID, PersonView] = {}
    for some in batched(person_ids):
        for row in db.session.execute(stmt.where(Person.id.in_(some)), {"today": on}):
            found[row.id] = PersonView(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    return found


def people_offered() -> list[OfferedPerson]:
    """Whom a demonstration lets anybody come in as, in its own order; otherwise nobody."""
    lines = (db.session.scalar(select(Installation.offers)) or "").splitlines()
    offers = {email: said for email, _, said in (line.partition(" ") for line in lines)}
    stmt = select(Person.id, Person.name, Person.email, Person.job)
    there = {row.email: row for row in db.session.execute(stmt.where(Person.email.in_(offers)))}
    return [
        OfferedPerson(id=row.id, name=row.name, email=email, said=said or row.job)
        for email, said in offers.items()
        if (row := there.get(email)) is not None
    ]


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


_NAMES = Prepared(
    Database.ORGANISATION,
    select(Person.id, Person.name).where(among(Person.id, "listed")),
)


def names_of(person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of some people, for a page that knows them by id, in one query."""
    return dict(_NAMES.rows(listed=person_ids)) if person_ids else {}


def zone_of(person_id: UUID, *, zone: str) -> str:
    """The time zone somebody lives in; ``zone`` where they name none."""
    stmt = select(Person.time_zone).where(Person.id == person_id)
    return db.session.scalar(stmt) or zone


def language_of(person_id: UUID, *, language: str = USUAL) -> str:
    """The language somebody reads; ``language`` where they name none."""
    stmt = select(Person.language).where(Person.id == person_id)
    return known(db.session.scalar(stmt)) or language
