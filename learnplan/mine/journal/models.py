"""Reflections, what led to what, and how somebody likes to be asked."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.log.words import fitted
from learnplan.mine.sharing.items import Item, ItemKind

TITLE_LIMIT = 200
PROMPT_LIMIT = 300
TEXT_LIMIT = 200_000
ONCE_LIMIT = 40
CALLED_BY = 80
"""How many characters of its text call a reflection that has no title."""


class Reflection(LearningModel):
    """What a worker makes of something, in their own words. It is theirs alone.

    ``prompt`` holds the words of the question that was answered, if one was; ``week`` is the
    Monday of the week that is looked back on, if one is; ``written_on`` is the worker's own day.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        Index("ix_reflection_journal", "owner_id", "written_on", "kept_at", "id"),
        Index(None, "owner_id", "week"),
        Index(None, "deleted_at"),
        UniqueConstraint("owner_id", "once"),
    )

    owner_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    written_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT), default="")
    prompt: Mapped[str] = mapped_column(String(PROMPT_LIMIT), default="")
    stance: Mapped[Purpose | None] = mapped_column(default=None)
    week: Mapped[date | None] = mapped_column(default=None)
    kept_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def called(self) -> str:
        """What it is called in a list: its title, else the question, else how it begins."""
        return self.title or self.prompt or beginning(self.text)

    @property
    def as_item(self) -> Item:
        """This reflection as the rooms below know it."""
        return Item(kind=ItemKind.REFLECTION, id=self.id, owner_id=self.owner_id, title=self.called)


class Tie(LearningModel):
    """That one thing in somebody's record led to another, as they see it now."""

    __tablename__ = "tie"
    __table_args__ = (
        UniqueConstraint("outcome_kind", "outcome_id", "cause_kind", "cause_id"),
        Index(None, "cause_kind", "cause_id"),
        Index(None, "owner_id", "tied_at"),
    )

    owner_id: Mapped[UUID]
    outcome_kind: Mapped[ItemKind]
    outcome_id: Mapped[UUID]
    cause_kind: Mapped[ItemKind]
    cause_id: Mapped[UUID]
    tied_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Asking(LearningModel):
    """How somebody likes to be asked on their own front page; without a row, now and then.

    ``turn`` counts the questions they went past; none is asked until ``quiet_until``, nor ever
    while it is ``off``.
    """

    __tablename__ = "journal_asking"
    __table_args__ = (UniqueConstraint("owner_id"),)

    owner_id: Mapped[UUID]
    turn: Mapped[int] = mapped_column(default=0)
    quiet_until: Mapped[date | None] = mapped_column(default=None)
    off: Mapped[bool] = mapped_column(default=False)


def beginning(text: str) -> str:
    """How a text begins, on one line."""
    line = " ".join(text[: CALLED_BY * 4].split())
    head, rest = fitted(line, CALLED_BY)
    return f"{head} …" if rest else head
