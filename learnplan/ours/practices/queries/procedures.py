"""Reads of procedures and their versions. Everyone reads the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE
from learnplan.directory import queries as directory
from learnplan.ours.practices.models.procedures import Procedure, ProcedureVersion, Proposal
from learnplan.ours.practices.queries.onward import onward
from learnplan.ours.practices.words import OPEN

NO_PROCEDURE = "There is no such procedure."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRow:
    """A procedure in a list: whose it is, and how many proposals wait for a decision."""

    procedure: Procedure
    unit: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """Some procedures by title, and the last of them where there are more."""

    rows: Sequence[ProcedureRow]
    further: UUID | None = None


def procedures(
    *, unit_id: UUID | None = None, retired: bool = False, after: UUID | None = None
) -> Procedures:
    """A page of those in use, or of the others; perhaps of one unit; after one of them."""
    is_retired = Procedure.retired_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [is_retired if retired else ~is_retired]
    if unit_id is not None:
        conditions.append(Procedure.unit_id == unit_id)
    found, further = onward(Procedure, Procedure.title, *conditions, after=after)
    return Procedures(rows=_rows(found), further=further)


def in_use() -> list[tuple[UUID, str]]:
    """Every procedure in use, by title, each with whose it is."""
    units = {unit.id: unit.name for unit in directory.units()}
    stmt = (
        select(Procedure.id, Procedure.title, Procedure.unit_id)
        .where(Procedure.retired_at.is_(None))
        .order_by(Procedure.title, Procedure.id)
    )
    return [(row[0], f"{row[1]} ({units[row[2]]})") for row in db.session.execute(stmt)]


def procedure_for(procedure_id: UUID) -> Procedure:
    """One procedure, in use or not.

    Raises:
        NotFound: there is none.
    """
    procedure = db.session.get(Procedure, procedure_id)
    if procedure is None:
        raise NotFound(NO_PROCEDURE)
    return procedure


def latest_of(procedure: Procedure) -> ProcedureVersion:
    """What a procedure says now."""
    return version_of(procedure, procedure.version)


def version_of(procedure: Procedure, number: int) -> ProcedureVersion:
    """What a procedure said in one of its versions.

    Raises:
        NotFound: there is no such version.
    """
    stmt = select(ProcedureVersion).where(
        ProcedureVersion.procedure_id == procedure.id, ProcedureVersion.number == number
    )
    found = db.session.scalar(stmt)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def numbers_of(procedure: Procedure) -> list[int]:
    """The numbers of its versions, the latest first: there is none missing."""
    return list(range(procedure.version, 0, -1))


def history_of(
    procedure: Procedure, *, below: int | None = None
) -> tuple[Sequence[ProcedureVersion], int | None]:
    """Versions of a procedure, the latest first; those ``below`` a number; and where more begin."""
    stmt = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure.id)
    if below is not None:
        stmt = stmt.where(ProcedureVersion.number < below)
    page = stmt.order_by(ProcedureVersion.number.desc()).limit(PAGE + 1)
    found = db.session.scalars(page).all()
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def units_with_procedures() -> list[tuple[UUID, str]]:
    """The units that have a procedure in use, parents before children."""
    there = set(db.session.scalars(select(Procedure.unit_id).where(Procedure.retired_at.is_(None))))
    if not there:
        return []
    return [(unit.id, unit.name) for unit in directory.units() if unit.id in there]


def _rows(found: Sequence[Procedure]) -> list[ProcedureRow]:
    if not found:
        return []
    units = {unit.id: unit.name for unit in directory.units()}
    waiting = (
        select(Proposal.procedure_id, func.count())
        .where(
            Proposal.procedure_id.in_([each.id for each in found]),
            Proposal.state.in_(OPEN),
            Proposal.removed_at.is_(None),
        )
        .group_by(Proposal.procedure_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(waiting)}
    return [
        ProcedureRow(procedure=each, unit=units[each.unit_id], waiting=counts.get(each.id, 0))
        for each in found
    ]
