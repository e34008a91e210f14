"""Shares, and what readers wrote. A share that has ended is deleted; its owner's journal tells."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.sharing.items import ItemKind

ONCE_LIMIT = 40


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


class Comment(LearningModel):
    """What a reader wrote on an item; an endorsement is one that says they saw it themselves.

    ``what`` is what the item was called when its author could read it, for their own list.
    ``may_be_shown`` is their word that an endorsement may be shown outside, with their name.
    ``opened_at`` is when the item's owner had it before them. The author withdraws it, the owner
    removes it; either can bring back what they took away for a day.
    """

    __tablename__ = "item_comment"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("author_id", "once"),
        Index(None, "item_kind", "item_id", "written_at"),
        Index(None, "author_id", "written_at"),
        Index(None, "owner_id", "opened_at"),
    )

    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    is_endorsement: Mapped[bool] = mapped_column(default=False)
    may_be_shown: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
