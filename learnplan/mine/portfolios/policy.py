"""Whose portfolios these are: nobody but their owner sees or takes one. No role adds anything."""

from sqlalchemy import ColumnElement, and_

from learnplan.core.actor import Actor
from learnplan.mine.portfolios.models import Portfolio


def can_edit(actor: Actor, portfolio: Portfolio) -> bool:
    """Its owner alone, until they delete it."""
    return portfolio.owner_id == actor.id and portfolio.deleted_at is None


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_edit`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return and_(Portfolio.owner_id == actor.id, Portfolio.deleted_at.is_(None))


def can_restore(actor: Actor, portfolio: Portfolio) -> bool:
    """Its owner alone, once they have deleted it."""
    return portfolio.owner_id == actor.id and portfolio.deleted_at is not None


def restorable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_restore`` said in SQL, in the same way."""
    return and_(Portfolio.owner_id == actor.id, Portfolio.deleted_at.is_not(None))
