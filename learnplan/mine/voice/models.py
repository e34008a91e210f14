"""Letters: what somebody says unsigned, until it is out, and the key to it from then on."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core.db import LearningModel
from learnplan.mine.voice.stages import Stage

ONCE_LIMIT = 40


class Letter(LearningModel):
    """Something unsigned of somebody's. It is theirs alone, and what it is about is sealed.

    ``sealed`` holds all that leads to what everyone sees: the thread, the key, and the words as
    long as they are not out. It is sealed with the installation's key, which is in no database,
    and as long as any other. In the clear are whose it is, how far it is, and the day on which
    that was so: nothing that tells one letter of a day from another.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("owner_id", "once"),
        Index(None, "owner_id"),
        Index(None, "stage", "touched_on"),
    )

    owner_id: Mapped[UUID]
    sealed: Mapped[str] = mapped_column(Text)
    touched_on: Mapped[date]
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)
