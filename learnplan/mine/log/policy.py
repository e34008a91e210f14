"""Who may read and change an activity: its owner, and nobody else whatever their role."""

from sqlalchemy import ColumnElement, and_, bindparam

from learnplan.core.actor import Actor
from learnplan.mine.log.models import Activity

ACTOR_ID = bindparam("actor_id", type_=Activity.owner_id.type)
"""Who asks, in a statement that is put together once, for everybody."""


def can_edit(actor: Actor, activity: Activity) -> bool:
    """Its owner alone, until they delete it."""
    return activity.owner_id == actor.id and activity.deleted_at is None


def editable_by(actor: Actor | None = None) -> ColumnElement[bool]:
    """``can_edit`` said in SQL; without an actor, of whoever ``ACTOR_ID`` will say it is.

    ``test_policy_and_query_agree`` keeps the two in step.
    """
    return and_(
        Activity.owner_id == (actor.id if actor else ACTOR_ID), Activity.deleted_at.is_(None)
    )


def can_restore(actor: Actor, activity: Activity) -> bool:
    """Its owner alone, once they have deleted it."""
    return activity.owner_id == actor.id and activity.deleted_at is not None


def restorable_by(actor: Actor | None = None) -> ColumnElement[bool]:
    """``can_restore`` said in SQL, in the same way."""
    return and_(
        Activity.owner_id == (actor.id if actor else ACTOR_ID), Activity.deleted_at.is_not(None)
    )
