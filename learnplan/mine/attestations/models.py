"""Attestations: what was attested, as it was then, and on which days its link was opened."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.sharing.items import ItemKind

HASH_LENGTH = 64
ONCE_LIMIT = 40


class Attestation(LearningModel):
    """What somebody says of one achievement of theirs, to whoever has its link.

    ``facts`` are the facts they ticked, each ``[label, words]``, in the words of that day: a later
    edit of the item changes nothing here. Endorsements are known by their ids, so that whoever
    gave one can take it away. ``evidence`` is each piece they ticked, in its words of that day,
    with its id: shown while the piece is there. ``line_id`` is its line in the owner's journal.
    """

    __tablename__ = "attestation_link"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        UniqueConstraint("word_hash"),
        UniqueConstraint("owner_id", "once"),
        Index(None, "owner_id", "made_at"),
        Index(None, "item_kind", "item_id"),
    )

    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    says: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    ends_at: Mapped[datetime]
    statement: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[list[list[str]]] = mapped_column(JSON, default_factory=list)
    endorsement_ids: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    evidence: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    line_id: Mapped[UUID | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)


class Opening(LearningModel):
    """On one day, how often an attestation was opened: a row a day, however often that is."""

    __tablename__ = "attestation_opening"
    __table_args__ = (UniqueConstraint("attestation_id", "day"),)

    attestation_id: Mapped[UUID] = mapped_column(
        ForeignKey("attestation_link.id", ondelete="CASCADE")
    )
    day: Mapped[date]
    times: Mapped[int] = mapped_column(default=1)
