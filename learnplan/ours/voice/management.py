"""Who answers for a unit: whoever manages it, or one above it.

Where nobody does, and for the organisation as a whole where it has no manager of its own, it is
whoever manages the units right below the organisation.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnplan.core.actor import Actor, Role
from learnplan.core.errors import NotFound
from learnplan.directory import queries as directory
from learnplan.directory.queries import UnitView


@dataclass(frozen=True, slots=True, kw_only=True)
class Management:
    """Who answers for ``unit``: those who manage any of ``unit_ids``; ``names`` are the nearest."""

    unit: UnitView
    unit_ids: frozenset[UUID]
    names: tuple[str, ...]


def management_of(unit_id: UUID, *, on: date) -> Management:
    """Who answers for a unit on a day. One that is no more was part of the organisation."""
    try:
        lineage = directory.lineage_of(unit_id)
    except NotFound:
        lineage = [directory.organisation_unit()]
    for unit in reversed(lineage):
        names = _managers_of(unit.id, on)
        if names:
            above = frozenset(each.id for each in lineage)
            return Management(unit=lineage[-1], unit_ids=above, names=names)
    heads = directory.children_of(lineage[0].id)
    return Management(
        unit=lineage[-1],
        unit_ids=frozenset(each.id for each in heads),
        names=tuple(name for each in heads for name in _managers_of(each.id, on)),
    )


def answers_for(actor: Actor, unit_id: UUID, *, on: date) -> bool:
    """Whether the actor answers for a unit on a day."""
    managed = directory.units_managed(actor.id, on=on)
    return bool(managed) and not managed.isdisjoint(management_of(unit_id, on=on).unit_ids)


def units_answered_for(actor: Actor, *, on: date) -> list[UnitView]:
    """The units that the actor answers for on a day, parents before children."""
    managed = directory.units_managed(actor.id, on=on)
    if not managed:
        return []
    return [
        unit
        for unit in directory.units()
        if not managed.isdisjoint(management_of(unit.id, on=on).unit_ids)
    ]


def _managers_of(unit_id: UUID, on: date) -> tuple[str, ...]:
    return tuple(name for name, role in directory.leads_of(unit_id, on=on) if role is Role.MANAGER)
