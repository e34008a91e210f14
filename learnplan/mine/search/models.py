"""What can be found by its words. The databases keep an index of ``words``, beside this table.

On SQLite it is a full-text table of the same rows, kept up by triggers; on PostgreSQL a column
with an index. Both are made by the migration and named ``searchable_words``.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core.db import LearningModel
from learnplan.mine.sharing.items import ItemKind


class Searchable(LearningModel):
    """Something its owner wrote, to be found by its owner.

    ``id`` begins with the day, so that reading an index in its order is reading newest first.
    ``piece_id`` is the thing itself: the item, or what hangs on it and is found on its page.
    ``title`` and ``text`` are shown, ``words`` are looked in. What is ``hidden`` was deleted, and
    may come back.
    """

    __tablename__ = "searchable"
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "item_id"),
        Index(None, "piece_id", unique=True),
    )

    id: Mapped[int] = mapped_column(  # type: ignore[assignment]  # full-text tables know rows by number
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[UUID]
    item_kind: Mapped[ItemKind]
    item_id: Mapped[UUID]
    piece_id: Mapped[UUID]
    day: Mapped[date]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    hidden: Mapped[bool] = mapped_column(default=False)
