"""Windows on boards for pages elsewhere, and who wants which board by mail."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel

PURPOSE_LIMIT = 80
PERSON_LIMIT = 300
SITES_LIMIT = 500
HASH_LENGTH = 64
ONCE_LIMIT = 40
VERSION_LIMIT = 80


class Rhythm(enum.StrEnum):
    """When a board is sent by mail: each Monday, or once something changed beyond chance."""

    WEEKLY = "weekly"
    SPECIAL = "special"


class Window(OrganisationModel):
    """An address that shows one unit's board to whoever has it, until it is revoked.

    Its word is kept as its hash; ``ending`` is the word's last letters. ``units`` are the ids of
    those whose figures it shows, who may be several where one is too small. ``sites`` are those
    whose pages may show it, with spaces between.
    """

    __tablename__ = "board_window"
    __table_args__ = (CheckConstraint("purpose <> ''", name="purpose_is_written"),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    units: Mapped[list[str]] = mapped_column(JSON)
    purpose: Mapped[str] = mapped_column(String(PURPOSE_LIMIT))
    sites: Mapped[str] = mapped_column(String(SITES_LIMIT))
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ending: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[str] = mapped_column(String(PERSON_LIMIT))
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[str] = mapped_column(String(PERSON_LIMIT), default="")


class Digest(OrganisationModel):
    """That somebody wants a unit's board by mail, not before ``next_at``.

    ``told`` is what had changed beyond chance when it was last looked at, and ``version`` the
    version of the figures then.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "unit_id"), Index(None, "next_at"))

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    rhythm: Mapped[Rhythm]
    next_at: Mapped[datetime]
    told: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[str] = mapped_column(String(VERSION_LIMIT), default="")
