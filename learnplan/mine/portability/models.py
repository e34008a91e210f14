"""Imports: what was loaded, how far it got, and what is needed to take it out again."""

import enum
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.core.errors import Conflict

NAME_LIMIT = 200
KIND_LIMIT = 60
DRAFTS_STAY = timedelta(days=7)
UNDO_FOR = timedelta(days=30)


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

    ``found`` to ``last_on`` say what was understood. ``trouble`` is a sentence about what last
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

    ``source`` and ``reading`` are packed by ``drafts``. The row goes when the import is added,
    thrown away, or older than ``DRAFTS_STAY``.
    """

    __tablename__ = "log_draft"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("log_import.id", ondelete="CASCADE"), unique=True
    )
    source: Mapped[bytes] = mapped_column(LargeBinary)
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
