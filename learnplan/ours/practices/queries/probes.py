"""Reads of probes. Everyone reads the same."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, latest_first, place_after
from learnplan.directory import queries as directory
from learnplan.ours.practices.models.probes import Probe, ProbeLine, ProbeName
from learnplan.ours.practices.models.procedures import ProcedureVersion, Proposal
from learnplan.ours.practices.words import OFFERS, Mark

NO_PROBE = "There is no such probe."


class Which(enum.StrEnum):
    """Which probes are listed."""

    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRow:
    """A probe in a list, with its team's name and those who put their names to it."""

    probe: Probe
    unit: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePage:
    """A probe, all that is written on it, and what came before and after."""

    probe: Probe
    unit: str
    names: tuple[str, ...]
    signed: frozenset[UUID]
    lines: Sequence[ProbeLine]
    grew_from: Probe | None
    grew_into: Sequence[Probe]
    proposed: Sequence[Proposal]
    became: UUID | None

    def marked(self, mark: Mark) -> list[ProbeLine]:
        """The lines of one sort, the oldest first."""
        return [line for line in self.lines if line.mark == mark]

    @property
    def offers(self) -> list[ProbeLine]:
        """What managers offer, the oldest first."""
        return [line for line in self.lines if line.mark in OFFERS]


def probes(which: Which = Which.RUNNING, *, after: Cursor | None = None) -> Some[ProbeRow]:
    """A page of the probes that run, or of those that ended; the latest posted first."""
    has_ended = Probe.ending.is_not(None)
    stmt = select(Probe).where(
        Probe.removed_at.is_(None), has_ended if which is Which.ENDED else ~has_ended
    )
    page = latest_first(stmt, Probe.written_at, Probe.id, after=after)
    found = list(db.session.scalars(page))
    older = place_after([(each.written_at, each.id) for each in found])
    return Some(tuple(_rows(found[:PAGE])), older)


def probe_for(probe_id: UUID, *, removed: bool = False) -> Probe:
    """One probe; one that was taken away only where it is asked for.

    Raises:
        NotFound: there is none.
    """
    probe = db.session.get(Probe, probe_id)
    if probe is None or (probe.removed_at is not None) != removed:
        raise NotFound(NO_PROBE)
    return probe


def probe_page(probe_id: UUID) -> ProbePage:
    """One probe with everything on it.

    Raises:
        NotFound: there is none.
    """
    probe = probe_for(probe_id)
    lines = select(ProbeLine).where(ProbeLine.probe_id == probe.id, ProbeLine.removed_at.is_(None))
    grown = select(Probe).where(Probe.grew_from_id == probe.id, Probe.removed_at.is_(None))
    became = select(ProcedureVersion.procedure_id).where(
        ProcedureVersion.probe_id == probe.id, ProcedureVersion.number == 1
    )
    names = names_on(probe)
    return ProbePage(
        probe=probe,
        unit=directory.unit_for(probe.unit_id).name if probe.unit_id else "",
        names=tuple(each.name for each in names),
        signed=frozenset(each.person_id for each in names),
        lines=db.session.scalars(
            lines.order_by(ProbeLine.happened_on, ProbeLine.written_at, ProbeLine.id)
        ).all(),
        grew_from=db.session.get(Probe, probe.grew_from_id) if probe.grew_from_id else None,
        grew_into=db.session.scalars(grown.order_by(Probe.written_at, Probe.id)).all(),
        proposed=proposed_from(probe),
        became=db.session.scalar(became.limit(1)),
    )


def proposed_from(probe: Probe) -> Sequence[Proposal]:
    """What was proposed of procedures because of a probe, the earliest first."""
    stmt = (
        select(Proposal)
        .where(Proposal.probe_id == probe.id, Proposal.removed_at.is_(None))
        .order_by(Proposal.written_at, Proposal.id)
    )
    return db.session.scalars(stmt).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOn:
    """Somebody whose name is on a probe."""

    person_id: UUID
    name: str


def names_on(probe: Probe) -> list[NameOn]:
    """Whoever posted a probe, and then those who put their name to it, as they came."""
    stmt = (
        select(ProbeName.person_id, ProbeName.name)
        .where(ProbeName.probe_id == probe.id)
        .order_by(ProbeName.written_at, ProbeName.id)
    )
    others = [NameOn(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name
    return [NameOn(person_id=probe.author_id, name=probe.author), *others]


def signed_by(probe: Probe) -> frozenset[UUID]:
    """Who put their own name to a probe, and who posted it."""
    return frozenset(each.person_id for each in names_on(probe))


def line_for(line_id: UUID, *, removed: bool = False) -> ProbeLine:
    """A line on a probe; one that was taken away only where it is asked for.

    Raises:
        NotFound: there is none.
    """
    line = db.session.get(ProbeLine, line_id)
    if line is None or (line.removed_at is not None) != removed:
        raise NotFound("There is nothing here.")
    return line


def _rows(found: Sequence[Probe]) -> list[ProbeRow]:
    if not found:
        return []
    units = {unit.id: unit.name for unit in directory.units()}
    names: dict[UUID, list[str]] = {probe.id: [probe.author] for probe in found}
    stmt = (
        select(ProbeName.probe_id, ProbeName.name)
        .where(ProbeName.probe_id.in_(names))
        .order_by(ProbeName.written_at, ProbeName.id)
    )
    for probe_id, name in db.session.execute(stmt):
        names[probe_id].append(name)
    return [
        ProbeRow(
            probe=probe,
            unit=units[probe.unit_id] if probe.unit_id else "",
            names=tuple(names[probe.id]),
        )
        for probe in found
    ]
