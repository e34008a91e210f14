"""Reads of what people told everyone. Everyone sees the same; nobody's own are found here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import literal, select, tuple_

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.practices.from_circles import Card, Welcome
from learnplan.ours.practices.models import Community, PassedCard, Story
from learnplan.ours.practices.telling import Telling

PAGE = 30
BETWEEN_TAGS = ","
BETWEEN_NAMES = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story under its address."""

    id: UUID
    telling: Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the list: right at one story. It reads ``2026-05-01.`` and the story's id."""

    told_in: date
    id: UUID

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        month, _, story_id = written.partition(".")
        try:
            return cls(told_in=date.fromisoformat(month), id=UUID(story_id))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.told_in}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """Some stories, the newest month first, and where what is older begins, if there is any."""

    stories: Sequence[Told]
    older: Cursor | None = None


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


def stories(*, tag: str = "", after: Cursor | None = None, limit: int = PAGE) -> StoryPage:
    """A page of stories, perhaps of one tag. Within a month their order says nothing."""
    stmt = select(Story).order_by(Story.told_in.desc(), Story.id.desc()).limit(limit + 1)
    if tag:
        around = f"{BETWEEN_TAGS}{tag}{BETWEEN_TAGS}"
        stmt = stmt.where(
            (literal(BETWEEN_TAGS) + Story.tags + BETWEEN_TAGS).contains(around, autoescape=True)
        )
    if after is not None:
        place = tuple_(literal(after.told_in, Story.told_in.type), literal(after.id, Story.id.type))
        stmt = stmt.where(tuple_(Story.told_in, Story.id) < place)
    found = db.session.scalars(stmt).all()
    shown = found[:limit]
    older = Cursor(told_in=shown[-1].told_in, id=shown[-1].id) if len(found) > limit else None
    return StoryPage(stories=[_told(story) for story in shown], older=older)


def story_for(story_id: UUID) -> Told:
    """One story.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    story = db.session.get(Story, story_id)
    if story is None:
        raise NotFound("There is no such story.")
    return _told(story)


def cards(*, after: Cursor | None = None, limit: int = PAGE) -> CardPage:
    """A page of cards. Within a month their order says nothing."""
    stmt = select(PassedCard).order_by(PassedCard.told_in.desc(), PassedCard.id.desc())
    if after is not None:
        place = tuple_(
            literal(after.told_in, PassedCard.told_in.type), literal(after.id, PassedCard.id.type)
        )
        stmt = stmt.where(tuple_(PassedCard.told_in, PassedCard.id) < place)
    found = db.session.scalars(stmt.limit(limit + 1)).all()
    shown = found[:limit]
    older = Cursor(told_in=shown[-1].told_in, id=shown[-1].id) if len(found) > limit else None
    return CardPage(cards=[_passed_on(card) for card in shown], older=older)


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
    stmt = select(Community).order_by(Community.name, Community.id)
    last = None if after is None else db.session.get(Community, after)
    if last is not None:
        place = tuple_(literal(last.name), literal(last.id, Community.id.type))
        stmt = stmt.where(tuple_(Community.name, Community.id) > place)
    found = db.session.scalars(stmt.limit(limit + 1)).all()
    shown = found[:limit]
    return CommunityPage(
        communities=[_opened(page) for page in shown],
        further=shown[-1].id if len(found) > limit else None,
    )


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


def _told(story: Story) -> Told:
    return Told(
        id=story.id,
        telling=Telling(
            title=story.title,
            happened=story.happened,
            told_in=story.told_in,
            advice=story.advice,
            tags=tuple(story.tags.split(BETWEEN_TAGS)) if story.tags else (),
            signed=story.signed,
            told_anew_in=story.told_anew_in,
        ),
    )
