"""Crossings and receipts. Both outlive what they tell of, in the words of that time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.disclosures.words import Ending, Kind

WORD_LIMIT = 40
HASH_LENGTH = 64


class Crossing(LearningModel):
    """One thing that left somebody's record, looked at it, or came in.

    ``what`` and ``whom`` are words as they were then; ``remark`` is what more there is to say.
    A share lasts from ``at`` until it is taken back, or until ``ends_at``, when the day ``until``
    is over where its owner lives. A look happened on the day ``seen_on`` of whoever looked: more
    looks at the same thing on that day are the same line. The others happened ``at`` a moment.
    A line that its owner removed can come back for a day.
    """

    __tablename__ = "crossing"
    __table_args__ = (
        CheckConstraint("(until IS NULL) = (ends_at IS NULL)", name="last_day_and_its_end"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="end_and_how"),
        UniqueConstraint("item_kind", "item_id", "reader_id", "seen_on"),
        Index(None, "owner_id", "at", "id"),
    )

    owner_id: Mapped[UUID]
    kind: Mapped[Kind]
    what: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    whom: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    reader_id: Mapped[UUID | None] = mapped_column(default=None)
    item_kind: Mapped[str | None] = mapped_column(String(WORD_LIMIT), default=None)
    item_id: Mapped[UUID | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ending: Mapped[Ending | None] = mapped_column(default=None)
    seen_on: Mapped[date | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class Receipt(LearningModel):
    """That one published number included its owner. What it says is explained at ``NewReceipt``."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("owner_id", "ledger_number"),)

    owner_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(WORD_LIMIT))
    question: Mapped[str] = mapped_column(Text)
    breakdown: Mapped[str] = mapped_column(String(WORD_LIMIT))
    block: Mapped[str] = mapped_column(Text)
    roster_size: Mapped[int]
    value: Mapped[int]
    most: Mapped[int]
    epsilon: Mapped[str] = mapped_column(String(WORD_LIMIT))
    ledger_number: Mapped[int]
    ledger_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    head: Mapped[str] = mapped_column(String(HASH_LENGTH))
    at: Mapped[datetime]
