"""Reads of somebody's own account: how they come in, where they are, and what mail they want."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.languages import known
from learnplan.core.outbox import MailKind
from learnplan.directory.models import (
    Authenticator,
    MailChoice,
    Passkey,
    Person,
    RecoveryCode,
    SignIn,
)
from learnplan.directory.queries import hash_of
from learnplan.directory.words import Way

USUALLY_WANTED = {
    MailKind.ACCOUNT: True,
    MailKind.SHARED: False,
    MailKind.LEDGER: True,
    MailKind.MEETINGS: True,
    MailKind.BOARDS: True,
}
"""What holds for whoever never chose: quiet, but for what they may need to know of."""
_NO_PLACES = (
    "Etc/",
    "SystemV/",
    "US/",
    "Brazil/",
    "Canada/",
    "Chile/",
    "Mexico/",
    "posix",
    "right",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """How somebody can come in. ``codes_made_at`` is when their recovery codes were made."""

    has_password: bool
    has_authenticator: bool
    passkeys: int
    passkey_after_password: bool
    recovery_codes: int
    authenticator_since: datetime | None
    codes_made_at: datetime | None

    @property
    def asks_second_step(self) -> bool:
        """Whether a password alone does not let them in."""
        return self.has_authenticator or (self.passkey_after_password and self.passkeys > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignIn:
    """One sign-in that is good: with which browser, how, since when, and whether it is this one."""

    id: UUID
    browser: str
    way: Way | None
    began_at: datetime
    is_here: bool


def ways_in_of(person_id: UUID) -> WaysIn:
    """How somebody can come in."""
    passkeys = select(func.count(Passkey.id)).where(Passkey.person_id == person_id)
    codes = select(func.count(RecoveryCode.id), func.max(RecoveryCode.made_at)).where(
        RecoveryCode.person_id == person_id
    )
    person = db.session.execute(
        select(
            Person.password_hash.is_not(None).label("has_password"),
            Person.passkey_after_password,
            Authenticator.confirmed_at,
            passkeys.scalar_subquery().label("passkeys"),
        )
        .outerjoin(Authenticator, Authenticator.person_id == Person.id)
        .where(Person.id == person_id)
    ).one()
    left, made_at = db.session.execute(codes).one()
    return WaysIn(
        has_password=person.has_password,
        has_authenticator=person.confirmed_at is not None,
        passkeys=person.passkeys,
        passkey_after_password=person.passkey_after_password,
        recovery_codes=left,
        authenticator_since=person.confirmed_at,
        codes_made_at=made_at,
    )


def passkeys_of(person_id: UUID) -> Sequence[Passkey]:
    """Somebody's passkeys, the earliest first."""
    stmt = (
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.added_at, Passkey.id)
    )
    return db.session.scalars(stmt).all()


def passkey_for(person_id: UUID, passkey_id: UUID) -> Passkey:
    """One of somebody's passkeys.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    stmt = select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == person_id)
    passkey = db.session.scalar(stmt)
    if passkey is None:
        raise NotFound("There is no such passkey.")
    return passkey


def sign_ins_of(person_id: UUID, *, key: str) -> list[OpenSignIn]:
    """Where somebody is signed in: this browser, whose ``key`` it is, and then the latest first."""
    here = hash_of(key)
    stmt = (
        select(SignIn.id, SignIn.browser, SignIn.way, SignIn.began_at, SignIn.key_hash)
        .where(SignIn.person_id == person_id, SignIn.ends_at > clock.now())
        .order_by(SignIn.began_at.desc(), SignIn.id)
    )
    found = [
        OpenSignIn(
            id=row.id,
            browser=row.browser,
            way=row.way,
            began_at=row.began_at,
            is_here=row.key_hash == here,
        )
        for row in db.session.execute(stmt)
    ]
    return sorted(found, key=lambda one: not one.is_here)


def own_time_zone_of(person_id: UUID) -> str | None:
    """The time zone that somebody chose for themselves, if they did."""
    return db.session.scalar(select(Person.time_zone).where(Person.id == person_id))


def own_language_of(person_id: UUID) -> str | None:
    """The language that somebody chose for themselves, if they did."""
    return known(db.session.scalar(select(Person.language).where(Person.id == person_id)))


def time_zones() -> list[str]:
    """The time zones of places, by name: ``Africa/Abidjan`` and so on, and UTC."""
    places = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)
    )
    return ["UTC", *sorted(places)]


def mail_wanted_by(person_id: UUID) -> dict[MailKind, bool]:
    """Which kinds of mail somebody wants."""
    stmt = select(MailChoice.kind, MailChoice.wanted).where(MailChoice.person_id == person_id)
    return USUALLY_WANTED | {row.kind: row.wanted for row in db.session.execute(stmt)}


def who_wants(kind: MailKind, person_ids: Collection[UUID]) -> list[UUID]:
    """Those of some people who want a kind of mail."""
    stmt = select(MailChoice.person_id, MailChoice.wanted).where(
        MailChoice.kind == kind, MailChoice.person_id.in_(person_ids)
    )
    chosen = {row.person_id: row.wanted for row in db.session.execute(stmt)}
    return [one for one in person_ids if chosen.get(one, USUALLY_WANTED[kind])]


def address_of(person_id: UUID) -> str | None:
    """Somebody's e-mail address as it is now, or None when there is nobody."""
    return db.session.scalar(select(Person.email).where(Person.id == person_id))
