"""Who may read, change, publish and withdraw a story that is kept in Mine: its author alone."""

from sqlalchemy import ColumnElement, and_

from learnplan.core.actor import Actor
from learnplan.mine.stories.models import StoryDraft


def can_edit(actor: Actor, draft: StoryDraft) -> bool:
    """Its author alone, until they delete it."""
    return draft.owner_id == actor.id and draft.deleted_at is None


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_edit`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return and_(StoryDraft.owner_id == actor.id, StoryDraft.deleted_at.is_(None))


def can_delete(actor: Actor, draft: StoryDraft) -> bool:
    """Its author, while nobody else can see anything of it: its key must not be lost."""
    return can_edit(actor, draft) and not draft.is_out_there


def can_restore(actor: Actor, draft: StoryDraft) -> bool:
    """Its author alone, once they have deleted it."""
    return draft.owner_id == actor.id and draft.deleted_at is not None


def restorable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_restore`` said in SQL, in the same way."""
    return and_(StoryDraft.owner_id == actor.id, StoryDraft.deleted_at.is_not(None))
