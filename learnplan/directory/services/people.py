"""People and units: joining, moving between units, leaving, and taking on a role."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Role
from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.directory.models import (
    EMAIL_LIMIT,
    NAME_LIMIT,
    Appointment,
    Installation,
    Membership,
    Person,
    Unit,
)
from learnplan.directory.queries import normal_email, organisation_unit, unit_key
from learnplan.directory.services import tree
from learnplan.directory.stays import Claim, Stay, history_after


def install(*, organisation: str, offers: Mapping[str, str] | None = None) -> Unit:
    """Found the organisation: the unit that all others are part of.

    A demonstration ``offers`` people whom anybody may come in as: by address, what its door says
    of each.
    """
    root = Unit(name=_name(organisation), key=unit_key(organisation))
    db.session.add_all([Installation(offers=_lines(offers or {})), root])
    db.session.flush()
    tree.stir()
    return root


def _lines(offers: Mapping[str, str]) -> str:
    return "\n".join(f"{email} {said}".rstrip() for email, said in offers.items())


def found_unit(path: Sequence[str]) -> UUID:
    """The unit at ``path`` (names from just below the organisation), made where it is missing.

    A path that begins with the organisation's own name means the same.
    """
    root = organisation_unit()
    names = [_name(name) for name in path]
    if names and unit_key(names[0]) == unit_key(root.name):
        names = names[1:]
    at = root.id
    for depth, name in enumerate(names, start=1):
        stmt = select(Unit.id).where(Unit.parent_id == at, Unit.key == unit_key(name))
        known = db.session.scalar(stmt)
        if known is None:
            unit = Unit(name=name, key=unit_key(name), parent_id=at, depth=depth)
            db.session.add(unit)
            db.session.flush()
            tree.stir()
            known = unit.id
        at = known
    return at


def add_person(*, email: str, name: str, job: str = "") -> Person:
    """Let somebody be known here.

    Raises:
        Invalid: the address or the name cannot be one.
    """
    person = Person(email=_email(email), name=_name(name), job=" ".join(job.split())[:NAME_LIMIT])
    db.session.add(person)
    db.session.flush()
    return person


def join(person_id: UUID, unit_id: UUID, *, starts_on: date, ends_on: date | None = None) -> None:
    """Belong to a unit from a day on. Whoever belonged elsewhere on that day has moved.

    Joining the same unit again on the same day only says until when.
    """
    claim = Claim(unit_id=unit_id, starts_on=starts_on, ends_on=ends_on)
    restate(person_id, [claim], today=starts_on)


def restate(
    person_id: UUID, claims: Sequence[Claim], *, today: date
) -> tuple[list[Stay], list[Stay]]:
    """Make a person's history say what is claimed of it; tells what it was and what it is."""
    stmt = (
        select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_on, Membership.id)
    )
    rows = {(row.unit_id, row.starts_on): row for row in db.session.scalars(stmt)}
    before = [
        Stay(unit_id=row.unit_id, starts_on=row.starts_on, ends_on=row.ends_on)
        for row in rows.values()
    ]
    after = history_after(before, claims, today=today)
    stays = {(stay.unit_id, stay.starts_on): stay for stay in after}
    for place, row in rows.items():
        if place in stays:
            row.ends_on = stays[place].ends_on
        else:
            db.session.delete(row)
    db.session.add_all(
        Membership(
            person_id=person_id,
            unit_id=stay.unit_id,
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
        )
        for place, stay in stays.items()
        if place not in rows
    )
    db.session.flush()
    return before, after


def appoint(person_id: UUID, role: Role, *, unit_id: UUID) -> None:
    """Give a person a role beyond worker. Twice changes nothing."""
    stmt = select(Appointment.id).where(
        Appointment.person_id == person_id,
        Appointment.role == role,
        Appointment.unit_id == unit_id,
    )
    if role is not Role.WORKER and db.session.scalar(stmt) is None:
        db.session.add(Appointment(person_id=person_id, role=role, unit_id=unit_id))
        db.session.flush()


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid("A name is missing.", field="name")
    if len(tidy) > NAME_LIMIT:
        raise Invalid(f"A name has at most {NAME_LIMIT} characters.", field="name")
    return tidy


def _email(email: str) -> str:
    tidy = normal_email(email)
    before, at, after = tidy.rpartition("@")
    if (
        not (before and at and "." in after)
        or len(tidy) > EMAIL_LIMIT
        or any(map(str.isspace, tidy))
    ):
        raise Invalid(f"“{email}” is not an e-mail address.", field="email")
    return tidy
