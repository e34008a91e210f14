"""Who may read and change a reflection: its owner, and nobody else whatever their role."""

from sqlalchemy import ColumnElement, and_

from learnplan.core.actor import Actor
from learnplan.mine.journal.models import Reflection


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
