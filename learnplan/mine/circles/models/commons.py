"""What a circle keeps together: notes with their history, things in use, check-ins, looks back.

What the circle took down (``taken_down_at``) is there for whoever wrote it, and for nobody else.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel

TITLE_LIMIT = 200
TEXT_LIMIT = 50_000
CHECK_IN_LIMIT = 4_000
ADDRESS_LIMIT = 2_000
ONCE_LIMIT = 40


class CircleNote(LearningModel):
    """A page that the members write together. What it says is its latest ``NoteVersion``."""

    __tablename__ = "circle_note"
    __table_args__ = (
        UniqueConstraint("circle_id", "once"),
        Index(None, "circle_id", "changed_at", "id"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)


class NoteVersion(LearningModel):
    """What somebody made a note say. A version its author took along is missing."""

    __tablename__ = "circle_note_version"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        UniqueConstraint("note_id", "number"),
        Index(None, "author_id"),
    )

    note_id: Mapped[UUID] = mapped_column(ForeignKey("circle_note.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)


class CircleThing(LearningModel):
    """Something the members use: an address, and what it is."""

    __tablename__ = "circle_thing"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        Index(None, "circle_id", "added_at", "id"),
        Index(None, "added_by_id"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    added_by_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    address: Mapped[str] = mapped_column(String(ADDRESS_LIMIT))
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)


class CheckIn(LearningModel):
    """One thing that somebody tried, told to the others. It is its author's to take back."""

    __tablename__ = "circle_check_in"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("circle_id", "once"),
        Index(None, "circle_id", "told_at", "id"),
        Index(None, "author_id"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)


class LookBack(LearningModel):
    """What one member says at the end, told to the others; theirs to keep in their journal too."""

    __tablename__ = "circle_look_back"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("circle_id", "author_id"),
        Index(None, "author_id"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    author_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    reflection_id: Mapped[UUID | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)


class HiddenLine(LearningModel):
    """That somebody does not want to see a line, in a circle or on the list of asks and offers."""

    __tablename__ = "hidden_line"
    __table_args__ = (UniqueConstraint("person_id", "line_id"), Index(None, "circle_id"))

    person_id: Mapped[UUID]
    line_id: Mapped[UUID]
    circle_id: Mapped[UUID | None] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
