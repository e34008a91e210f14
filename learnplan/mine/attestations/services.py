"""Attesting an achievement by a link, ending it, and counting how often it is opened."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.directory.queries import hash_of
from learnplan.mine.attestations import policy, queries
from learnplan.mine.attestations.achievements import Achievement
from learnplan.mine.attestations.models import Attestation, Opening
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.evidence.queries import evidence_of
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.services import when_gone

USUAL = timedelta(days=30)
LONGEST = timedelta(days=366)
MOST_COUNTED = 1_000
"""How many openings of one day are counted: a machine that opens it all day fills nothing."""

JOURNAL_KIND = "attestation"
TO_WHOM = "Whoever has its link"


def attest(
    actor: Actor,
    achievement: Achievement,
    *,
    until: date,
    statement: str = "",
    facts: Collection[str] = (),
    endorsements: Collection[UUID] = (),
    evidence: Collection[UUID] = (),
    once: str | None = None,
) -> str:
    """Make a link that shows one achievement and just what was chosen of it; returns its word.

    What is shown is what the item says now: rewriting it changes nothing that was attested.

    Raises:
        Invalid: the last day is over, or more than a year away.
        Conflict: the form carrying the word ``once`` made it already, and showed its link.
    """
    if made_before(Attestation, once, Attestation.owner_id == actor.id) is not None:
        raise Conflict(
            "This link was made already, and its address shown once. You can replace it in your "
            "list of attestations."
        )
    word = secrets.token_urlsafe(32)
    check_last_day(actor, until)
    ends_at = clock.end_of(until, actor.time_zone)
    attestation = Attestation(
        owner_id=actor.id,
        item_kind=achievement.item.kind,
        item_id=achievement.item.id,
        word_hash=hash_of(word),
        says=actor.name,
        title=achievement.item.title,
        statement=statement,
        facts=chosen(achievement, facts),
        endorsement_ids=[str(each) for each in endorsements],
        evidence=_kept(actor, achievement, evidence),
        until=until,
        ends_at=ends_at,
        once=once,
    )
    db.session.add(attestation)
    db.session.flush()
    line = journal.note(
        actor.id,
        Kind.ATTESTATION,
        achievement.item.title,
        whom=TO_WHOM,
        item_kind=achievement.item.kind,
        item_id=achievement.item.id,
        until=until,
        ends_at=ends_at,
    )
    attestation.line_id = line.id
    db.session.flush()
    return word


def chosen(achievement: Achievement, keys: Collection[str]) -> list[list[str]]:
    """The facts of an achievement that were ticked, as they are kept and shown."""
    return [[fact.label, fact.words] for fact in achievement.facts if fact.key in keys]


def _kept(actor: Actor, achievement: Achievement, ids: Collection[UUID]) -> list[dict[str, str]]:
    """The evidence that was ticked, with the words it has today; what is not beside is left out."""
    item = achievement.item
    return [
        {
            "id": str(each.id),
            "title": each.title,
            "address": each.address,
            "quotation": each.quotation,
            "said_by": each.said_by,
        }
        for each in evidence_of(actor, item.kind, item.id)
        if each.id in ids
    ]


def check_last_day(actor: Actor, until: date) -> None:
    """Whether an attestation can last until a day.

    Raises:
        Invalid: it is over, or more than a year away.
    """
    today = clock.today(actor.time_zone)
    if until < today:
        raise Invalid("That day is over. Choose today or a later one.", field="until")
    if until - today > LONGEST:
        raise Invalid("Choose a day within a year.", field="until")


def replace_link(actor: Actor, attestation: Attestation) -> str:
    """Give an attestation another link, and let the one before end; returns the new word.

    Raises:
        Refused: it is not theirs.
        Conflict: it has ended.
    """
    require(policy.can_manage(actor, attestation), "Only its owner can replace the link.")
    if not policy.holds(attestation):
        raise Conflict("This attestation has ended. Make a new one.")
    word = secrets.token_urlsafe(32)
    attestation.word_hash = hash_of(word)
    db.session.flush()
    return word


def stop(actor: Actor, attestation: Attestation) -> None:
    """End an attestation, at once and for good. Doing so twice changes nothing.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_manage(actor, attestation), "Only its owner can end this.")
    attestation.stopped_at = attestation.stopped_at or clock.now()
    if attestation.line_id is not None:
        journal.end_line(attestation.line_id, Ending.TAKEN_BACK)
    db.session.flush()


def count_opening(attestation: Attestation, *, day: date) -> None:
    """Note that somebody opened an attestation; one row and one line hold a whole day of it."""
    opening = db.session.scalar(
        select(Opening).where(Opening.attestation_id == attestation.id, Opening.day == day)
    )
    if opening is None:
        opening = Opening(attestation_id=attestation.id, day=day, times=0)
        db.session.add(opening)
        journal.note_opening(
            attestation.owner_id,
            attestation.title,
            item_kind=JOURNAL_KIND,
            item_id=attestation.id,
            day=day,
        )
    if opening.times >= MOST_COUNTED:
        return
    opening.times += 1
    db.session.flush()
    if attestation.line_id is not None:
        times = queries.times_opened(attestation.id)
        journal.remark(attestation.line_id, f"Opened {times:,} {'time' if times == 1 else 'times'}")


def forget_items(kind: ItemKind, item_ids: Sequence[UUID]) -> None:
    """Let the attestations of items that are gone for good go with them, and their openings."""
    db.session.execute(
        delete(Attestation).where(Attestation.item_kind == kind, Attestation.item_id.in_(item_ids))
    )


when_gone.append(forget_items)
