"""Tokens that may push figures, what they pushed lately, and addresses that are fetched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel

NAME_LIMIT = 80
PERSON_LIMIT = 300
HASH_LENGTH = 64
ONCE_LIMIT = 40
KEY_LIMIT = 200
URL_LIMIT = 2000
TAG_LIMIT = 500
TROUBLE_LIMIT = 500


class Token(OrganisationModel):
    """A word by which a program may push figures, kept as its hash; ``ending`` is its last letters.

    ``indicators`` are the ids of those it may push; without them it may push any, and make new
    ones, and new units. ``attests`` is its maker's word that enough people are behind its figures.
    """

    __tablename__ = "feed_token"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ending: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[str] = mapped_column(String(PERSON_LIMIT))
    indicators: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    attests: Mapped[bool] = mapped_column(default=False)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Push(OrganisationModel):
    """What was pushed under a key, and what was answered: sent again, it is answered again.

    ``digest`` is that of what was sent.
    """

    __tablename__ = "feed_push"
    __table_args__ = (UniqueConstraint("token_id", "key"), Index(None, "at"))

    token_id: Mapped[UUID] = mapped_column(ForeignKey("feed_token.id"))
    key: Mapped[str] = mapped_column(String(KEY_LIMIT))
    digest: Mapped[str] = mapped_column(String(HASH_LENGTH))
    answer: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Address(OrganisationModel):
    """A table on another server that is fetched every so many hours, by whom and with what result.

    ``tag`` and ``changed`` are what its server said of it (RFC 9110's ETag and Last-Modified), so
    that it is sent again only once it differs. ``trouble`` is why the last try brought nothing.
    """

    __tablename__ = "feed_address"
    __table_args__ = (CheckConstraint("hours > 0", name="some_hours"), Index(None, "due_at"))

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    url: Mapped[str] = mapped_column(String(URL_LIMIT))
    hours: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(PERSON_LIMIT))
    attests: Mapped[bool] = mapped_column(default=False)
    tag: Mapped[str] = mapped_column(String(TAG_LIMIT), default="")
    changed: Mapped[str] = mapped_column(String(TAG_LIMIT), default="")
    trouble: Mapped[str] = mapped_column(String(TROUBLE_LIMIT), default="")
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
