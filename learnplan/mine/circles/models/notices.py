"""Asks and offers: lines without a name, and what is written to them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.circles.words import Side

TEXT_LIMIT = 300
NOTE_LIMIT = 1_000
ONCE_LIMIT = 40


class Notice(LearningModel):
    """A line on the list of asks and offers, without a name: “I can show …”.

    Others see it from the day after ``posted_on``, so that the clock tells nobody who wrote.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("owner_id", "once"),
        Index(None, "posted_on", "id"),
        Index(None, "taken_down_at"),
    )

    owner_id: Mapped[UUID]
    side: Mapped[Side]
    text: Mapped[str] = mapped_column(String(TEXT_LIMIT))
    posted_on: Mapped[date]
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)


class NoticeReply(LearningModel):
    """What somebody wrote to a line, without their name until it is accepted.

    What is declined stays, so that whoever wrote it sees no difference from what was never read.
    So does the place, without the words, where they take it back: writing anew is no way around
    a decline, and none to find out.
    """

    __tablename__ = "notice_reply"
    __table_args__ = (
        UniqueConstraint("notice_id", "author_id"),
        Index(None, "author_id"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    author_id: Mapped[UUID]
    note: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)


class NoticeBlock(LearningModel):
    """That somebody wants to read nothing more from whoever wrote to a line of theirs.

    One for each note it was said of, not for each person: how many there are tells nobody whether
    two notes were written by one. Whose it is about sees no difference.
    """

    __tablename__ = "notice_block"
    __table_args__ = (Index(None, "owner_id", "author_id"), Index(None, "author_id"))

    owner_id: Mapped[UUID]
    author_id: Mapped[UUID]
