"""Who may share an item, and to whom a share opens it. No role adds anything."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.mine.sharing.audiences import circles_with
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.models import Comment, Share


def can_share(actor: Actor, item: Item) -> bool:
    """Its owner alone."""
    return item.owner_id == actor.id


def has_not_ended(share: Share) -> bool:
    """Whether ``share`` still holds. One that has ended is as if it were not there."""
    return share.ends_at is None or share.ends_at > clock.now()


def still_holds(now: BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    """``has_not_ended`` said in SQL; ``now`` is for a statement that is put together once."""
    return or_(Share.ends_at.is_(None), Share.ends_at > (clock.now() if now is None else now))


def opens_to(actor: Actor, share: Share, *, circles: Collection[UUID] = ()) -> bool:
    """Whether ``share`` lets ``actor`` read its item, and has not ended.

    It names them, or one of the ``circles`` they are in; their own items they read anyway.
    """
    theirs = share.reader_id == actor.id or share.reader_id in circles
    return theirs and share.owner_id != actor.id and has_not_ended(share)


def open_to(actor: Actor) -> ColumnElement[bool]:
    """``opens_to`` said in SQL. A test keeps the two in step."""
    theirs = or_(Share.reader_id == actor.id, Share.reader_id.in_(circles_with(actor)))
    return and_(theirs, Share.owner_id != actor.id, still_holds())


def can_comment(actor: Actor, item: Item) -> bool:
    """Whoever can read it and does not own it; it is fetched for them first."""
    return item.owner_id != actor.id


def can_take_away(actor: Actor, comment: Comment) -> bool:
    """Whoever wrote it, and whoever owns what it is about."""
    return actor.id in {comment.author_id, comment.owner_id}


def can_see(actor: Actor, comment: Comment, *, opened: Collection[UUID]) -> bool:
    """The owner of what it is about, and everybody it is open to, until it is taken away.

    ``opened`` holds the ids of the items that others opened to ``actor``.
    """
    there = comment.withdrawn_at is None and comment.removed_at is None
    return there and (comment.owner_id == actor.id or comment.item_id in opened)


def is_there() -> ColumnElement[bool]:
    """Neither withdrawn by its author nor removed by the owner, in SQL."""
    return and_(Comment.withdrawn_at.is_(None), Comment.removed_at.is_(None))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """``can_see`` said in SQL. A test keeps the two in step."""
    opened = (
        select(Share.id)
        .where(Share.item_kind == Comment.item_kind, Share.item_id == Comment.item_id)
        .where(open_to(actor))
    )
    return and_(is_there(), or_(Comment.owner_id == actor.id, opened.exists()))
