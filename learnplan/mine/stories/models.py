"""Stories as their authors keep them: text, stage, and the key to what everyone sees."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.stories.stages import OUT_THERE, Stage
from learnplan.ours.practices.telling import MOST_TAGS, TAG_LIMIT, TITLE_LIMIT

ONCE_LIMIT = 40
KEY_LIMIT = 64


class StoryDraft(LearningModel):
    """A story that somebody writes, and what became of it in Ours. It is theirs alone.

    ``signed`` says whether their name is on it, and ``stage`` how far it is; one that nobody was
    ever told has none. ``story_id`` and ``key`` lead to what everyone
    sees: for an unsigned story nothing else does, and the key is kept nowhere else.
    ``told_version`` and ``told_signed`` are what was published of it, and ``told_in`` the first
    day of the month it was first told in.
    """

    __tablename__ = "story_draft"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        CheckConstraint("(story_id IS NULL) = (key IS NULL)", name="no_way_without_its_key"),
        UniqueConstraint("owner_id", "once"),
        UniqueConstraint("story_id"),
        Index(None, "owner_id", "changed_at"),
        Index(None, "stage"),
        Index(None, "deleted_at"),
    )

    owner_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    happened: Mapped[str] = mapped_column(Text)
    signed: Mapped[bool]
    advice: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(String(MOST_TAGS * (TAG_LIMIT + 1)), default="")
    stage: Mapped[Stage | None] = mapped_column(default=None)
    story_id: Mapped[UUID | None] = mapped_column(default=None)
    key: Mapped[str | None] = mapped_column(String(KEY_LIMIT), default=None)
    told_in: Mapped[date | None] = mapped_column(default=None)
    told_anew_in: Mapped[date | None] = mapped_column(default=None)
    told_version: Mapped[int | None] = mapped_column(default=None)
    told_signed: Mapped[bool | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_out_there(self) -> bool:
        """Whether everyone may see something of it."""
        return self.stage in OUT_THERE

    @property
    def is_ahead(self) -> bool:
        """Whether it says something else by now than what everyone sees."""
        return self.is_out_there and self.version != self.told_version
