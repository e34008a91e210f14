"""Passkeys (WebAuthn): adding one, and knowing somebody by one.

What a passkey is asked to sign is kept here and used up before the answer is looked at, in a
transaction of its own: an answer that was refused cannot be sent again.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound
from learnplan.directory.accounts import passkey_for, passkeys_of
from learnplan.directory.models import (
    MOST_BYTES_OF_AN_ID,
    PASSKEY_NAME_LIMIT,
    Challenge,
    Passkey,
)
from learnplan.directory.words import Ceremony

ANSWER_WITHIN = timedelta(minutes=5)
CHALLENGE_BYTES = 64
LOCAL = "localhost"
NOT_HERE = "This passkey cannot be used here. Try once more, or come in another way."


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where passkeys are for: a name of this machine, and the origin of its pages."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a passkey is asked: the challenge's id, and the options for the browser, as JSON."""

    challenge_id: UUID
    options: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom a passkey is, by its owner's own name for it; and whether its device asked who it is."""

    person_id: UUID
    name: str
    verified: bool


class CountedBack(Invalid):
    """A passkey's count went back: somebody may have a copy of it."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(
            "This passkey says that it was used less often than before, as a copy would. Come in "
            "another way, remove it, and add it anew."
        )
        self.person_id = person_id


def site_of(address: str, *, name: str) -> Site | None:
    """The site at an address, or None where browsers have no passkeys: by number, without HTTPS."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    if not host or _is_number(host) or (parts.scheme != "https" and host != LOCAL):
        return None
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return Site(id=host, origin=f"{parts.scheme}://{host}{port}", name=name)


def ask_to_add(actor: Actor, site: Site) -> Asked:
    """Ask the browser for a new passkey of the actor's."""
    from learnplan.directory.services import ceremonies  # noqa: PLC0415 - its library is large

    challenge = _challenge(Ceremony.ADD, actor.id)
    options = ceremonies.options_to_add(site, actor, challenge.word, known=_ids_of(actor.id))
    return Asked(challenge_id=challenge.id, options=options)


def ask_for(ceremony: Ceremony, site: Site, *, person_id: UUID | None = None) -> Asked:
    """Ask for a passkey that was added before: anybody's, or ``person_id``'s where it is known."""
    from learnplan.directory.services import ceremonies  # noqa: PLC0415 - its library is large

    challenge = _challenge(ceremony, person_id)
    known = _ids_of(person_id) if person_id else None
    options = ceremonies.options_to_sign(site, challenge.word, known=known)
    return Asked(challenge_id=challenge.id, options=options)


def take_challenge(
    ceremony: Ceremony, challenge_id: UUID | None, *, person_id: UUID | None = None
) -> bytes:
    """Use up what was asked, to be kept before the answer is looked at.

    Raises:
        Invalid: it was asked for something else or of somebody else, used already, or too old.
    """
    stmt = (
        delete(Challenge)
        .where(Challenge.id == challenge_id, Challenge.ceremony == ceremony)
        .where(Challenge.person_id == person_id, Challenge.ends_at > clock.now())
        .returning(Challenge.word)
    )
    word = db.session.scalar(stmt)
    if word is None:
        raise Invalid("That took too long, or was sent already. Begin again.")
    return word


def add(actor: Actor, site: Site, *, challenge: bytes, answer: str, name: str) -> None:
    """Keep a new passkey of the actor's, under their own name for it.

    Raises:
        Invalid: the answer is not one to this challenge from this site, or it is known already.
    """
    from learnplan.directory.services import ceremonies  # noqa: PLC0415 - its library is large

    try:
        made = ceremonies.made(site, challenge, answer)
    except ceremonies.CANNOT_BE_READ as trouble:
        raise Invalid("This passkey could not be added. Try once more.") from trouble
    if len(made.id) > MOST_BYTES_OF_AN_ID:
        raise Invalid("This passkey could not be added. Try another device.")
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == made.id)) is not None:
        raise Invalid("This passkey was added already.")
    db.session.add(
        Passkey(
            person_id=actor.id,
            credential_id=made.id,
            public_key=made.public_key,
            uses=made.uses,
            name=_name(name),
        )
    )
    db.session.flush()


def recognise(site: Site, *, challenge: bytes, answer: str, person_id: UUID | None = None) -> Known:
    """Whose passkey gave this answer to this challenge; one of ``person_id``'s where it is known.

    Raises:
        CountedBack: its count went back.
        Invalid: it is not known here, or the answer is not one to this challenge from this site.
    """
    from learnplan.directory.services import ceremonies  # noqa: PLC0415 - its library is large

    try:
        credential = ceremonies.read(answer)
        stmt = select(Passkey).where(Passkey.credential_id == credential.raw_id)
        passkey = db.session.scalar(stmt)
        if passkey is None or person_id not in {None, passkey.person_id}:
            raise Invalid(NOT_HERE)
        if credential.response.user_handle not in {None, passkey.person_id.bytes}:
            raise Invalid(NOT_HERE)
        signed = ceremonies.signed(site, challenge, credential, public_key=passkey.public_key)
    except ceremonies.CANNOT_BE_READ as trouble:
        raise Invalid(NOT_HERE) from trouble
    if (signed.uses or passkey.uses) and signed.uses <= passkey.uses:
        raise CountedBack(passkey.person_id)
    passkey.uses, passkey.used_at = signed.uses, clock.now()
    db.session.flush()
    return Known(person_id=passkey.person_id, name=passkey.name, verified=signed.verified)


def rename(actor: Actor, passkey_id: UUID, *, name: str) -> None:
    """Call a passkey of the actor's own something else.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    passkey_for(actor.id, passkey_id).name = _name(name)
    db.session.flush()


def remove(actor: Actor, passkey_id: UUID) -> str:
    """Forget a passkey of the actor's own; returns what it was called.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    stmt = delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.id)
    name: str | None = db.session.scalar(stmt.returning(Passkey.name))
    if name is None:
        raise NotFound("There is no such passkey.")
    return name


def _name(typed: str) -> str:
    return " ".join(typed.split())[:PASSKEY_NAME_LIMIT] or "Passkey"


def _challenge(ceremony: Ceremony, person_id: UUID | None) -> Challenge:
    now = clock.now()
    db.session.execute(delete(Challenge).where(Challenge.ends_at <= now))
    challenge = Challenge(
        ceremony=ceremony,
        word=token_bytes(CHALLENGE_BYTES),
        ends_at=now + ANSWER_WITHIN,
        person_id=person_id,
    )
    db.session.add(challenge)
    db.session.flush()
    return challenge


def _ids_of(person_id: UUID) -> list[bytes]:
    return [one.credential_id for one in passkeys_of(person_id)]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
