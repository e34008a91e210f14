"""Activities, with their tags, goals and links; ways to look at them, and what tagging did."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.log.kinds import (
    ADDRESS_LIMIT,
    ASKED_LIMIT,
    NAME_LIMIT,
    TAG_LIMIT,
    WHAT_LIMIT,
    WITH_LIMIT,
    Kind,
    Purpose,
)
from learnplan.mine.sharing.items import Item, ItemKind


class ActivityTag(LearningModel):
    """One tag on one activity. The owner is kept here too, so that filtering stays in one index."""

    __tablename__ = "activity_tag"
    __table_args__ = (
        UniqueConstraint("activity_id", "tag"),
        Index(None, "owner_id", "tag", "activity_id"),
    )

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), init=False
    )
    owner_id: Mapped[UUID]
    tag: Mapped[str] = mapped_column(String(TAG_LIMIT))


class ActivityGoal(LearningModel):
    """That an activity served a goal."""

    __tablename__ = "activity_goal"
    __table_args__ = (
        UniqueConstraint("activity_id", "goal_id"),
        Index(None, "goal_id", "activity_id"),
    )

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), init=False
    )
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))


class ActivityLink(LearningModel):
    """An address that an activity was about or led to."""

    __tablename__ = "activity_link"
    __table_args__ = (Index(None, "activity_id", "position"),)

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), init=False
    )
    address: Mapped[str] = mapped_column(String(ADDRESS_LIMIT))
    title: Mapped[str] = mapped_column(String(WHAT_LIMIT), default="")
    position: Mapped[int] = mapped_column(default=0)


class Activity(LearningModel):
    """Something a worker did or noticed. It is theirs alone.

    ``happened_on`` is the worker's own day, ``happened_at`` the wall clock's time on it where
    known. Within a day the log follows ``kept_at``, then ``position`` (the order in what was
    imported). A ``fragment`` waits to be made sense of.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("what <> ''", name="what_is_written"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_pass"),
        Index("ix_activity_log", "owner_id", "happened_on", "kept_at", "position", "id"),
        Index(
            "ix_activity_fragments",
            "owner_id",
            sqlite_where=text("fragment = 1"),
            postgresql_where=text("fragment"),
        ),
        Index(
            "ix_activity_deleted",
            "owner_id",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        Index(None, "import_id"),
        UniqueConstraint("owner_id", "once"),
        UniqueConstraint("owner_id", "source_key"),
    )

    owner_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(WHAT_LIMIT))
    happened_on: Mapped[date]
    happened_at: Mapped[time | None] = mapped_column(default=None)
    kind: Mapped[Kind] = mapped_column(default=Kind.OTHER)
    purpose: Mapped[Purpose | None] = mapped_column(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(Text, default="")
    thoughts: Mapped[str] = mapped_column(Text, default="")
    with_whom: Mapped[str] = mapped_column(String(WITH_LIMIT), default="")
    fragment: Mapped[bool] = mapped_column(default=False)
    kept_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    position: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(40), default=None)
    import_id: Mapped[UUID | None] = mapped_column(default=None)
    source_key: Mapped[str | None] = mapped_column(String(64), default=None)
    version: Mapped[int] = mapped_column(default=1)

    tags: Mapped[list[ActivityTag]] = relationship(
        default_factory=list, cascade="all, delete-orphan", order_by="ActivityTag.tag"
    )
    goals: Mapped[list[ActivityGoal]] = relationship(
        default_factory=list, cascade="all, delete-orphan"
    )
    links: Mapped[list[ActivityLink]] = relationship(
        default_factory=list, cascade="all, delete-orphan", order_by="ActivityLink.position"
    )

    @property
    def as_item(self) -> Item:
        """This activity as the rooms below know it."""
        return Item(kind=ItemKind.ACTIVITY, id=self.id, owner_id=self.owner_id, title=self.what)


class SavedFilter(LearningModel):
    """A way to look at the log that its owner gave a name. A deleted one can come back for a day.

    ``asked`` is what the address of the log says for it: ``tag=postgres&kind=reading``.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_is_written"),
        Index(None, "owner_id", "name"),
    )

    owner_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    asked: Mapped[str] = mapped_column(String(ASKED_LIMIT))
    saved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)


class Tagging(LearningModel):
    """What tagging many activities at once really changed, so that it can be undone for a day.

    For each tag, the ids of the activities that did not have it before, or had it.
    """

    __tablename__ = "tagging"
    __table_args__ = (Index(None, "owner_id", "made_at"),)

    owner_id: Mapped[UUID]
    added: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    removed: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
