"""Stories, cards and communities' pages, as everyone sees them, and nothing besides."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core.db import OrganisationModel
from learnplan.ours.practices.telling import MOST_TAGS, NAME_LIMIT, TAG_LIMIT, TITLE_LIMIT

SEAL_LENGTH = 64


class Story(OrganisationModel):
    """A lesson that somebody told everyone.

    Its id is random. ``seal`` is the SHA-256 of a key that its author alone has, in Mine: whoever
    brings the key may change the story or withdraw it, and nobody else. There is no person's id
    and no moment in it. On SQLite the rows are kept in the order of their ids, not of their coming.
    """

    __tablename__ = "story"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        CheckConstraint("happened <> ''", name="what_happened_is_written"),
        Index(None, "told_in", "id"),
        {"sqlite_with_rowid": False},
    )

    seal: Mapped[str] = mapped_column(String(SEAL_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    happened: Mapped[str] = mapped_column(Text)
    told_in: Mapped[date]
    advice: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(String(MOST_TAGS * (TAG_LIMIT + 1)), default="")
    signed: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    told_anew_in: Mapped[date | None] = mapped_column(default=None)


class PassedCard(OrganisationModel):
    """A card that the people of a circle passed on. It is kept like a story, with a seal.

    ``names`` are of those who wanted theirs on it, a line each; nothing says who else was there.
    """

    __tablename__ = "passed_card"
    __table_args__ = (
        CheckConstraint("circle <> ''", name="circle_is_named"),
        Index(None, "told_in", "id"),
        {"sqlite_with_rowid": False},
    )

    seal: Mapped[str] = mapped_column(String(SEAL_LENGTH))
    circle: Mapped[str] = mapped_column(String(NAME_LIMIT))
    learnt: Mapped[str] = mapped_column(Text)
    helped: Mapped[str] = mapped_column(Text)
    differently: Mapped[str] = mapped_column(Text)
    whom: Mapped[str] = mapped_column(Text)
    names: Mapped[str] = mapped_column(Text)
    told_in: Mapped[date]


class Community(OrganisationModel):
    """The page of a community of practice, as its members opened it. It has a seal like a story.

    ``circle_id`` is an address in Mine that anybody may follow, where its members let anybody join.
    """

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_is_written"),
        Index(None, "name", "id"),
        {"sqlite_with_rowid": False},
    )

    seal: Mapped[str] = mapped_column(String(SEAL_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    practice: Mapped[str] = mapped_column(Text)
    joining: Mapped[str] = mapped_column(Text)
    questions: Mapped[str] = mapped_column(Text)
    told_in: Mapped[date]
    told_anew_in: Mapped[date | None] = mapped_column(default=None)
    circle_id: Mapped[UUID | None] = mapped_column(default=None)
