"""Writing a story, and Mine's side of publishing and withdrawing it.

What everyone sees is in the other database. ``publishing`` goes from one to the other and back;
here is written down what was meant before it, and what came of it after.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as disclosures
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.stories import policy, queries
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.telling import BETWEEN_TAGS, Telling

STORY = "story"
"""What the journal of disclosures calls a story."""
SIGNED, UNSIGNED = "With your name on it.", "Without your name."
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What is about to be told: under which address, with which key, and what it says."""

    draft_id: UUID
    story_id: UUID
    key: str
    version: int
    telling: Telling


def write_story(
    actor: Actor,
    *,
    title: str,
    happened: str,
    advice: str = "",
    tags: tuple[str, ...] = (),
    signed: bool,
    once: str | None = None,
) -> StoryDraft:
    """Keep a story, visible to ``actor`` alone until they publish it.

    A form that carries the word ``once`` makes one story, however often it is sent.

    Raises:
        Invalid: something is missing or too long.
    """
    there = made_before(StoryDraft, once, StoryDraft.owner_id == actor.id)
    if there is not None:
        return there
    draft = StoryDraft(
        owner_id=actor.id,
        title=title,
        happened=happened,
        advice=advice,
        tags=BETWEEN_TAGS.join(tags),
        signed=signed,
        once=once,
    )
    queries.telling_of(actor, draft)  # so that what is kept can be told
    db.session.add(draft)
    db.session.flush()
    return draft


def rewrite_story(
    actor: Actor,
    draft: StoryDraft,
    *,
    version: int | None,
    title: str,
    happened: str,
    advice: str,
    tags: tuple[str, ...],
    signed: bool,
) -> None:
    """Say a story anew, for oneself: everyone sees what was published until it is told anew.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
        Invalid: something is missing or too long; or it is out there, and whether a name is on it
            cannot be changed then.
    """
    require(policy.can_edit(actor, draft), "Only its author can change a story.")
    db.session.refresh(draft, with_for_update=True)  # two windows may save at the same moment
    if draft.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    if draft.is_out_there and signed != draft.told_signed:
        raise Invalid(
            "People have seen it as it is. Withdraw it first, then it can be told "
            f"{'without your name' if draft.told_signed else 'with your name'}.",
            field="signed",
        )
    draft.title, draft.happened, draft.advice = title, happened, advice
    draft.tags, draft.signed = BETWEEN_TAGS.join(tags), signed
    queries.telling_of(actor, draft)
    draft.version += 1
    draft.changed_at = clock.now()
    db.session.flush()


def begin_publishing(actor: Actor, draft: StoryDraft, *, version: int | None, whom: str) -> Going:
    """Write down that a story is about to be told to ``whom``: what cannot be told of, stays.

    Raises:
        Refused: it is not theirs.
        Conflict: it says something else than what they looked at, or is being withdrawn.
        Invalid: it cannot be told as it is.
    """
    require(policy.can_edit(actor, draft), "Only its author can publish a story.")
    db.session.refresh(draft, with_for_update=True)
    if draft.version != version:
        raise Conflict("It was changed since you looked at it. Look once more.")
    if draft.stage is Stage.WITHDRAWING:
        raise Conflict("It is being withdrawn. Finish that first.")
    telling = queries.telling_of(actor, draft)
    goes_on = draft.stage is Stage.PUBLISHING
    if draft.stage in {None, Stage.WITHDRAWN}:
        draft.story_id, draft.key = uuid4(), secrets.token_urlsafe(KEY_BYTES)
    if not goes_on:
        disclosures.end(STORY, draft.id, Ending.TOLD_ANEW)
        disclosures.note(
            actor.id,
            Kind.PUBLICATION,
            draft.title,
            whom=whom,
            remark=SIGNED if draft.signed else UNSIGNED,
            item_kind=STORY,
            item_id=draft.id,
        )
    draft.stage, draft.changed_at = Stage.PUBLISHING, clock.now()
    draft.told_in, draft.told_anew_in = telling.told_in, telling.told_anew_in
    draft.told_version, draft.told_signed = draft.version, draft.signed
    db.session.flush()
    return _going(draft, telling)


def settle_publishing(going: Going) -> bool:
    """Write down that a story is told; False where its author withdrew it in the meantime."""
    draft = db.session.get(StoryDraft, going.draft_id, with_for_update=True)
    if draft is None or draft.story_id != going.story_id or not draft.is_out_there:
        return False
    if draft.stage is Stage.PUBLISHING:
        draft.stage = Stage.PUBLISHED
        db.session.flush()
    return draft.stage is Stage.PUBLISHED


def begin_withdrawing(actor: Actor, draft: StoryDraft) -> queries.Withdrawal:
    """Write down that a story is to go. From here on it will, whatever breaks off.

    Raises:
        Refused: it is not theirs.
        Conflict: it is not published.
    """
    require(policy.can_edit(actor, draft), "Only its author can withdraw a story.")
    db.session.refresh(draft, with_for_update=True)
    if not draft.is_out_there or draft.story_id is None or draft.key is None:
        raise Conflict("Nobody but you can see this story. There is nothing to withdraw.")
    draft.stage, draft.changed_at = Stage.WITHDRAWING, clock.now()
    db.session.flush()
    return queries.Withdrawal(draft_id=draft.id, story_id=draft.story_id, key=draft.key)


def settle_withdrawing(gone: queries.Withdrawal) -> None:
    """Write down that a story is gone. Doing so twice changes nothing."""
    draft = db.session.get(StoryDraft, gone.draft_id, with_for_update=True)
    if draft is None or draft.stage is not Stage.WITHDRAWING or draft.story_id != gone.story_id:
        return
    draft.stage, draft.changed_at = Stage.WITHDRAWN, clock.now()
    disclosures.end(STORY, draft.id, Ending.TAKEN_BACK)
    disclosures.note(draft.owner_id, Kind.WITHDRAWAL, draft.title)
    db.session.flush()


def delete_story(actor: Actor, draft: StoryDraft) -> None:
    """Take a story out of one's own list. It can be brought back for a day.

    Raises:
        Refused: it is not theirs, or everyone can still see it.
    """
    require(policy.can_delete(actor, draft), "Withdraw it first: everyone can still see it.")
    draft.deleted_at = clock.now()
    draft.once = None  # the same form sent again, from the Back button, keeps it anew
    db.session.flush()
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_story(actor: Actor, draft: StoryDraft) -> None:
    """Bring a deleted story back, for oneself.

    Raises:
        Refused: it is not theirs, or not deleted.
    """
    require(policy.can_restore(actor, draft), "Only its author can bring a story back.")
    draft.deleted_at = None
    db.session.flush()


def purge_deleted(before: datetime, *, owner: Actor | None = None) -> int:
    """Remove for good what was deleted ``before`` a moment; of one owner, else of everybody."""
    stmt = select(StoryDraft.id).where(StoryDraft.deleted_at < before)
    if owner is not None:
        stmt = stmt.where(StoryDraft.owner_id == owner.id)
    gone = db.session.scalars(stmt).all()
    db.session.execute(delete(StoryDraft).where(StoryDraft.id.in_(gone)))
    return len(gone)


def _going(draft: StoryDraft, telling: Telling) -> Going:
    if draft.story_id is None or draft.key is None:
        raise Conflict("This story has no address yet.")
    return Going(
        draft_id=draft.id,
        story_id=draft.story_id,
        key=draft.key,
        version=draft.version,
        telling=telling,
    )
