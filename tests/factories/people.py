"""People and units for tests."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import select, update

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.directory import queries
from learnplan.directory.models import Membership, Unit
from learnplan.directory.services import people

_numbers: Iterator[int] = count(1)


def next_number() -> int:
    """A number that nobody had before, for names and addresses."""
    return next(_numbers)


def a_unit(path: str = "Operations / Packaging") -> UUID:
    """The id of the unit at ``path``, made where it is missing."""
    with transaction(Database.ORGANISATION):
        if db.session.scalar(select(Unit.id)) is None:
            people.install(organisation="Northwind")
        return people.found_unit([name.strip() for name in path.split("/")])


def a_worker(
    *, name: str = "", unit: UUID | None = None, roles: tuple[Role, ...] = (), zone: str = "UTC"
) -> Actor:
    """Somebody who works here, and nothing else unless said."""
    number = next_number()
    unit_id = unit or a_unit()
    name = name or f"Worker {number}"
    email = f"{name.split()[0].lower()}{number}@northwind.example"
    with transaction(Database.ORGANISATION):
        person = people.add_person(email=email, name=name)
        people.join(person.id, unit_id, starts_on=date(2024, 1, 1))
        for role in roles:
            people.appoint(person.id, role, unit_id=unit_id)
    actor = queries.actor_for_email(email, zone=zone)
    db.session.rollback()
    return actor


def leave(worker: Actor, *, last_day: date) -> None:
    """Somebody goes: ``last_day`` is their last in every unit."""
    with transaction(Database.ORGANISATION):
        db.session.execute(
            update(Membership).where(Membership.person_id == worker.id).values(ends_on=last_day)
        )


def a_manager(*, of: UUID | None = None) -> Actor:
    """Somebody who manages a unit."""
    return a_worker(name="Marek Manager", unit=of, roles=(Role.MANAGER,))


def an_administrator() -> Actor:
    """Somebody who administers the installation."""
    return a_worker(name="Ada Administrator", roles=(Role.ADMINISTRATOR,))
