"""Letting everyone find one as somebody who knows something: on purpose, and for as long as wanted.

What is offered stands in Ours, under its person's name; Mine keeps the line in “What left my
record”. That is written first, so that whatever breaks off, nothing is out there without it; and a
withdrawal hides the words first. Both can be done again.
"""

from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound, require
from learnplan.mine.disclosures import queries as journal
from learnplan.mine.disclosures import services as disclosures
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.ours.brokerage import offering
from learnplan.ours.brokerage.offering import Offered
from learnplan.ours.brokerage.queries import experts

EXPERT = "expert"
"""What the journal of disclosures calls it."""
REMARK = "With your name, your job and your address."
MOST_OFFERS = 20
NO_SUCH = "You are not found for any such thing."


def offered_now(actor: Actor, *, about: str, note: str, competency_key: str = "") -> Offered:
    """What everyone would see of it if it was published now.

    Raises:
        Invalid: it says nothing, or too much.
    """
    month = clock.today(actor.time_zone).replace(day=1)
    return Offered(about=about, note=note, competency_key=competency_key, offered_in=month)


def publish(actor: Actor, expert_id: UUID, offered: Offered, *, whom: str) -> None:
    """Let everyone find ``actor`` by this, exactly as it was previewed.

    Raises:
        NotFound: what has this id is somebody else's.
        Refused: they are found for many things already.
    """
    own = {each.id for each in experts.offers_of(actor)}
    require(
        expert_id in own or len(own) < MOST_OFFERS,
        f"You can be found for at most {MOST_OFFERS} things. Withdraw one first.",
    )
    if experts.is_of_another(actor, expert_id):
        raise NotFound(NO_SUCH)
    with transaction(Database.LEARNING):
        disclosures.end(EXPERT, expert_id, Ending.TOLD_ANEW, owner_id=actor.id)
        disclosures.note(
            actor.id,
            Kind.PUBLICATION,
            offered.about,
            whom=whom,
            remark=REMARK,
            item_kind=EXPERT,
            item_id=expert_id,
        )
    with transaction(Database.ORGANISATION):
        offering.offer(actor, expert_id, offered)


def offer_again(actor: Actor, expert_id: UUID, *, whom: str) -> None:
    """Be found again by what one withdrew a short while ago, word for word.

    Raises:
        NotFound: there is no such thing, or it is gone for good.
        Refused: they are found for many things already.
    """
    row = experts.taken_back_offer_of(actor, expert_id)
    offered = Offered(
        about=row.about,
        note=row.note,
        competency_key=row.competency_key,
        offered_in=row.offered_in,
    )
    db.session.rollback()  # each of the two below has its own transaction
    publish(actor, expert_id, offered, whom=whom)


def withdraw(actor: Actor, expert_id: UUID) -> None:
    """Be found by this no more, at once.

    Raises:
        NotFound: they never were.
    """
    if not journal.has_line_about(actor, item_kind=EXPERT, item_id=expert_id):
        raise NotFound(NO_SUCH)
    own = {each.id: each.about for each in experts.offers_of(actor)}
    with transaction(Database.ORGANISATION):
        offering.take_back(actor, expert_id)
    with transaction(Database.LEARNING):
        disclosures.end(EXPERT, expert_id, Ending.TAKEN_BACK, owner_id=actor.id)
        if expert_id in own:
            disclosures.note(actor.id, Kind.WITHDRAWAL, own[expert_id])


def withdraw_all(person_id: UUID) -> None:
    """Let somebody be found by nothing any more. The lines that tell of it go with the rest."""
    with transaction(Database.ORGANISATION):
        offering.take_all_back(person_id)
