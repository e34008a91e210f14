"""The directory's tables. What is here is public inside the organisation, but for secrets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import OrganisationModel
from learnplan.core.outbox import MailKind
from learnplan.directory.words import Ceremony, Way

NAME_LIMIT = 200
EMAIL_LIMIT = 254
HASH_LENGTH = 64
BROWSER_LIMIT = 80
PASSKEY_NAME_LIMIT = 60
MOST_BYTES_OF_AN_ID = 1023
"""Of a passkey's id, by the standard (WebAuthn Level 3, 4 Terminology)."""


class Installation(OrganisationModel):
    """This installation, one row.

    A demonstration ``offers`` some people for anybody to come in as, one a line: an address, and
    what is said of them at the door.
    """

    __tablename__ = "installation"

    offers: Mapped[str] = mapped_column(Text, default="")
    installed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Person(OrganisationModel):
    """Somebody who works here. Every person is a worker."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(String(EMAIL_LIMIT), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    job: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    location: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    language: Mapped[str | None] = mapped_column(String(35), default=None)
    passkey_after_password: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Unit(OrganisationModel):
    """A part of the organisation. The one without a parent is the organisation itself."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("parent_id", "key"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    key: Mapped[str] = mapped_column(String(NAME_LIMIT))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    depth: Mapped[int] = mapped_column(default=0)


tree_version = Table(
    "tree_version",
    OrganisationModel.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    comment="One row: it grows with every change of a unit, or of who reports together.",
)


class Membership(OrganisationModel):
    """One person's time in one unit: from a day, up to and including a day or until further."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        Index(None, "unit_id", "starts_on"),
        UniqueConstraint("person_id", "unit_id", "starts_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)


class Appointment(OrganisationModel):
    """A role beyond worker: manager of a unit, steward or administrator of it all."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))


class SignIn(OrganisationModel):
    """One sign-in that is still good. Its key is in the cookie; here is only the key's hash.

    ``proved_at`` is when whoever has it last showed who they are: then, or since.
    """

    __tablename__ = "sign_in"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ends_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(BROWSER_LIMIT), default="")
    way: Mapped[Way | None] = mapped_column(default=None)
    began_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    proved_at: Mapped[datetime | None] = mapped_column(default_factory=clock.now)


class HalfSignIn(OrganisationModel):
    """Somebody who knew the password and owes the second step. Its word is in the cookie."""

    __tablename__ = "half_sign_in"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ends_at: Mapped[datetime]


class Passkey(OrganisationModel):
    """A passkey of somebody's: a public key, and how often its device says it was used."""

    __tablename__ = "passkey"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(MOST_BYTES_OF_AN_ID), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(PASSKEY_NAME_LIMIT))
    uses: Mapped[int] = mapped_column(BigInteger, default=0)
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Challenge(OrganisationModel):
    """What a passkey is asked to sign: good once, for one purpose and a few minutes."""

    __tablename__ = "challenge"

    ceremony: Mapped[Ceremony]
    word: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), index=True, default=None
    )


class Authenticator(OrganisationModel):
    """Somebody's authenticator app. Its secret is sealed with the installation's key.

    Until a code of it was written, at ``confirmed_at``, nothing asks for codes. ``last_step`` is
    the half minute of the last code that was used: that one and earlier ones are worth nothing.
    """

    __tablename__ = "authenticator"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(OrganisationModel):
    """One recovery code that was not used yet, as its hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class KnownBrowser(OrganisationModel):
    """A browser that somebody came in with before, by a word in a cookie of its own."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("person_id", "word_hash"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    seen_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class MailChoice(OrganisationModel):
    """That somebody wants one kind of mail, or does not; without a row, what is usual holds."""

    __tablename__ = "mail_choice"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MailKind]
    wanted: Mapped[bool]


class SignInLink(OrganisationModel):
    """A link that signs one person in, once."""

    __tablename__ = "sign_in_link"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    word_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ends_at: Mapped[datetime]


class SignInTry(OrganisationModel):
    """A failed try to sign in, counted here so that every process counts the same."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index(None, "email_hash", "at"),)

    email_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ReportingGroup(OrganisationModel):
    """Which units show their team-measured figures together, frozen for a plan year.

    Units with the same ``group_id`` (the id of one of them) are shown as one row. A unit that
    nobody could be put together with is ``shown`` false: its figures are part of its parent's.
    """

    __tablename__ = "reporting_group"
    __table_args__ = (UniqueConstraint("plan_year", "unit_id"),)

    plan_year: Mapped[int]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    roster_size: Mapped[int]
    shown: Mapped[bool] = mapped_column(default=True)
