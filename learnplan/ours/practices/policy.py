"""Who may do what here.

What was told, whoever has its key may change; no role, and no sign-in, is of any use for that.
What is signed is its author's. Procedures have keepers; probes have nobody above them.
"""

import hashlib
import hmac
from collections.abc import Collection
from uuid import UUID

from learnplan.core.actor import Actor, Role
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.models.signed import Signed
from learnplan.ours.practices.models.told import Community, PassedCard, Story


def seal_of(key: str) -> str:
    """What Ours keeps of a key: from it, the key cannot be found."""
    return hashlib.sha256(key.encode()).hexdigest()


def can_change(key: str, told: Story | PassedCard | Community) -> bool:
    """Whether ``key`` is the one that it was told with."""
    return hmac.compare_digest(told.seal, seal_of(key))


def is_of(actor: Actor, probe: Probe, signed: Collection[UUID]) -> bool:
    """Whoever posted a probe, and whoever put their own name to it."""
    return actor.id == probe.author_id or actor.id in signed


can_respond = is_of


def can_end(
    actor: Actor, probe: Probe, *, signed: Collection[UUID], teams: Collection[UUID]
) -> bool:
    """Whoever posted it; of a team's probe, also those of the team who put their name to it."""
    return wrote(actor, probe) or (actor.id in signed and probe.unit_id in teams)


def can_offer(actor: Actor) -> bool:
    """Managers have time, money and space to give. That is all they have to do with a probe."""
    return actor.has(Role.MANAGER)


def wrote(actor: Actor, thing: Signed) -> bool:
    """What somebody wrote with their name is theirs to change and to take away."""
    return actor.id == thing.author_id


def can_keep(actor: Actor, keepers: Collection[UUID]) -> bool:
    """Its keepers write a procedure's versions, try what is proposed, and decide in time."""
    return actor.id in keepers
