"""Who may change figures, and who may write on boards. Everyone may read, and reads the same."""

from dataclasses import dataclass
from uuid import UUID

from learnplan.core.actor import Actor, Role
from learnplan.ours.performance.models import ObservationBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Foothold:
    """What somebody is to a unit: its manager or that of one above; at work in it or about it."""

    manages: bool = False
    works_here: bool = False


def can_import(actor: Actor) -> bool:
    """Managers and administrators bring figures in, and settle how indicators are read."""
    return actor.has(Role.MANAGER, Role.ADMINISTRATOR)


def sent(actor: Actor, batch: ObservationBatch) -> bool:
    """Whether somebody brought an import in themselves, and knows what is in its file."""
    return batch.person_id == actor.id


def can_steer(foothold: Foothold) -> bool:
    """A unit's manager pins, sets targets, declares steps and says what was decided."""
    return foothold.manages


def can_write(foothold: Foothold) -> bool:
    """Whoever works in a unit, below it or above it notes what happened, and proposes."""
    return foothold.manages or foothold.works_here


def can_rewrite(actor: Actor, author_id: UUID) -> bool:
    """What somebody wrote with their name is theirs to change and to take away."""
    return actor.id == author_id


def can_take_away(actor: Actor, author_id: UUID, foothold: Foothold) -> bool:
    """Steps and targets are the unit's: its manager takes them away, whoever wrote them."""
    return can_rewrite(actor, author_id) or can_steer(foothold)
