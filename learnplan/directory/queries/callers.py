"""Who is at the door, and of which house: asked before every page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, select

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import db, narrow
from learnplan.core.errors import NotFound
from learnplan.core.languages import USUAL, known
from learnplan.directory.models import (
    Appointment,
    Installation,
    Person,
    SignIn,
    Unit,
)
from learnplan.directory.queries.posts import IS_LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is at the door (perhaps nobody we know), and of which house."""

    actor: Actor | None
    organisation: str
    is_demo: bool


def hash_of(secret: str) -> str:
    """What is stored of a key or link: long random words need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


# Asked before every page, so put together once: that takes longer than the asking.
_HOUSE = (
    select((Installation.offers != "").label("is_demo"), Unit.name.label("organisation"))
    .join_from(Installation, Unit, Unit.parent_id.is_(None))
    .limit(1)
)
_CALLER = (
    select(
        (Installation.offers != "").label("is_demo"),
        Unit.name.label("organisation"),
        Person.id,
        Person.name,
        Person.email,
        Person.time_zone,
        Person.language,
        Appointment.role,
    )
    .join_from(Installation, Unit, Unit.parent_id.is_(None))
    .outerjoin(
        SignIn, and_(SignIn.key_hash == bindparam("key_hash"), SignIn.ends_at > bindparam("now"))
    )
    .outerjoin(Person, Person.id == SignIn.person_id)
    .outerjoin(Appointment, and_(Appointment.person_id == Person.id, ~IS_LEFT))
)


def caller_with(key: str | None, *, zone: str, language: str) -> Caller:
    """Whoever carries the sign-in ``key``, in one narrow query.

    ``zone`` and ``language`` are theirs where they chose none.
    """
    if not isinstance(key, str):
        house = db.session.execute(_HOUSE).first()
        if house is None:
            return _NOWHERE
        return Caller(actor=None, organisation=house.organisation, is_demo=house.is_demo)
    said = {"key_hash": hash_of(key), "now": clock.now(), "today": clock.today(zone)}
    rows = narrow(_CALLER, said).all()
    if not rows:
        return _NOWHERE
    first = rows[0]
    actor = _actor(rows, zone, language) if first.id is not None else None
    return Caller(actor=actor, organisation=first.organisation, is_demo=first.is_demo)


_NOWHERE = Caller(actor=None, organisation="Learnplan", is_demo=False)


def _actor(rows: Sequence[Row[*tuple[Any, ...]]], zone: str, language: str) -> Actor:
    first = rows[0]
    return Actor(
        id=first.id,
        name=first.name,
        email=first.email,
        time_zone=first.time_zone or zone,
        language=known(first.language) or language,
        roles=frozenset({Role.WORKER, *(row.role for row in rows if row.role is not None)}),
    )


def actor_for_email(email: str, *, zone: str = "UTC") -> Actor:
    """The person with this address, as an actor, for commands.

    Raises:
        NotFound: nobody has it.
    """
    stmt = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.time_zone,
            Person.language,
            Appointment.role,
        )
        .outerjoin(Appointment, and_(Appointment.person_id == Person.id, ~IS_LEFT))
        .where(Person.email == normal_email(email))
    )
    rows = db.session.execute(stmt, {"today": clock.today(zone)}).all()
    if not rows:
        raise NotFound(f"Nobody here has the address {email}.")
    return _actor(rows, zone, USUAL)


def normal_email(email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().casefold()
