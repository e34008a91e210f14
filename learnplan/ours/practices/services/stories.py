"""Telling everyone a story, and withdrawing it. Mine does both; Ours has no door to it.

Doing either twice is doing it once, so what broke off half way can be done again.
"""

from uuid import UUID

from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.ours.practices import policy
from learnplan.ours.practices.models.told import Story
from learnplan.ours.practices.telling import BETWEEN_TAGS, Telling

NOT_THE_KEY = "Only its author can change a story."


def tell_story(story_id: UUID, telling: Telling, *, key: str) -> None:
    """Show everyone what ``telling`` says, in place of what the story said before.

    Args:
        story_id: its random address, chosen by whoever tells it.
        telling: all that is seen of it.
        key: what alone will change or withdraw it. Only its seal is kept.

    Raises:
        Refused: there is such a story, of somebody with another key.
    """
    story = db.session.get(Story, story_id)
    if story is None:
        story = Story(
            seal=policy.seal_of(key),
            title=telling.title,
            happened=telling.happened,
            told_in=telling.told_in,
        )
        story.id = story_id
        db.session.add(story)
    require(policy.can_change(key, story), NOT_THE_KEY)
    story.title, story.happened, story.advice = telling.title, telling.happened, telling.advice
    story.tags, story.signed = BETWEEN_TAGS.join(telling.tags), telling.signed
    story.told_in, story.told_anew_in = telling.told_in, telling.told_anew_in
    db.session.flush()


def withdraw_story(story_id: UUID, *, key: str) -> None:
    """Let a story go, at once and without a trace. One that is not there is withdrawn already.

    Raises:
        Refused: this is not its key.
    """
    story = db.session.get(Story, story_id)
    if story is not None:
        require(policy.can_change(key, story), NOT_THE_KEY)
        db.session.delete(story)
        db.session.flush()
