"""Reads of stories. Everyone sees the same; nobody's own are found here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import literal, select, tuple_

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.practices.models import Story
from learnplan.ours.practices.telling import Telling

PAGE = 30
BETWEEN_TAGS = ","


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
