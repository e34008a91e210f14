"""The directory's tables. What is here is public inside the organisation, but for secrets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import OrganisationModel

NAME_LIMIT = 200
EMAIL_LIMIT = 254
HASH_LENGTH = 64


class Installation(OrganisationModel):
    """This installation, one row.

    A demonstration ``offers`` some people's addresses, one a line, for anybody to come in as.
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
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Unit(OrganisationModel):
    """A part of the organisation. The one without a parent is the organisation itself."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("parent_id", "key"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    key: Mapped[str] = mapped_column(String(NAME_LIMIT))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    depth: Mapped[int] = mapped_column(default=0)


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
    """One sign-in that is still good. Its key is in the cookie; here is only the key's hash."""

    __tablename__ = "sign_in"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    ends_at: Mapped[datetime]
    began_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


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
