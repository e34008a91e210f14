"""Who may read and change an activity. Being a manager, steward or administrator adds nothing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_

from learnplan.core.actor import Actor
from learnplan.mine.log.models import Activity
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids

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


def can_read(actor: Actor, activity: Activity, *, opened: Collection[UUID]) -> bool:
    """Its owner, and whom they opened it to, until it is deleted.

    ``opened`` holds the ids of the activities that others opened to ``actor``.
    """
    return activity.deleted_at is None and (activity.owner_id == actor.id or activity.id in opened)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_read`` said in SQL, in the same way."""
    return and_(
        Activity.deleted_at.is_(None),
        or_(
            Activity.owner_id == actor.id,
            Activity.id.in_(readable_ids(actor, ItemKind.ACTIVITY)),
        ),
    )
