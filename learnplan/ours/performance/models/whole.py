"""Files of a whole board, which take longer than a page to make."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel

VERSION_LIMIT = 60


class Making(enum.StrEnum):
    """Where the making of files is."""

    UNDER_WAY = "under way"
    READY = "ready"
    FAILED = "failed"


class WholeBoard(OrganisationModel):
    """All of a unit's board in one file of each kind, the same for everyone, there for a while.

    ``version`` is that of the figures that are in them, ``figures_at`` when these were read. CSV
    and JSON are kept as gzip has them; XLSX, which is packed, as it is.
    """

    __tablename__ = "whole_board"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), unique=True)
    state: Mapped[Making] = mapped_column(default=Making.UNDER_WAY)
    moved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[str] = mapped_column(String(VERSION_LIMIT), default="")
    figures_at: Mapped[datetime | None] = mapped_column(default=None)
    rows: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    csv: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    json: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    xlsx: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
