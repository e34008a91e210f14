"""Reads of one's own stories. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.texts import own_names_in
from learnplan.mine.stories import policy
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.telling import BETWEEN_TAGS, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A story that its author wants back: which, and the key to it."""

    draft_id: UUID
    story_id: UUID
    key: str


def drafts_of(actor: Actor) -> Sequence[StoryDraft]:
    """The actor's own stories, the one they last worked on first."""
    stmt = (
        select(StoryDraft)
        .where(policy.editable_by(actor))
        .order_by(StoryDraft.changed_at.desc(), StoryDraft.id)
    )
    return db.session.scalars(stmt).all()


def draft_for(actor: Actor, draft_id: UUID) -> StoryDraft:
    """The story, if it is the actor's own.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return _draft_where(StoryDraft.id == draft_id, policy.editable_by(actor))


def deleted_draft_for(actor: Actor, draft_id: UUID) -> StoryDraft:
    """The actor's own story that they deleted a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _draft_where(StoryDraft.id == draft_id, policy.restorable_by(actor))


def telling_of(actor: Actor, draft: StoryDraft) -> Telling:
    """What everyone would see of a story if its author published it now, and nothing more.

    Raises:
        Invalid: it cannot be told as it is.
    """
    month = clock.today(actor.time_zone).replace(day=1)
    is_again = draft.stage is Stage.PUBLISHED and draft.told_in is not None
    goes_on = draft.stage is Stage.PUBLISHING
    return Telling(
        title=draft.title,
        happened=draft.happened,
        advice=draft.advice,
        tags=tags_of(draft),
        signed=actor.name if draft.signed else "",
        told_in=(draft.told_in if is_again or goes_on else None) or month,
        told_anew_in=month if is_again else draft.told_anew_in if goes_on else None,
    )


def tags_of(draft: StoryDraft) -> tuple[str, ...]:
    """Its tags."""
    return tuple(draft.tags.split(BETWEEN_TAGS)) if draft.tags else ()


def gives_away(actor: Actor, draft: StoryDraft) -> list[str]:
    """Words of an unsigned story that are its author's own name or address, as they stand in it."""
    if draft.signed:
        return []
    told = f"{draft.title}\n{draft.happened}\n{draft.advice}\n{draft.tags}"
    return own_names_in(told, name=actor.name, email=actor.email)


def wanted_back(*, since: datetime) -> list[Withdrawal]:
    """Whatever its author wants back: not yet gone for sure, or withdrawn ``since`` a moment.

    The latter in case a publication that was under way at the same time came after it.
    """
    stmt = select(StoryDraft.id, StoryDraft.story_id, StoryDraft.key).where(
        or_(
            StoryDraft.stage == Stage.WITHDRAWING,
            (StoryDraft.stage == Stage.WITHDRAWN) & (StoryDraft.changed_at > since),
        )
    )
    return [
        Withdrawal(draft_id=draft_id, story_id=story_id, key=key)
        for draft_id, story_id, key in db.session.execute(stmt)
        if story_id is not None and key is not None
    ]


def _draft_where(*conditions: ColumnElement[bool]) -> StoryDraft:
    draft = db.session.scalar(select(StoryDraft).where(*conditions))
    if draft is None:
        raise NotFound("There is no such story.")
    return draft


def told_by(person_id: UUID) -> list[tuple[UUID, str]]:
    """The ids and keys of what somebody told everyone, or is about to, deleted drafts and all."""
    stmt = select(StoryDraft.story_id, StoryDraft.key).where(StoryDraft.owner_id == person_id)
    return [
        (row.story_id, row.key)
        for row in db.session.execute(stmt)
        if row.story_id is not None and row.key is not None
    ]
