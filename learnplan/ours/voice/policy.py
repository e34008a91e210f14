"""Who may say what. Everyone reads and replies; who manages a unit answers for it.

What is unsigned is changed by its key, which no role has.
"""

import hmac
from datetime import datetime

from learnplan.core.actor import Actor, Role
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import hash_of
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.words import ASKED, Kind


def is_put_to_people(actor: Actor, kind: Kind) -> bool:
    """Whether it is management asking: all of a unit, or by the door at which workers ask it."""
    return kind is Kind.FLOOR or (kind is Kind.QUESTION and actor.has(Role.MANAGER))


def holds_key(key: str, said: Thread | Saying) -> bool:
    """Whether ``key`` is the one that something unsigned was said with."""
    return bool(said.seal) and hmac.compare_digest(said.seal or "", hash_of(key))


def is_fresh(said: Thread | Saying, now: datetime) -> bool:
    """Whether something signed was written within the last day."""
    return said.written_at is not None and now - said.written_at < KEPT_FOR_UNDO


def can_rewrite(actor: Actor, said: Thread | Saying, now: datetime) -> bool:
    """Whoever signed it, for a day: after that, others may have gone by what it says."""
    return said.author_id == actor.id and is_fresh(said, now)


def can_take_back(
    actor: Actor, said: Thread | Saying, now: datetime, *, answered: bool = False
) -> bool:
    """Whoever signed it, for a day; what a worker asked, until somebody else says something.

    Args:
        actor: who would.
        said: what.
        now: when.
        answered: whether somebody else has said something in the thread that it opens.
    """
    if said.author_id != actor.id:
        return False
    if isinstance(said, Thread):
        return not answered and (said.kind in ASKED or is_fresh(said, now))
    return is_fresh(said, now)


def can_bring_back(actor: Actor, said: Thread | Saying) -> bool:
    """Whoever signed it, and took it back."""
    return said.author_id == actor.id and said.removed_at is not None
