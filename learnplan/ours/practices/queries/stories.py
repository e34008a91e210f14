"""Reads of stories. Everyone sees the same; nobody's own are found here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE
from learnplan.ours.practices.models.told import Story
from learnplan.ours.practices.queries.months import Cursor, newest_months
from learnplan.ours.practices.telling import BETWEEN_TAGS, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story under its address."""

    id: UUID
    telling: Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """Some stories, the newest month first, and where what is older begins, if there is any."""

    stories: Sequence[Told]
    older: Cursor | None = None


def stories(*, tag: str = "", after: Cursor | None = None, limit: int = PAGE) -> StoryPage:
    """A page of stories, perhaps of one tag. Within a month their order says nothing."""
    around = f"{BETWEEN_TAGS}{tag}{BETWEEN_TAGS}"
    tags = literal(BETWEEN_TAGS) + Story.tags + BETWEEN_TAGS
    conditions = [tags.contains(around, autoescape=True)] if tag else []
    found, older = newest_months(Story, *conditions, after=after, limit=limit)
    return StoryPage(stories=[_told(story) for story in found], older=older)


def story_for(story_id: UUID) -> Told:
    """One story.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    story = db.session.get(Story, story_id)
    if story is None:
        raise NotFound("There is no such story.")
    return _told(story)


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
