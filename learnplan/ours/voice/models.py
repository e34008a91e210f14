"""Threads, and what is said in them. Of what is unsigned, nothing here says whose it is.

Both tables are kept in the order of their random ids on SQLite, not of their coming. What is
signed has an author and a moment; what is unsigned has a seal and a day.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from learnplan.core.db import OrganisationModel
from learnplan.ours.voice.speaking import TITLE_LIMIT
from learnplan.ours.voice.words import Kind, Need, Outcome, Part, State

NAME_LIMIT = 200
ONCE_LIMIT = 32
SEAL_LENGTH = 64
SIGNED_OR_SEALED = "(author_id IS NULL) = (seal IS NOT NULL)"
NO_MOMENT_UNSIGNED = "author_id IS NOT NULL OR (written_at IS NULL AND once IS NULL)"


class _Said(MappedAsDataclass, kw_only=True):
    """Whose words something is: an account's, at a moment; or a key's, on a day.

    ``seal`` is the SHA-256 of a key that the author alone has, in Mine. ``once`` keeps a form
    sent twice from writing twice.
    """

    author_id: Mapped[UUID | None] = mapped_column(default=None)
    author: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    seal: Mapped[str | None] = mapped_column(String(SEAL_LENGTH), default=None)
    written_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    version: Mapped[int] = mapped_column(default=1)


class Thread(_Said, OrganisationModel):
    """Something asked, suggested, requested or promised, under an address that stays.

    Its state and its days follow from what management said in it; ``moved_on`` is the day on which
    anything was last said. A commitment was to be kept by ``promised_for``, and by now is by
    ``due_on``. ``part_of_id`` is the thread in which it was made. ``gone`` is true where its author
    took their words back after others had answered: the place stays, for the words of the others.
    """

    __tablename__ = "voice_thread"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        CheckConstraint(SIGNED_OR_SEALED, name="signed_or_sealed"),
        CheckConstraint(NO_MOMENT_UNSIGNED, name="no_moment_unsigned"),
        Index(None, "moved_on", "id"),
        Index(None, "unit_id", "kind"),
        Index(None, "removed_at"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[Kind]
    unit_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    opened_on: Mapped[date]
    moved_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    need: Mapped[Need | None] = mapped_column(default=None)
    state: Mapped[State] = mapped_column(default=State.OPEN)
    acknowledged_on: Mapped[date | None] = mapped_column(default=None)
    responded_on: Mapped[date | None] = mapped_column(default=None)
    revisited_on: Mapped[date | None] = mapped_column(default=None)
    declined: Mapped[bool] = mapped_column(default=False)
    promised_for: Mapped[date | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    gone: Mapped[bool] = mapped_column(default=False)
    part_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("voice_thread.id", ondelete="SET NULL"), index=True, default=None
    )


class Saying(_Said, OrganisationModel):
    """What somebody said in a thread: anybody's reply, or one of management's acts.

    ``by_opener`` is true where it is by whoever opened the thread. A response may say when it is
    looked at again (``next_on``), and a look at a commitment what came of it, or its new day.
    """

    __tablename__ = "voice_saying"
    __table_args__ = (
        CheckConstraint("words <> '' OR part = 'acknowledgement'", name="something_is_said"),
        CheckConstraint(SIGNED_OR_SEALED, name="signed_or_sealed"),
        CheckConstraint(NO_MOMENT_UNSIGNED, name="no_moment_unsigned"),
        Index(None, "thread_id", "said_on"),
        Index(None, "removed_at"),
        {"sqlite_with_rowid": False},
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("voice_thread.id", ondelete="CASCADE"))
    part: Mapped[Part]
    words: Mapped[str] = mapped_column(Text)
    said_on: Mapped[date]
    by_opener: Mapped[bool] = mapped_column(default=False)
    next_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
