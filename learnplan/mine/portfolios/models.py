"""Portfolios as their owners put them together, and the pieces in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.portfolios.parts import LINE_LIMIT, ONCE_LIMIT
from learnplan.mine.sharing.items import ItemKind


class Portfolio(LearningModel):
    """What somebody puts together of their own record. Nobody else sees it, also when it is taken.

    ``by`` is their name as it is to stand on it, ``reached_at`` how they can be reached. Other
    people are named only ``with_people``, and times only ``with_minutes``.
    """

    __tablename__ = "portfolio"
    __table_args__ = (
        CheckConstraint("heading <> ''", name="heading_is_written"),
        UniqueConstraint("owner_id", "once"),
        Index(None, "owner_id", "changed_at"),
        Index(None, "deleted_at"),
    )

    owner_id: Mapped[UUID]
    heading: Mapped[str] = mapped_column(String(LINE_LIMIT))
    by: Mapped[str] = mapped_column(String(LINE_LIMIT))
    reached_at: Mapped[str] = mapped_column(String(LINE_LIMIT), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    with_people: Mapped[bool] = mapped_column(default=False)
    with_minutes: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)


class Piece(LearningModel):
    """One thing of a record in a portfolio: which, and how much of it. It says what that says now.

    ``title`` is what it is called here, where that is something else; ``sentence`` is what its
    owner says about it here. ``parts`` are the keys of what is shown of it; ``evidence`` and
    ``attestations`` the ids of what goes with it. A removed one can come back for a day.
    """

    __tablename__ = "portfolio_piece"
    __table_args__ = (
        UniqueConstraint("portfolio_id", "item_kind", "item_id"),
        Index(None, "item_kind", "item_id"),
        Index(None, "removed_at"),
    )

    portfolio_id: Mapped[UUID] = mapped_column(ForeignKey("portfolio.id", ondelete="CASCADE"))
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(LINE_LIMIT), default="")
    sentence: Mapped[str] = mapped_column(Text, default="")
    parts: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    evidence: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    attestations: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
