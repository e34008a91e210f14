"""Imports, exports and erasures: how far each has come, and what it takes to undo an import."""

import enum
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.core.errors import Conflict

NAME_LIMIT = 200
KIND_LIMIT = 60
DRAFTS_STAY = timedelta(days=7)
UNDO_FOR = timedelta(days=30)
EXPORTS_STAY = timedelta(days=1)
FINGERPRINT_LENGTH = 64
ACTIVITIES = "activities"
"""What the drawer of the log is called."""


class State(enum.StrEnum):
    """How far an import has come."""

    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    ADDING = "adding"
    ADDED = "added"
    UNDONE = "undone"


DRAFTS = (State.READING, State.READY, State.FAILED, State.ADDING)
"""States in which nothing has been added yet."""


class LogImport(LearningModel):
    """One log that a worker brought in, or is about to.

    ``found`` to ``last_on`` say what was understood; ``kinds`` counts what was added, by drawer,
    where it is not activities alone. ``trouble`` is a sentence about what last
    went wrong. Until it is confirmed, a ``LogDraft`` keeps the source and how it was read.
    """

    __tablename__ = "log_import"
    __table_args__ = (Index(None, "owner_id", "made_at", "id"), Index(None, "state", "made_at"))

    owner_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    kind: Mapped[str] = mapped_column(String(KIND_LIMIT), default="")
    state: Mapped[State] = mapped_column(default=State.READING)
    since: Mapped[datetime] = mapped_column(default_factory=clock.now)
    trouble: Mapped[str] = mapped_column(Text, default="")
    found: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already_there: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    first_on: Mapped[date | None] = mapped_column(default=None)
    last_on: Mapped[date | None] = mapped_column(default=None)
    kinds: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    added_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def can_be_undone(self) -> bool:
        """Whether it is recent enough to be taken out again in one go."""
        return (
            self.state is State.ADDED
            and self.added_at is not None
            and clock.now() - self.added_at < UNDO_FOR
        )

    @property
    def more_than_activities(self) -> bool:
        """Whether it added anything else, such as goals."""
        return any(count for name, count in self.kinds.items() if name != ACTIVITIES)

    def move_to(self, state: State, *, out_of: tuple[State, ...]) -> None:
        """Go on to ``state``.

        Raises:
            Conflict: it is no longer in one of the states from which that can happen.
        """
        if self.state not in out_of:
            raise Conflict(f"This import is {self.state} by now. Nothing was changed.")
        self.state, self.since, self.trouble = state, clock.now(), ""


class LogDraft(LearningModel):
    """What an import needs until it is confirmed: the source, what was said about it, the reading.

    ``source`` and ``reading`` are packed by ``drafts``; an ``archive`` is a file by itself, and
    what was seen in it is in ``choices``. The row goes when the import is added,
    thrown away, or older than ``DRAFTS_STAY``.
    """

    __tablename__ = "log_draft"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("log_import.id", ondelete="CASCADE"), unique=True
    )
    source: Mapped[bytes] = mapped_column(LargeBinary)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    archive: Mapped[bool] = mapped_column(default=False)


class ImportedRow(LearningModel):
    """That an import added a row to a drawer, and what it said then: changed since, it stays."""

    __tablename__ = "imported_row"
    __table_args__ = (Index(None, "import_id", "drawer"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("log_import.id", ondelete="CASCADE"))
    drawer: Mapped[str] = mapped_column(String(KIND_LIMIT))
    row_id: Mapped[UUID]
    fingerprint: Mapped[str] = mapped_column(String(FINGERPRINT_LENGTH))


class Making(enum.StrEnum):
    """How far an export has come."""

    UNDER_WAY = "under way"
    READY = "ready"
    FAILED = "failed"


class Export(LearningModel):
    """An archive of a whole record, being made or ready to be taken. Its file is called by its id.

    ``trouble`` is a sentence about why it could not be made.
    """

    __tablename__ = "record_export"
    __table_args__ = (Index(None, "owner_id", "asked_at"), Index(None, "asked_at"))

    owner_id: Mapped[UUID]
    state: Mapped[Making] = mapped_column(default=Making.UNDER_WAY)
    since: Mapped[datetime] = mapped_column(default_factory=clock.now)
    asked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    members: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_there(self) -> bool:
        """Whether it can be taken: it is ready, and its day is not over."""
        return self.state is Making.READY and clock.now() < self.until

    @property
    def until(self) -> datetime:
        """When its file is removed."""
        return self.since + EXPORTS_STAY


class Erasure(LearningModel):
    """That somebody asked for everything of theirs to go. The row goes last of all.

    Whatever interrupts it, it is done from the start again: what is gone is gone already.
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("owner_id"),)

    owner_id: Mapped[UUID]
    since: Mapped[datetime] = mapped_column(default_factory=clock.now)
