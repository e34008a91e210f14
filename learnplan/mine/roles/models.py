"""The roles somebody looks at, where they stand, what they took, and what they say of it.

Everything is known by its key in Ours, which is made of names: it is the same one wherever the same
map is kept, and after it went and came back. Its words are kept besides: a record says what it
said, whatever becomes of the map or the menu.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.plan.words import Horizon
from learnplan.mine.stories.stages import OUT_THERE, Stage
from learnplan.ours.brokerage.words import NAME_LIMIT

KEY_LENGTH = 64
NOTE_LIMIT = 2_000


class RoleListed(LearningModel):
    """A role on somebody's list: the one they have, the next one, or one they are curious about.

    ``level_key`` is the level of it that they look towards, where the role has levels.
    """

    __tablename__ = "role_listed"
    __table_args__ = (
        CheckConstraint("role <> ''", name="role_is_named"),
        UniqueConstraint("owner_id", "role_key"),
        Index(None, "taken_off_at"),
    )

    owner_id: Mapped[UUID]
    role_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    role: Mapped[str] = mapped_column(String(NAME_LIMIT))
    level_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    level: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    horizon: Mapped[Horizon] = mapped_column(default=Horizon.NEXT_ROLE)
    listed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    taken_off_at: Mapped[datetime | None] = mapped_column(default=None)


class Mark(LearningModel):
    """Where somebody stands with a competency, for themselves: a level; an empty one is not yet."""

    __tablename__ = "competency_mark"
    __table_args__ = (
        CheckConstraint("competency <> ''", name="competency_is_named"),
        UniqueConstraint("owner_id", "competency_key"),
    )

    owner_id: Mapped[UUID]
    competency_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    competency: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Taken(LearningModel):
    """A learning option that somebody took into their plan: as a goal, or as a step of one."""

    __tablename__ = "option_taken"
    __table_args__ = (
        CheckConstraint("option <> ''", name="option_is_named"),
        Index(None, "owner_id", "option_key"),
        Index(None, "goal_id"),
        Index(None, "step_id"),
    )

    owner_id: Mapped[UUID]
    option_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    option: Mapped[str] = mapped_column(Text)
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    step_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("goal_step.id", ondelete="CASCADE"), default=None
    )
    taken_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class WordDraft(LearningModel):
    """What somebody says of an option, and what became of it in Ours. It is theirs alone.

    ``word_id`` and ``key`` lead to what everyone sees, as with a story; of an unsigned one nothing
    else does. One that was thrown away can be brought back for a day.
    """

    __tablename__ = "option_word_draft"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_are_written"),
        CheckConstraint("(word_id IS NULL) = (key IS NULL)", name="no_way_without_its_key"),
        UniqueConstraint("owner_id", "option_key"),
        UniqueConstraint("word_id"),
        Index(None, "stage"),
        Index(None, "thrown_away_at"),
    )

    owner_id: Mapped[UUID]
    option_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    option: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    signed: Mapped[bool]
    stage: Mapped[Stage | None] = mapped_column(default=None)
    word_id: Mapped[UUID | None] = mapped_column(default=None)
    key: Mapped[str | None] = mapped_column(String(KEY_LENGTH), default=None)
    told_in: Mapped[date | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    thrown_away_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_out_there(self) -> bool:
        """Whether everyone may see it."""
        return self.stage in OUT_THERE
