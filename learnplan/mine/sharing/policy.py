"""Who may share an item, and to whom a share opens it. No role adds anything."""

from sqlalchemy import ColumnElement, and_, or_

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.models import Share


def can_share(actor: Actor, item: Item) -> bool:
    """Its owner alone."""
    return item.owner_id == actor.id


def has_not_ended(share: Share) -> bool:
    """Whether ``share`` still holds. One that has ended is as if it were not there."""
    return share.ends_at is None or share.ends_at > clock.now()


def still_holds() -> ColumnElement[bool]:
    """``has_not_ended`` said in SQL."""
    return or_(Share.ends_at.is_(None), Share.ends_at > clock.now())


def opens_to(actor: Actor, share: Share) -> bool:
    """Whether ``share`` lets ``actor`` read its item: it names them, and it has not ended."""
    return share.reader_id == actor.id and has_not_ended(share)


def open_to(actor: Actor) -> ColumnElement[bool]:
    """``opens_to`` said in SQL. A test keeps the two in step."""
    return and_(Share.reader_id == actor.id, still_holds())
