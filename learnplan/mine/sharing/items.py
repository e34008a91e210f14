"""What can be shared, as the rooms that own it and the rooms below them both know it.

Sharing, evidence and the like stand below the rooms whose things they are about. So each of those
rooms says here, once, how one of its items is found and where its page is.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.actor import Actor


class ItemKind(enum.StrEnum):
    """What can be shared, commented on, and carry evidence."""

    GOAL = "goal"
    ACTIVITY = "activity"
    REFLECTION = "reflection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that somebody owns. The room it lives in says whose it is, and its title."""

    kind: ItemKind
    id: UUID
    owner_id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where items of one kind live.

    ``own`` finds the actor's own item and raises ``NotFound`` where there is none; the view
    ``page`` shows one, and takes its id as ``argument``.
    """

    own: Callable[[Actor, UUID], Item]
    page: str
    argument: str


_homes: dict[ItemKind, Home] = {}


def at_home(kind: ItemKind, home: Home) -> None:
    """Say where items of ``kind`` live; each room does so for its own."""
    _homes[kind] = home


def home_of(kind: ItemKind) -> Home:
    """Where items of ``kind`` live."""
    return _homes[kind]


def own_item_for(actor: Actor, kind: ItemKind, item_id: UUID) -> Item:
    """The actor's own item, whatever its kind.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _homes[kind].own(actor, item_id)
