"""What everything that people write here with their name has in common."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from learnplan.core import clock
from learnplan.ours.practices.telling import NAME_LIMIT

ONCE_LIMIT = 32
LINE_LIMIT = 160
WORDS_LIMIT = 2_000
TEXT_LIMIT = 20_000


class Signed(MappedAsDataclass, kw_only=True):
    """Who wrote it, and when. ``once`` keeps a form sent twice from doing it twice."""

    author_id: Mapped[UUID]
    author: Mapped[str] = mapped_column(String(NAME_LIMIT))
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Removable(Signed, kw_only=True):
    """What whoever wrote it can take away, and bring back for a day."""

    removed_at: Mapped[datetime | None] = mapped_column(default=None)
