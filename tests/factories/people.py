"""People and units for tests."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import count
from uuid import UUID

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import aliased

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
    names = [name.strip() for name in path.split("/")]
    known = _unit_at(names)
    if known is not None:
        return known
    with transaction(Database.ORGANISATION):
        if db.session.scalar(select(Unit.id)) is None:
            people.install(organisation="Northwind")
        return people.found_unit(names)


def _unit_at(names: Sequence[str]) -> UUID | None:
    """The unit at a path, if it is there: most of a test's people are of one.

    To find with a transaction and four questions that there is nothing to make takes thrice that.
    """
    keys = {f"key_{depth}": queries.unit_key(name) for depth, name in enumerate(names, start=1)}
    known: UUID | None = db.session.scalar(_path_of(len(names)), keys)
    db.session.rollback()
    return known


@cache
def _path_of(depth: int) -> Select[UUID]:
    """What asks for a unit so far below the organisation, by the keys from there on down."""
    organisation = above = aliased(Unit)
    stmt = select(organisation.id).where(organisation.parent_id.is_(None))
    for level in range(1, depth + 1):
        unit = aliased(Unit)
        beneath = unit.parent_id == above.id, unit.key == bindparam(f"key_{level}")
        stmt, above = stmt.with_only_columns(unit.id).where(*beneath), unit
    return stmt


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
