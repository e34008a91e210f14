"""Reads of what circles say to everyone: cards, and communities' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE
from learnplan.ours.practices.from_circles import BETWEEN_NAMES, Card, Welcome
from learnplan.ours.practices.models.told import Community, PassedCard
from learnplan.ours.practices.queries.months import Cursor, newest_months
from learnplan.ours.practices.queries.onward import onward


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """A card under its address."""

    id: UUID
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """Some cards, the newest month first, and where what is older begins, if there is any."""

    cards: Sequence[PassedOn]
    older: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPage:
    """A community's page under its address."""

    id: UUID
    welcome: Welcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityPage:
    """Some communities by name, and the last of them where there are more."""

    communities: Sequence[OpenedPage]
    further: UUID | None = None


def cards(*, after: Cursor | None = None, limit: int = PAGE) -> CardPage:
    """A page of cards. Within a month their order says nothing."""
    found, older = newest_months(PassedCard, after=after, limit=limit)
    return CardPage(cards=[_passed_on(card) for card in found], older=older)


def card_for(card_id: UUID) -> PassedOn:
    """One card.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    card = db.session.get(PassedCard, card_id)
    if card is None:
        raise NotFound("There is no such card.")
    return _passed_on(card)


def communities(*, after: UUID | None = None, limit: int = PAGE) -> CommunityPage:
    """The communities that opened a page, by name; those ``after`` one of them, if it is there."""
    found, further = onward(Community, Community.name, after=after, limit=limit)
    return CommunityPage(communities=[_opened(page) for page in found], further=further)


def community_for(page_id: UUID) -> OpenedPage:
    """One community's page.

    Raises:
        NotFound: there is none, or it was taken back.
    """
    page = db.session.get(Community, page_id)
    if page is None:
        raise NotFound("There is no such community.")
    return _opened(page)


def _passed_on(card: PassedCard) -> PassedOn:
    return PassedOn(
        id=card.id,
        card=Card(
            circle=card.circle,
            learnt=card.learnt,
            helped=card.helped,
            differently=card.differently,
            whom=card.whom,
            names=tuple(card.names.split(BETWEEN_NAMES)) if card.names else (),
            told_in=card.told_in,
        ),
    )


def _opened(page: Community) -> OpenedPage:
    return OpenedPage(
        id=page.id,
        welcome=Welcome(
            name=page.name,
            practice=page.practice,
            joining=page.joining,
            questions=page.questions,
            told_in=page.told_in,
            told_anew_in=page.told_anew_in,
            circle_id=page.circle_id,
        ),
    )
