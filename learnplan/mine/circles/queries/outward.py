"""Reads of what circles say to everyone: what it would be, what it is, and who has a say in it."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import names_of
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import Circle, CircleMember
from learnplan.mine.circles.models.outward import CardVoice, CircleCard, CommunityPage
from learnplan.mine.circles.queries.circles import circle_for, member_ids
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.from_circles import Card, Welcome

NO_CARD = "There is no such card."
NO_PAGE = "There is no such page."
ANY_MONTH = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card as somebody with a say in it sees it.

    Before it is out: whether they ``agree`` and want to be ``named``, and whether ``all_agree``.
    Who else does is told to nobody. Of names, ``said`` has those of all only where all agree.
    ``agreement`` stands for what is agreed to now, and ``seal`` for what ``said`` says. Once it is
    out: whether they can ask to take it back, and did. It is ``left_to_any`` one of them where
    nobody who agreed is in the circle any more.
    """

    id: UUID
    version: int
    circle_id: UUID | None
    said: Card
    seal: str
    agreement: str
    stage: Stage | None
    is_out: bool
    is_in_circle: bool
    agrees: bool
    named: bool
    all_agree: bool
    can_take_back: bool
    wants_it_back: bool
    left_to_any: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCard:
    """A card that its reader has not agreed to, and the name of the circle."""

    id: UUID
    circle: str


def seal_of(said: Card | Welcome) -> str:
    """What stands for exactly what is said, whatever month it is said in."""
    if isinstance(said, Card):
        words: Card | Welcome = replace(said, told_in=ANY_MONTH)
    else:
        words = replace(said, told_in=ANY_MONTH, told_anew_in=None)
    return hashlib.sha256(repr(words).encode()).hexdigest()


def card_of(circle: Circle) -> CircleCard | None:
    """The card of a circle that was fetched for a member, if they have begun one."""
    there = CircleCard.thrown_away_at.is_(None)
    return db.session.scalar(select(CircleCard).where(CircleCard.circle_id == circle.id, there))


def thrown_away_in(circle: Circle) -> CircleCard | None:
    """The card that a circle, fetched for a member, threw away and can still bring back."""
    lately = CircleCard.thrown_away_at > clock.now() - KEPT_FOR_UNDO
    return db.session.scalar(select(CircleCard).where(CircleCard.circle_id == circle.id, lately))


def thrown_away_card_for(actor: Actor, card_id: UUID) -> tuple[CircleCard, Circle]:
    """A card to bring back, and its circle, which ``actor`` is in; the circle is theirs to change.

    Raises:
        NotFound: it is not there any more, or the circle has begun another, or is not theirs.
    """
    circle_id = db.session.scalar(select(CircleCard.circle_id).where(CircleCard.id == card_id))
    circle = circle_for(actor, circle_id, to_change=True) if circle_id else None
    card = thrown_away_in(circle) if circle else None
    if circle is None or card is None or card.id != card_id:
        raise NotFound(NO_CARD)
    return card, circle


