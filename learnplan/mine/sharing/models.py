"""Shares. A share that has ended is deleted: nothing keeps who once could read."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel


class ItemKind(enum.StrEnum):
    """What can be shared."""

    GOAL = "goal"


class Share(LearningModel):
    """One item, open to one person. Only its owner makes it, and only they see it is there."""

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("item_kind", "item_id", "reader_id"),
        Index(None, "reader_id", "shared_at"),
        Index(None, "owner_id"),
    )

    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    until: Mapped[date | None] = mapped_column(default=None)
    shared_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
