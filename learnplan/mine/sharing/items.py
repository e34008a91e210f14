"""What can be shared, as the rooms that own it and the sharing room both know it."""

import enum
from dataclasses import dataclass
from uuid import UUID


class ItemKind(enum.StrEnum):
    """What can be shared."""

    GOAL = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that somebody owns. The room it lives in says whose it is, and its title."""

    kind: ItemKind
    id: UUID
    owner_id: UUID
    title: str
