"""Who may read and change an activity: its owner, and nobody else whatever their role."""

from sqlalchemy import ColumnElement, and_

from learnplan.core.actor import Actor
from learnplan.mine.log.models import Activity


def can_edit(actor: Actor, activity: Activity) -> bool:
    """Its owner alone, until they delete it."""
    return activity.owner_id == actor.id and activity.deleted_at is None


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_edit`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return and_(Activity.owner_id == actor.id, Activity.deleted_at.is_(None))


def can_restore(actor: Actor, activity: Activity) -> bool:
    """Its owner alone, once they have deleted it."""
    return activity.owner_id == actor.id and activity.deleted_at is not None


def restorable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_restore`` said in SQL."""
    return and_(Activity.owner_id == actor.id, Activity.deleted_at.is_not(None))
