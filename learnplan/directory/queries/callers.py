"""Who is at the door, and of which house: asked before every page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.languages import USUAL, known
from learnplan.core.prepared import Prepared
from learnplan.directory.models import (
    Appointment,
    Installation,
    Person,
    SignIn,
    Unit,
)
from learnplan.directory.queries.posts import IS_LEFT

Known = tuple[UUID, str, str, str | None, str | None, Role | None]
"""Somebody's id, name, address, the time zone and language they chose, and a further role."""


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
_CALLER = Prepared(
    Database.ORGANISATION,
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
    .outerjoin(Appointment, and_(Appointment.person_id == Person.id, ~IS_LEFT)),
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
    rows = _CALLER.rows(key_hash=hash_of(key), now=clock.now(), today=clock.today(zone))
    if not rows:
        return _NOWHERE
    is_demo, organisation, person_id, *_ = rows[0]
    actor = None if person_id is None else _actor([row[2:] for row in rows], zone, language)
    return Caller(actor=actor, organisation=organisation, is_demo=is_demo)


_NOWHERE = Caller(actor=None, organisation="Learnplan", is_demo=False)


def _actor(rows: Sequence[Known], zone: str, language: str) -> Actor:
    """Whoever ``rows`` tell of: one for each role beyond worker, or one where they hold none."""
    person_id, name, email, time_zone, chosen, _role = rows[0]
    return Actor(
        id=person_id,
        name=name,
        email=email,
        time_zone=time_zone or zone,
        language=known(chosen) or language,
        roles=frozenset({Role.WORKER, *(role for *_, role in rows if role is not None)}),
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
