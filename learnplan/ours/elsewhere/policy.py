"""Who may open a window on a board. Everyone may see which are open, and take boards along."""

from collections.abc import Collection
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.ours.performance import policy
from learnplan.ours.performance.writing import foothold_of


def can_open(actor: Actor, units: Collection[UUID]) -> bool:
    """Whoever manages each unit whose figures it would show, or a unit above."""
    return all(policy.can_steer(foothold_of(actor, [one])) for one in units)