def card_for(actor: Actor, card_id: UUID) -> CircleCard:
    """A card of a circle that ``actor`` is in; or one that is out, which they agreed to.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    stmt = select(CircleCard).where(CircleCard.id == card_id, policy.card_seen_by(actor))
    card = db.session.scalar(stmt)
    if card is None:
        raise NotFound(NO_CARD)
    return card


def circle_of(card: CircleCard) -> Circle | None:
    """The circle of a card that was fetched for somebody, while there is one."""
    return db.session.get(Circle, card.circle_id) if card.circle_id else None


def voices_of(card: CircleCard) -> dict[UUID, CardVoice]:
    """What was said to a card, by whom."""
    stmt = select(CardVoice).where(CardVoice.card_id == card.id).order_by(CardVoice.id)
    return {voice.person_id: voice for voice in db.session.scalars(stmt)}


def agreement_to(card: CircleCard, circle: Circle) -> str:
    """What stands for exactly what is agreed to now.

    That is the words, the name they are signed with, and who is in the circle: who comes or goes
    changes it, so that nobody's coming or going shows what they said.
    """
    stmt = select(CircleMember.id).where(CircleMember.circle_id == circle.id)
    return _agreement(card, circle.name, db.session.scalars(stmt).all())


def agreeing_to(card: CircleCard, circle: Circle) -> dict[UUID, CardVoice]:
    """The members who agree to a card as it is now, with what they said."""
    now, members = agreement_to(card, circle), set(member_ids(circle))
    return {
        person_id: voice
        for person_id, voice in voices_of(card).items()
        if voice.agreed_to == now and person_id in members
    }


def waits_for(actor: Actor, card: CircleCard | None, circle: Circle) -> bool:
    """Whether a card is not out yet and its reader has not said that they agree."""
    return card is not None and not card.is_out_there and actor.id not in agreeing_to(card, circle)


def cards_waiting_for(actor: Actor) -> list[WaitingCard]:
    """The cards of the actor's circles that are not out and that they have not agreed to."""
    mine = select(CircleMember.circle_id).where(CircleMember.person_id == actor.id)
    cards = db.session.execute(
        select(CircleCard, Circle.name)
        .join(Circle, Circle.id == CircleCard.circle_id)
        .where(CircleCard.circle_id.in_(mine), CircleCard.stage.is_(None))
        .where(CircleCard.thrown_away_at.is_(None))
        .order_by(CircleCard.changed_at, CircleCard.id)
    ).all()
    if not cards:
        return []
    members: dict[UUID, list[UUID]] = defaultdict(list)
    stmt = select(CircleMember.circle_id, CircleMember.id)
    for circle_id, member_id in db.session.execute(
        stmt.where(CircleMember.circle_id.in_([card.circle_id for card, _ in cards]))
    ):
        members[circle_id].append(member_id)
    voices = select(CardVoice.card_id, CardVoice.agreed_to).where(CardVoice.person_id == actor.id)
    agreed = {row.card_id: row.agreed_to for row in db.session.execute(voices)}
    return [
        WaitingCard(id=card.id, circle=name)
        for card, name in cards
        if card.circle_id and agreed.get(card.id) != _agreement(card, name, members[card.circle_id])
    ]


def _agreement(card: CircleCard, name: str, people: Iterable[UUID]) -> str:
    said = repr((str(card.id), card.version, name, sorted(map(str, people))))
    return hashlib.sha256(said.encode()).hexdigest()


def do_all_agree(agreeing: Collection[UUID], circle: Circle) -> bool:
    """Whether everybody in a circle is among those who agree."""
    return set(member_ids(circle)) == set(agreeing)


def can_take_back(
    card: CircleCard, voices: Collection[UUID], *, without: UUID | None = None
) -> list[UUID]:
    """Who has a say in taking back a card that is out: those who agreed and are in the circle.

    Where none of them is in it any more, all who agreed have. Somebody who is about to leave it
    can be taken as gone: the circle ``without`` them.
    """
    members = _members_of(card, without=without)
    return [each for each in voices if each in members] or list(voices)


def is_wanted_back(
    card: CircleCard, voices: Mapping[UUID, CardVoice], *, without: UUID | None = None
) -> bool:
    """Whether enough of those who have a say want a card back: more than half, or any one.

    Any one is enough where nobody who agreed is in the circle any more.
    """
    deciding = can_take_back(card, voices, without=without)
    wanting = sum(voices[each].wants_it_back for each in deciding)
    if is_left_to_any(card, deciding, without=without):
        return wanting > 0
    return wanting * 2 > len(deciding)


def is_left_to_any(
    card: CircleCard, deciding: Collection[UUID], *, without: UUID | None = None
) -> bool:
    """Whether any one of those who have a say in taking a card back decides alone."""
    return _members_of(card, without=without).isdisjoint(deciding)


