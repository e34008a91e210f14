"""Shares: who may read what now. One that has ended is deleted; only its owner's journal tells."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.sharing.items import ItemKind


class Share(LearningModel):
    """One item, open to one person. Only its owner makes it, and only they see it is there.

    ``until`` is the last day as its owner said it; ``ends_at`` is the moment that day is over
    where the owner lives, so that owner and reader never disagree about whether it has ended.
    """

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("(until IS NULL) = (ends_at IS NULL)", name="last_day_and_its_end"),
        UniqueConstraint("item_kind", "item_id", "reader_id"),
        Index(None, "reader_id", "shared_at"),
        Index(None, "owner_id"),
    )

    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    until: Mapped[date | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    shared_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
