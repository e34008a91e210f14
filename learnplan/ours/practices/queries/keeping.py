"""Who keeps a unit's procedures: the stewards appointed for it, or for a unit above it.

Where there are none, every steward does, so that no procedure is without a keeper.
"""

from datetime import date
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.directory import queries as directory
from learnplan.directory.queries import Holder, UnitView


def keepers_of(unit_id: UUID, *, on: date) -> list[Holder]:
    """Who keeps the procedures of a unit on a day, by name."""
    line = {unit.id for unit in directory.lineage_of(unit_id)}
    stewards = directory.holding(Role.STEWARD, on=on)
    return [each for each in stewards if each.unit_id in line] or stewards


def ids_of_keepers(unit_id: UUID, *, on: date) -> frozenset[UUID]:
    """Who keeps the procedures of a unit on a day."""
    return frozenset(each.person_id for each in keepers_of(unit_id, on=on))


def units_kept_by(actor: Actor) -> list[UnitView]:
    """The units whose procedures the actor keeps today, parents before children."""
    if not actor.has(Role.STEWARD):
        return []
    units = directory.units()
    parents = {unit.id: unit.parent_id for unit in units}
    stewards = directory.holding(Role.STEWARD, on=clock.today(actor.time_zone))
    appointed: dict[UUID, set[UUID]] = {}
    for each in stewards:
        appointed.setdefault(each.unit_id, set()).add(each.person_id)

    def is_kept(unit_id: UUID) -> bool:
        above: UUID | None = unit_id
        near: set[UUID] = set()
        while above is not None:
            near |= appointed.get(above, set())
            above = parents[above]
        return not near or actor.id in near

    return [unit for unit in units if is_kept(unit.id)]
