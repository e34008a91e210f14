"""What can be attested, as the rooms that own it say it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.errors import NotFound
from learnplan.mine.sharing.items import Item, ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that an item says, to be shown or not: a label, and words as they are today."""

    key: str
    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """An item that can be attested, and all the facts there are to choose from."""

    item: Item
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestable:
    """How one kind of item is attested.

    Args:
        achieved: the actor's own item; ``NotFound`` where there is none, ``Conflict`` where
            nothing is achieved yet.
        is_there: whether somebody's item is there, neither deleted nor gone.
    """

    achieved: Callable[[Actor, UUID], Achievement]
    is_there: Callable[[UUID, UUID], bool]


_attestable: dict[ItemKind, Attestable] = {}


def can_be_attested(kind: ItemKind, how: Attestable) -> None:
    """Say how items of ``kind`` are attested; each room does so for its own."""
    _attestable[kind] = how


def achievement_for(actor: Actor, kind: ItemKind, item_id: UUID) -> Achievement:
    """The actor's own achievement.

    Raises:
        NotFound: there is none, or nothing of this kind can be attested.
        Conflict: it is not achieved yet.
    """
    if kind not in _attestable:
        raise NotFound("This cannot be attested.")
    return _attestable[kind].achieved(actor, item_id)


def is_there(owner_id: UUID, kind: ItemKind, item_id: UUID) -> bool:
    """Whether what was attested is still there."""
    return kind in _attestable and _attestable[kind].is_there(owner_id, item_id)
