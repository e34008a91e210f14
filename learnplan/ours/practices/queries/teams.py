"""Whose probe or procedure it can be: the units somebody works in or manages."""

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.directory import queries as directory
from learnplan.directory.queries import UnitView


def teams_of(actor: Actor) -> list[UnitView]:
    """The units that the actor works in or manages today, the nearest to the ground last."""
    on = clock.today(actor.time_zone)
    theirs = directory.units_joined(actor.id, on=on) | directory.units_managed(actor.id, on=on)
    return [unit for unit in directory.units() if unit.id in theirs]
