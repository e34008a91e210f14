"""Reads of what is proposed. Everyone reads the same, and sees who is late with a decision."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, latest_first, place_after
from learnplan.directory import queries as directory
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.models.procedures import Procedure, Proposal, ProposalLine
from learnplan.ours.practices.queries.onward import onward
from learnplan.ours.practices.words import OPEN, Aside


class Which(enum.StrEnum):
    """Which proposals are listed."""

    WAITING = "waiting"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal in a list, with what it is about."""

    proposal: Proposal
    procedure: str
    trial_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """A proposal, what it is about, where it is on trial, and what is written on it."""

    proposal: Proposal
    procedure: Procedure
    trial_unit: str
    lines: Sequence[ProposalLine]
    probe: Probe | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision."""
        return self.proposal.state in OPEN

    @property
    def has_moved(self) -> bool:
        """Whether the procedure changed since this was written, and it waits."""
        return self.is_open and self.proposal.base != self.procedure.version

    def of(self, aside: Aside) -> list[ProposalLine]:
        """The lines of one sort, the oldest first."""
        return [line for line in self.lines if line.aside == aside]


def days_late(proposal: Proposal, today: date) -> int:
    """For how many days the decision is overdue; 0 where it is not, or was made."""
    return max((today - proposal.decide_by).days, 0) if proposal.state in OPEN else 0


def waiting(
    procedure_id: UUID | None = None, *, after: UUID | None = None
) -> tuple[list[ProposalRow], UUID | None]:
    """What waits for a decision, what is due first at the top; of one procedure or all.

    And the last of them, where there are more.
    """
    conditions: list[ColumnElement[bool]] = [
        Proposal.state.in_(OPEN),
        Proposal.removed_at.is_(None),
    ]
    if procedure_id is not None:
        conditions.append(Proposal.procedure_id == procedure_id)
    found, further = onward(Proposal, Proposal.decide_by, *conditions, after=after)
    return _rows(found), further


def decided(procedure_id: UUID | None = None, *, after: Cursor | None = None) -> Some[ProposalRow]:
    """A page of what was decided, the latest proposed first; of one procedure or all."""
    stmt = select(Proposal).where(Proposal.state.not_in(OPEN), Proposal.removed_at.is_(None))
    if procedure_id is not None:
        stmt = stmt.where(Proposal.procedure_id == procedure_id)
    page = latest_first(stmt, Proposal.written_at, Proposal.id, after=after)
    found = db.session.scalars(page).all()
    older = place_after([(each.written_at, each.id) for each in found])
    return Some(tuple(_rows(found[:PAGE])), older)


def proposal_for(proposal_id: UUID, *, removed: bool = False) -> Proposal:
    """One proposal; one that was withdrawn only where it is asked for.

    Raises:
        NotFound: there is none.
    """
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or (proposal.removed_at is not None) != removed:
        raise NotFound("There is no such proposal.")
    return proposal


def proposal_page(proposal_id: UUID) -> ProposalPage:
    """One proposal with everything on it.

    Raises:
        NotFound: there is none.
    """
    proposal = proposal_for(proposal_id)
    lines = (
        select(ProposalLine)
        .where(ProposalLine.proposal_id == proposal.id, ProposalLine.removed_at.is_(None))
        .order_by(ProposalLine.written_at, ProposalLine.id)
    )
    unit_id = proposal.trial_unit_id
    return ProposalPage(
        proposal=proposal,
        procedure=db.session.get_one(Procedure, proposal.procedure_id),
        trial_unit=directory.unit_for(unit_id).name if unit_id else "",
        lines=db.session.scalars(lines).all(),
        probe=db.session.get(Probe, proposal.probe_id) if proposal.probe_id else None,
    )


def line_for(line_id: UUID, *, removed: bool = False) -> ProposalLine:
    """A line on a proposal; one that was taken away only where it is asked for.

    Raises:
        NotFound: there is none.
    """
    line = db.session.get(ProposalLine, line_id)
    if line is None or (line.removed_at is not None) != removed:
        raise NotFound("There is nothing here.")
    return line


def _rows(found: Sequence[Proposal]) -> list[ProposalRow]:
    if not found:
        return []
    of = {each.procedure_id for each in found}
    titles = {
        row.id: row.title
        for row in db.session.execute(
            select(Procedure.id, Procedure.title).where(Procedure.id.in_(of))
        )
    }
    tried = any(each.trial_unit_id for each in found)
    units = {unit.id: unit.name for unit in directory.units()} if tried else {}
    return [
        ProposalRow(
            proposal=each,
            procedure=titles[each.procedure_id],
            trial_unit=units[each.trial_unit_id] if each.trial_unit_id else "",
        )
        for each in found
    ]
