"""Who may read and change a goal. Being a manager, steward or administrator adds nothing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_

from learnplan.core.actor import Actor
from learnplan.mine.plan.models import Goal
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids

ACTOR_ID = bindparam("actor_id", type_=Goal.owner_id.type)
"""Who asks, in a statement that is put together once, for everybody."""


def can_edit(actor: Actor, goal: Goal) -> bool:
    """Its owner alone, until they delete it."""
    return goal.owner_id == actor.id and goal.deleted_at is None


def editable_by(actor: Actor | None = None) -> ColumnElement[bool]:
    """``can_edit`` said in SQL; without an actor, of whoever ``ACTOR_ID`` will say it is."""
    return and_(Goal.owner_id == (actor.id if actor else ACTOR_ID), Goal.deleted_at.is_(None))


def can_restore(actor: Actor, goal: Goal) -> bool:
    """Its owner alone, once they have deleted it."""
    return goal.owner_id == actor.id and goal.deleted_at is not None


def can_read(actor: Actor, goal: Goal, *, opened: Collection[UUID]) -> bool:
    """Its owner, and whom they opened it to, until it is deleted.

    ``opened`` holds the ids of the goals that others opened to ``actor``.
    """
    return goal.deleted_at is None and (goal.owner_id == actor.id or goal.id in opened)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_read`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return and_(
        Goal.deleted_at.is_(None),
        or_(Goal.owner_id == actor.id, Goal.id.in_(readable_ids(actor, ItemKind.GOAL))),
    )
