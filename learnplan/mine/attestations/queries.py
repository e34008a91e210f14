"""Reads of attestations: the owner's own, and the one that a link's word opens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import hash_of
from learnplan.mine.attestations import policy
from learnplan.mine.attestations.achievements import is_there
from learnplan.mine.attestations.models import Attestation, Opening
from learnplan.mine.evidence import queries as beside
from learnplan.mine.evidence.queries import EvidenceView, FileToSend
from learnplan.mine.sharing.comments import CommentView, shown_outside
from learnplan.mine.sharing.items import ItemKind

NOTHING = "There is no such attestation."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that an outsider is shown, and no more: in a preview and behind the link alike."""

    says: str
    title: str
    statement: str
    facts: Sequence[Sequence[str]]
    endorsements: Sequence[CommentView]
    evidence: Sequence[EvidenceView]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """An attestation in its owner's list. ``times`` and ``days`` are how often it was opened."""

    id: UUID
    item_kind: ItemKind
    item_id: UUID
    title: str
    until: date
    made_at: datetime
    holds: bool
    is_stopped: bool
    times: int
    days: Sequence[date]


def attestation_for(actor: Actor, attestation_id: UUID) -> Attestation:
    """One of the actor's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    attestation = db.session.scalar(
        select(Attestation).where(
            Attestation.id == attestation_id, Attestation.owner_id == actor.id
        )
    )
    if attestation is None:
        raise NotFound(NOTHING)
    return attestation


def attestation_behind(word: str) -> Attestation:
    """The attestation that a link's word opens. Only the hash of a word is ever kept.

    Raises:
        NotFound: there is none, it has ended or was stopped, or what it is about is gone.
    """
    attestation = db.session.scalar(
        select(Attestation).where(Attestation.word_hash == hash_of(word), policy.still_holds())
    )
    if attestation is None or not is_there(
        attestation.owner_id, attestation.item_kind, attestation.item_id
    ):
        raise NotFound(NOTHING)
    return attestation


def shown_of(attestation: Attestation) -> Shown:
    """What an attestation shows.

    An endorsement that its author withdrew is gone from it, as is evidence that was removed.
    """
    ids = [UUID(each) for each in attestation.endorsement_ids]
    return Shown(
        says=attestation.says,
        title=attestation.title,
        statement=attestation.statement,
        facts=attestation.facts,
        endorsements=shown_outside(attestation.owner_id, ids),
        evidence=_evidence_in(attestation),
        until=attestation.until,
    )


def file_in(attestation: Attestation, evidence_id: UUID) -> FileToSend:
    """A file that goes with an attestation which a link's word opened.

    Raises:
        NotFound: it does not go with this one, or is no longer beside what was attested.
    """
    if str(evidence_id) not in {said["id"] for said in attestation.evidence}:
        raise NotFound(NOTHING)
    return beside.file_beside(
        attestation.owner_id, attestation.item_kind, attestation.item_id, evidence_id
    )


def outwardly(each: EvidenceView) -> EvidenceView:
    """A piece as outsiders see it: without its small picture, which is the record's own."""
    return replace(each, has_thumbnail=False)


def attestations_of(actor: Actor) -> list[Mine]:
    """The actor's own, the latest first."""
    stmt = (
        select(Attestation)
        .where(Attestation.owner_id == actor.id)
        .order_by(Attestation.made_at.desc(), Attestation.id)
    )
    found = db.session.scalars(stmt).all()
    opened = openings_of([attestation.id for attestation in found])
    return [
        Mine(
            id=attestation.id,
            item_kind=attestation.item_kind,
            item_id=attestation.item_id,
            title=attestation.title,
            until=attestation.until,
            made_at=attestation.made_at,
            holds=policy.holds(attestation)
            and is_there(attestation.owner_id, attestation.item_kind, attestation.item_id),
            is_stopped=attestation.stopped_at is not None,
            times=sum(times for _, times in opened.get(attestation.id, ())),
            days=[day for day, _ in opened.get(attestation.id, ())],
        )
        for attestation in found
    ]


def openings_of(attestation_ids: Sequence[UUID]) -> dict[UUID, list[tuple[date, int]]]:
    """On which days some attestations were opened and how often, the latest day first."""
    stmt = (
        select(Opening.attestation_id, Opening.day, Opening.times)
        .where(Opening.attestation_id.in_(attestation_ids))
        .order_by(Opening.day.desc())
    )
    found: dict[UUID, list[tuple[date, int]]] = {}
    for attestation_id, day, times in db.session.execute(stmt):
        found.setdefault(attestation_id, []).append((day, times))
    return found


def times_opened(attestation_id: UUID) -> int:
    """How often an attestation was opened, by whomever but its owner."""
    stmt = select(func.sum(Opening.times)).where(Opening.attestation_id == attestation_id)
    return db.session.scalar(stmt) or 0


def _evidence_in(attestation: Attestation) -> list[EvidenceView]:
    """The evidence that is still there, in the words that it had when it was attested."""
    words = {UUID(said["id"]): said for said in attestation.evidence}
    there = beside.still_beside(
        attestation.owner_id, attestation.item_kind, attestation.item_id, words
    )
    return [outwardly(_as_it_was(each, words[each.id])) for each in there]


def _as_it_was(each: EvidenceView, said: dict[str, str]) -> EvidenceView:
    return replace(
        each,
        title=said["title"],
        address=said["address"],
        quotation=said["quotation"],
        said_by=said["said_by"],
    )
