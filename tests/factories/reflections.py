"""Reflections and stories for tests."""

from datetime import date
from typing import Any

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.journal.models import Reflection
from learnplan.mine.journal.services import write_reflection
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.services import write_story
from tests.factories.people import a_worker


def a_reflection(
    *,
    owner: Actor | None = None,
    text: str = "The query is fine. The question is slow.",
    title: str = "",
    prompt: str = "",
    stance: Purpose | None = None,
    on: date | None = None,
    week: date | None = None,
) -> Reflection:
    """Something its owner made of something today, unless said when."""
    owner = owner or a_worker()
    with transaction(Database.LEARNING):
        reflection = write_reflection(
            owner, text=text, title=title, prompt=prompt, stance=stance, written_on=on, week=week
        )
    db.session.expunge(reflection)  # so that what it said outlives the requests of a test
    return reflection


def a_story(
    *,
    owner: Actor | None = None,
    title: str = "Ask who else runs it",
    happened: str = "Six people ran the same report at nine.",
    advice: str = "Look at the clock before the plan.",
    tags: tuple[str, ...] = ("postgres", "month end"),
    signed: bool = True,
    **said: Any,
) -> StoryDraft:
    """A story that nobody else can see yet, signed unless said."""
    owner = owner or a_worker()
    with transaction(Database.LEARNING):
        draft = write_story(
            owner, title=title, happened=happened, advice=advice, tags=tags, signed=signed, **said
        )
    db.session.expunge(draft)
    return draft
