"""Who may read and change a reflection. Being a manager, steward or administrator adds nothing."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from learnplan.core.actor import Actor
from learnplan.mine.journal.models import Reflection
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids


def can_edit(actor: Actor, reflection: Reflection) -> bool:
    """Its owner alone, until they delete it."""
    return reflection.owner_id == actor.id and reflection.deleted_at is None


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_edit`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return and_(Reflection.owner_id == actor.id, Reflection.deleted_at.is_(None))


def can_restore(actor: Actor, reflection: Reflection) -> bool:
    """Its owner alone, once they have deleted it."""
    return reflection.owner_id == actor.id and reflection.deleted_at is not None


def restorable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_restore`` said in SQL, in the same way."""
    return and_(Reflection.owner_id == actor.id, Reflection.deleted_at.is_not(None))


def can_read(actor: Actor, reflection: Reflection, *, opened: Collection[UUID]) -> bool:
    """Its owner, and whom they opened it to, until it is deleted.

    ``opened`` holds the ids of the reflections that others opened to ``actor``.
    """
    return reflection.deleted_at is None and (
        reflection.owner_id == actor.id or reflection.id in opened
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_read`` said in SQL, in the same way."""
    opened = readable_ids(actor, ItemKind.REFLECTION)
    return and_(
        Reflection.deleted_at.is_(None),
        or_(Reflection.owner_id == actor.id, Reflection.id.in_(opened)),
    )