def card_told(card: CircleCard, voices: Collection[CardVoice]) -> Card:
    """What everyone sees, or is about to see, of a card that is out."""
    return Card(
        circle=card.told_name,
        learnt=card.learnt,
        helped=card.helped,
        differently=card.differently,
        whom=card.whom,
        told_in=card.told_in or ANY_MONTH,
        names=tuple(sorted(voice.told_as for voice in voices if voice.told_as)),
    )


def card_to_be(actor: Actor, card: CircleCard, circle: Circle) -> Card:
    """What everyone would see of a card if it went out now.

    The names of all who want theirs on it are there once all agree; before, the actor's alone.

    Raises:
        Invalid: it cannot be told as it is.
    """
    agreeing = agreeing_to(card, circle)
    shown = agreeing if do_all_agree(agreeing, circle) else {actor.id}
    named = [each for each in shown if each in agreeing and agreeing[each].is_named]
    return Card(
        circle=circle.name,
        learnt=card.learnt,
        helped=card.helped,
        differently=card.differently,
        whom=card.whom,
        told_in=clock.today(actor.time_zone).replace(day=1),
        names=tuple(sorted(names_of(named).values())),
    )


def card_view_for(actor: Actor, card: CircleCard) -> CardView:
    """A card that was fetched for ``actor``, as its page shows it."""
    circle, voices = circle_of(card), voices_of(card)
    agreeing = agreeing_to(card, circle) if circle and not card.is_out_there else {}
    if circle is not None and not card.is_out_there:
        said = card_to_be(actor, card, circle)
    else:
        said = card_told(card, voices.values())
    deciding = can_take_back(card, voices) if card.is_out_there else []
    mine = voices.get(actor.id)
    return CardView(
        id=card.id,
        version=card.version,
        circle_id=card.circle_id,
        said=said,
        seal=seal_of(said),
        agreement=agreement_to(card, circle) if circle else "",
        stage=card.stage,
        is_out=card.is_out_there,
        is_in_circle=circle is not None and actor.id in member_ids(circle),
        agrees=actor.id in agreeing,
        named=bool(mine and (mine.told_as if card.is_out_there else mine.is_named)),
        all_agree=circle is not None and do_all_agree(agreeing, circle),
        can_take_back=actor.id in deciding,
        wants_it_back=bool(mine and mine.wants_it_back),
        left_to_any=is_left_to_any(card, deciding),
    )


def _members_of(card: CircleCard, *, without: UUID | None) -> set[UUID]:
    circle = circle_of(card)
    return set(member_ids(circle) if circle else ()) - {without}


def page_of(circle: Circle) -> CommunityPage | None:
    """The page of a community that was fetched for a member, if they have written one."""
    return db.session.scalar(select(CommunityPage).where(CommunityPage.circle_id == circle.id))


def page_for(circle: Circle) -> CommunityPage:
    """The page of a community that was fetched for a member.

    Raises:
        NotFound: nobody has written one.
    """
    found = page_of(circle)
    if found is None:
        raise NotFound(NO_PAGE)
    return found


def page_to_be(actor: Actor, page: CommunityPage, circle: Circle) -> Welcome:
    """What everyone would see of a community's page if its members decided so now.

    Raises:
        Invalid: it cannot be told as it is.
    """
    month = clock.today(actor.time_zone).replace(day=1)
    again = page.stage is Stage.PUBLISHED
    return Welcome(
        name=circle.name,
        practice=page.practice,
        joining=page.joining,
        questions=page.questions,
        told_in=(page.told_in if again else None) or month,
        told_anew_in=month if again else None,
        circle_id=circle.id if circle.is_open else None,
    )


def page_told(page: CommunityPage) -> Welcome:
    """What everyone is about to see of a page, as its members decided."""
    return Welcome(
        name=page.told_name,
        practice=page.practice,
        joining=page.joining,
        questions=page.questions,
        told_in=page.told_in or ANY_MONTH,
        told_anew_in=page.told_anew_in,
        circle_id=page.circle_id if page.told_open else None,
    )
