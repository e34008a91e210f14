"""Evidence: what is attached to an item, and the files of it, each kept once for its owner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.evidence.words import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    ONCE_LIMIT,
    SAID_BY_LIMIT,
    TITLE_LIMIT,
    Kind,
    Medium,
)
from learnplan.mine.sharing.items import ItemKind


class StoredFile(LearningModel):
    """A file on the shelf. Its owner's content stands there once, however often it is attached.

    ``sha256`` and ``size`` (bytes) are those of what is kept, after a picture was cleaned.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("size > 0", name="holds_something"),
        UniqueConstraint("owner_id", "sha256"),
    )

    owner_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    medium: Mapped[Medium]
    has_thumbnail: Mapped[bool] = mapped_column(default=False)
    kept_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    @property
    def name(self) -> str:
        """What it is called on the shelf. The id makes that a name nobody had before.

        So a file that is let go can never be one that somebody attaches at that moment.
        """
        return f"{self.owner_id}.{self.sha256}.{self.id.hex}"


class Evidence(LearningModel):
    """A file, a link or a quotation beside a goal, an activity or a reflection.

    Nobody but its owner sees it, also when its item is shared, unless it ``goes_along``. A
    removed one can come back for a day.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(kind = 'file') = (file_id IS NOT NULL)", name="a_file_has_one"),
        Index(None, "item_kind", "item_id", "position"),
        Index(None, "owner_id", "deleted_at"),
        Index(None, "file_id"),
        UniqueConstraint("owner_id", "once"),
    )

    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    kind: Mapped[Kind]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT), default="")
    address: Mapped[str] = mapped_column(String(ADDRESS_LIMIT), default="")
    quotation: Mapped[str] = mapped_column(Text, default="")
    said_by: Mapped[str] = mapped_column(String(SAID_BY_LIMIT), default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"), default=None)
    file_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    goes_along: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)
