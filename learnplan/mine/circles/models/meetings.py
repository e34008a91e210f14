"""Meetings of circles, who is coming, and the private addresses calendars read them from."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.circles.words import Reply

AGENDA_LIMIT = 10_000
PLACE_LIMIT = 300
LINK_LIMIT = 1_000
ONCE_LIMIT = 40
HASH_LENGTH = 64
ZONE_LIMIT = 60
SHORTEST, USUAL, LONGEST = 5, 60, 24 * 60
"""Minutes."""


class Meeting(LearningModel):
    """One time that a circle meets.

    ``zone`` (an IANA name) is where the clock hung by which it was set. ``calendar_uid`` and
    ``sequence`` are how calendars know it again and know that it changed (RFC 5545, 3.8.7.4). One
    that was called off stays, so that calendars hear of it.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_pass"),
        UniqueConstraint("circle_id", "once"),
        Index(None, "circle_id", "starts_at", "id"),
        Index(None, "starts_at"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    set_by_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(ZONE_LIMIT))
    agenda: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(PLACE_LIMIT), default="")
    link: Mapped[str] = mapped_column(String(LINK_LIMIT), default="")
    facilitator_id: Mapped[UUID | None] = mapped_column(default=None)
    turn_is_offered: Mapped[bool] = mapped_column(Boolean, default=False)
    calendar_uid: Mapped[UUID] = mapped_column(default_factory=uuid4)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    called_off_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_over(self) -> bool:
        """Whether it has been."""
        return self.ends_at <= clock.now()

    def has_changed(self) -> None:
        """Let calendars and other windows know that it is not what it was."""
        self.sequence += 1
        self.version += 1
        self.changed_at = clock.now()


class MeetingReply(LearningModel):
    """What one member said to one meeting."""

    __tablename__ = "meeting_reply"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"), Index(None, "person_id"))

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    reply: Mapped[Reply]


class CalendarFeed(LearningModel):
    """The private address from which one person's calendar reads their meetings.

    The word of the address is kept as its hash: it is shown once, and can be replaced or ended.
    """

    __tablename__ = "calendar_feed"

    owner_id: Mapped[UUID] = mapped_column(unique=True)
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
