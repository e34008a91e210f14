"""Bringing the directory up to date from a file: joining, moving, leaving, taking on roles."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import db
from learnplan.directory import queries
from learnplan.directory.models import Appointment, Person
from learnplan.directory.people_file import PeopleFile, Row, Wrong
from learnplan.directory.services import people, rosters
from learnplan.directory.stays import Claim, Stay


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import of people did, or would do."""

    rows_read: int = 0
    added: int = 0
    updated: int = 0
    moved: int = 0
    ended: int = 0
    unchanged: int = 0
    units_created: int = 0
    rejected: list[Wrong] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same, for programs."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known before the first line; ``roles`` is None where the file says none."""

    today: date
    people: dict[str, Person]
    units: dict[tuple[str, ...], UUID]
    roles: dict[UUID, set[tuple[Role, UUID]]] | None


def import_people(
    file: PeopleFile, *, zone: str, progress: Callable[[int, int], None] | None = None
) -> Report:
    """Make the directory say what ``file`` says. Doing it twice changes nothing.

    Nothing is written when a line is wrong: the report then lists what and why.
    """
    report = Report(rows_read=len(file.rows) + len(file.wrong), rejected=list(file.wrong))
    if file.wrong:
        report.rows_read = len(
            {*(row.line for row in file.rows), *(one.line for one in file.wrong)}
        )
        return report
    today = clock.today(zone)
    units_before = len(queries.units())
    paths = dict.fromkeys(row.unit for row in file.rows)
    known = _Known(
        today=today,
        people={person.email: person for person in db.session.scalars(select(Person))},
        units={path: people.found_unit(path) for path in paths},
        roles=_appointments() if file.says_roles else None,
    )
    by_person: dict[str, list[Row]] = {}
    for row in file.rows:
        by_person.setdefault(row.email, []).append(row)
    done = 0
    for email, rows in by_person.items():
        _take_in(known.people.get(email), rows, known, report)
        done += len(rows)
        if progress:
            progress(done, len(file.rows))
    report.units_created = len(queries.units()) - units_before
    rosters.freeze_reporting_groups(today)
    return report


def _take_in(person: Person | None, rows: Sequence[Row], known: _Known, report: Report) -> None:
    """Everything the file says of one person."""
    first = rows[0]
    is_new = person is None
    if person is None:
        person = people.add_person(email=first.email, name=first.name)
    was = (person.name, person.job, person.location)
    person.name = first.name
    person.job, person.location = first.job or person.job, first.location or person.location
    changed = was != (person.name, person.job, person.location)
    claims = [
        Claim(
            unit_id=known.units[row.unit] if row.unit else None,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]
    before, after = people.restate(person.id, claims, today=known.today)
    if known.roles is not None:
        held = known.roles.get(person.id, set())
        changed = _appoint_exactly(person.id, held, _roles(rows, known)) or changed
    if is_new:
        report.added += 1
    elif _has_moved(before, after):
        report.moved += 1
    elif _has_left(before, after):
        report.ended += 1
    elif changed or before != after:
        report.updated += 1
    else:
        report.unchanged += 1


def _has_moved(before: Sequence[Stay], after: Sequence[Stay]) -> bool:
    """Whether the latest unit is another one, for somebody who had one."""
    return bool(before and after) and before[-1].unit_id != after[-1].unit_id


def _has_left(before: Sequence[Stay], after: Sequence[Stay]) -> bool:
    """Whether somebody who was here until further has a last day now."""
    is_here_until_further = bool(after) and after[-1].ends_on is None
    return bool(before) and before[-1].ends_on is None and not is_here_until_further


def _roles(rows: Sequence[Row], known: _Known) -> set[tuple[Role, UUID]]:
    """The roles these lines give; whoever has left holds none."""
    return {
        (row.role, known.units[row.unit])
        for row in rows
        if row.role is not Role.WORKER and not (row.ends_on and row.ends_on < known.today)
    }


def _appointments() -> dict[UUID, set[tuple[Role, UUID]]]:
    held: dict[UUID, set[tuple[Role, UUID]]] = defaultdict(set)
    stmt = select(Appointment.person_id, Appointment.role, Appointment.unit_id)
    for person_id, role, unit_id in db.session.execute(stmt):
        held[person_id].add((role, unit_id))
    return held


def _appoint_exactly(
    person_id: UUID, held: set[tuple[Role, UUID]], wanted: set[tuple[Role, UUID]]
) -> bool:
    """Let a person hold these roles, and no others."""
    for role, unit_id in wanted - held:
        people.appoint(person_id, role, unit_id=unit_id)
    for role, unit_id in held - wanted:
        db.session.execute(
            delete(Appointment).where(
                Appointment.person_id == person_id,
                Appointment.role == role,
                Appointment.unit_id == unit_id,
            )
        )
    return wanted != held
