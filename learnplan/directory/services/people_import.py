"""Bringing the directory up to date from a file: joining, moving, leaving, taking on roles."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import db
from learnplan.directory.models import Appointment, Membership, Person, Unit
from learnplan.directory.people_file import PeopleFile, Row, Wrong
from learnplan.directory.queries import organisation_unit
from learnplan.directory.services import people, rosters


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
    units_before = db.session.query(Unit.id).count()
    by_person: dict[str, list[Row]] = {}
    for row in file.rows:
        by_person.setdefault(row.email, []).append(row)
    done = 0
    for rows in by_person.values():
        _take_in(rows, today, report, says_roles=file.says_roles)
        done += len(rows)
        if progress:
            progress(done, len(file.rows))
    report.units_created = db.session.query(Unit.id).count() - units_before
    rosters.freeze_reporting_groups(today)
    return report


def _take_in(rows: Sequence[Row], today: date, report: Report, *, says_roles: bool) -> None:
    """Everything the file says of one person, the earliest first."""
    first = rows[0]
    person = db.session.scalar(select(Person).where(Person.email == first.email))
    is_new = person is None
    if person is None:
        person = people.add_person(email=first.email, name=first.name, job=first.job)
    changed = person.name != first.name or bool(first.job and person.job != first.job)
    person.name, person.job = first.name, first.job or person.job
    moved = ended = False
    for row in sorted(rows, key=lambda row: row.starts_on or today):
        if row.unit:
            one_moved, one_ended, one_changed = _place(person.id, row, today)
            moved, ended, changed = moved or one_moved, ended or one_ended, changed or one_changed
        elif row.ends_on:
            ended = _leave(person.id, row.ends_on) or ended
    if says_roles:
        changed = _appoint_exactly(person.id, rows) or changed
    if is_new:
        report.added += 1
    elif moved:
        report.moved += 1
    elif ended:
        report.ended += 1
    elif changed:
        report.updated += 1
    else:
        report.unchanged += 1


def _place(person_id: UUID, row: Row, today: date) -> tuple[bool, bool, bool]:
    """Put a person where a line says; tells whether they moved, left, or anything else changed."""
    unit_id = people.found_unit(row.unit)
    stmt = (
        select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_on.desc())
    )
    history = db.session.scalars(stmt).all()
    stay = _known_stay(history, unit_id, row)
    if stay is None:
        starts_on = row.starts_on or min(today, row.ends_on or today)
        people.join(person_id, unit_id, starts_on=starts_on, ends_on=row.ends_on)
        return bool(history), False, True
    starts_on = row.starts_on or min(stay.starts_on, row.ends_on or stay.starts_on)
    if (stay.starts_on, stay.ends_on) == (starts_on, row.ends_on):
        return False, False, False
    leaves = stay.ends_on is None and row.ends_on is not None
    db.session.delete(stay)
    db.session.flush()
    people.join(person_id, unit_id, starts_on=starts_on, ends_on=row.ends_on)
    return False, leaves, True


def _known_stay(history: Sequence[Membership], unit_id: UUID, row: Row) -> Membership | None:
    """The stay in a unit that a line is about, when it is known already; newest first."""
    here = [stay for stay in history if stay.unit_id == unit_id]
    if row.starts_on is None:
        return next((stay for stay in here if stay.ends_on in (None, row.ends_on)), None)
    for stay in here:
        if stay.starts_on == row.starts_on:
            return stay
    latest = history[0] if history else None
    if latest in here and (latest.ends_on is None or latest.ends_on >= row.starts_on):
        return latest  # the same stay, its first day put right
    return None


def _leave(person_id: UUID, ends_on: date) -> bool:
    stmt = select(Membership).where(Membership.person_id == person_id, Membership.ends_on.is_(None))
    open_ones = db.session.scalars(stmt).all()
    for membership in open_ones:
        membership.ends_on = max(ends_on, membership.starts_on)
    db.session.flush()
    return bool(open_ones)


def _appoint_exactly(person_id: UUID, rows: Sequence[Row]) -> bool:
    """Let a person hold the roles these lines name, and no others."""
    wanted = {
        (row.role, people.found_unit(row.unit) if row.unit else organisation_unit().id)
        for row in rows
        if row.role is not Role.WORKER
    }
    stmt = select(Appointment.role, Appointment.unit_id).where(Appointment.person_id == person_id)
    held = {(row.role, row.unit_id) for row in db.session.execute(stmt)}
    for taken_on, unit_id in wanted - held:
        people.appoint(person_id, taken_on, unit_id=unit_id)
    for role, unit_id in held - wanted:
        db.session.execute(
            delete(Appointment).where(
                Appointment.person_id == person_id,
                Appointment.role == role,
                Appointment.unit_id == unit_id,
            )
        )
    return wanted != held
