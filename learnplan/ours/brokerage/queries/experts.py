"""People who offered to be found as somebody who knows something. Everyone sees the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory import queries as directory
from learnplan.directory.queries import PersonView
from learnplan.ours.brokerage.models import Expert
from learnplan.ours.brokerage.offering import Offered
from learnplan.ours.brokerage.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertSeen:
    """Somebody who knows something, as everyone sees it: in their words, by their name here."""

    id: UUID
    name: str
    job: str
    email: str
    about: str
    note: str
    offered_in: date
    competency_key: str = ""


def experts(words: str = "", *, on: date) -> list[ExpertSeen]:
    """Those with all of these words in what they know, in what they say of it, or in their name.

    By what they know, then by name. Nobody is among them who has left by ``on``.
    """
    sought = plain(words).split()
    found = _seen(on=on)
    return [
        each
        for each in found
        if all(word in plain(f"{each.about} {each.note} {each.name}") for word in sought)
    ]


def experts_on(competency_keys: Collection[str], *, on: date) -> dict[str, list[ExpertSeen]]:
    """Those who offered to be found for some competencies, by the key of each."""
    found: dict[str, list[ExpertSeen]] = {}
    for each in _seen(Expert.competency_key.in_(competency_keys), on=on):
        found.setdefault(each.competency_key, []).append(each)
    return found


def offers_of(actor: Actor) -> list[Expert]:
    """What the actor themselves is found for, by what it is about."""
    stmt = select(Expert).where(Expert.person_id == actor.id, Expert.taken_back_at.is_(None))
    return list(db.session.scalars(stmt.order_by(func.lower(Expert.about), Expert.id)))


def is_of_another(actor: Actor, expert_id: UUID) -> bool:
    """Whether somebody else is found by this, or was until lately."""
    row = db.session.get(Expert, expert_id)
    return row is not None and row.person_id != actor.id


def expert_for(expert_id: UUID, *, on: date) -> ExpertSeen:
    """Somebody who knows something.

    Raises:
        NotFound: there is none, or they have left by ``on``.
    """
    found = _seen(Expert.id == expert_id, on=on)
    if not found:
        raise NotFound("Nobody is found by this.")
    return found[0]


def as_seen(actor: Actor, offered: Offered, expert_id: UUID, *, on: date) -> ExpertSeen:
    """What everyone would see of ``actor`` if they offered this."""
    person = directory.people_with([actor.id], on=on)[actor.id]
    return _one(expert_id, person, offered)


def offer_of(actor: Actor, expert_id: UUID) -> Expert:
    """One thing that the actor themselves is found for.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _offer_of(actor, expert_id, taken_back=False)


def taken_back_offer_of(actor: Actor, expert_id: UUID) -> Expert:
    """What the actor themselves was found for until they took it back a short while ago.

    Raises:
        NotFound: there is none, it is gone for good, or it is somebody else's.
    """
    return _offer_of(actor, expert_id, taken_back=True)


def _offer_of(actor: Actor, expert_id: UUID, *, taken_back: bool) -> Expert:
    row = db.session.get(Expert, expert_id)
    if row is None or row.person_id != actor.id or (row.taken_back_at is not None) != taken_back:
        raise NotFound("You are not found for any such thing.")
    return row


def _seen(*conditions: ColumnElement[bool], on: date) -> list[ExpertSeen]:
    rows = db.session.scalars(
        select(Expert).where(Expert.taken_back_at.is_(None), *conditions)
    ).all()
    here = directory.people_with({row.person_id for row in rows}, on=on)
    found = [_one(row.id, here[row.person_id], row) for row in rows if row.person_id in here]
    return sorted(found, key=lambda each: (plain(each.about), each.name, each.id))


def _one(expert_id: UUID, person: PersonView, said: Expert | Offered) -> ExpertSeen:
    return ExpertSeen(
        id=expert_id,
        name=person.name,
        job=person.job,
        email=person.email,
        about=said.about,
        note=said.note,
        offered_in=said.offered_in,
        competency_key=said.competency_key,
    )
