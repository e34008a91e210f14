"""What the people an item is shared with are shown of it, as the rooms that own the items say.

A kind of item can be shared once its room has said so here. Everything else about sharing, from
the panel on the item's own page to the page its readers see, is the same for all of them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.errors import NotFound
from learnplan.mine.sharing.items import Item, ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An item as a list shows it: with a few small facts, and the day it is of, if any."""

    item: Item
    facts: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What readers of one kind of item are shown.

    Args:
        word: what people call one.
        goes: what a reader sees of it, to end the sentence “They see …”.
        stays: what nobody but its owner sees, as a sentence said to them.
        listed: of the items with these ids, those that an actor owns or was shown.
        template: the page of one of them, extending ``mine/sharing/read.html``.
        values: what that page is made of, for whoever may read the item; ``NotFound`` else.
    """

    word: str
    goes: str
    stays: str
    listed: Callable[[Actor, Collection[UUID]], list[Listing]]
    template: str
    values: Callable[[Actor, UUID], Mapping[str, Any]]


_readings: dict[ItemKind, Reading] = {}


def can_be_shared(kind: ItemKind, reading: Reading) -> None:
    """Say what readers of ``kind`` are shown; each room does so for its own."""
    _readings[kind] = reading


def reading_of(kind: ItemKind) -> Reading:
    """What readers of ``kind`` are shown.

    Raises:
        NotFound: items of this kind cannot be shared.
    """
    if kind not in _readings:
        raise NotFound("Nobody shared this with you.")
    return _readings[kind]


def item_for(actor: Actor, kind: ItemKind, item_id: UUID) -> Item:
    """An item that is the actor's own or was shared with them.

    Raises:
        NotFound: there is none, or it is not theirs to know about.
    """
    for found in reading_of(kind).listed(actor, [item_id]):
        return found.item
    raise NotFound("Nobody shared this with you.")
