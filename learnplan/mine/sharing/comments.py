"""What readers write on an item: comments, and endorsements, which say that they saw it themselves.

Whoever can read the item reads them, and its owner. They are their author's words in the owner's
keeping: when a share ends they stay with the owner, and the author can still withdraw them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import names_of
from learnplan.directory.services import letters
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.sharing import policy
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.models import Comment
from learnplan.mine.sharing.queries import GONE
from learnplan.mine.sharing.readings import reading_of

JOURNAL_KIND = "comment"
MOST_IN_A_DAY = 50
"""How many comments one person can leave on one item within a day: nobody is to be flooded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment as those who may read it see it. ``is_new`` is said to the item's owner alone."""

    id: UUID
    author_id: UUID
    author_name: str
    text: str
    is_endorsement: bool
    may_be_shown: bool
    written_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A comment in its author's own list: on what it was, and whose."""

    id: UUID
    what: str
    owner_name: str
    text: str
    is_endorsement: bool
    may_be_shown: bool
    written_at: datetime
    is_removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """That somebody wrote on an item whose owner has not had it before them yet."""

    item: Item
    names: tuple[str, ...]


def comments_on(actor: Actor, item: Item) -> list[CommentView]:
    """What was written on an item that was fetched for ``actor``, in the order it was written."""
    stmt = (
        select(Comment)
        .where(Comment.item_kind == item.kind, Comment.item_id == item.id, policy.seen_by(actor))
        .order_by(Comment.written_at, Comment.id)
    )
    found = db.session.scalars(stmt).all()
    names = names_of([comment.author_id for comment in found])
    return [
        CommentView(
            id=comment.id,
            author_id=comment.author_id,
            author_name=names.get(comment.author_id, GONE),
            text=comment.text,
            is_endorsement=comment.is_endorsement,
            may_be_shown=comment.may_be_shown,
            written_at=comment.written_at,
            is_new=comment.owner_id == actor.id and comment.opened_at is None,
        )
        for comment in found
    ]


def written_by(actor: Actor) -> list[Written]:
    """All that ``actor`` wrote on what others shared with them, newest first; also after the end.

    What its owner removed is told while they can still bring it back.
    """
    stmt = (
        select(Comment)
        .where(Comment.author_id == actor.id, Comment.withdrawn_at.is_(None))
        .order_by(Comment.written_at.desc(), Comment.id)
    )
    found = db.session.scalars(stmt).all()
    names = names_of([comment.owner_id for comment in found])
    return [
        Written(
            id=comment.id,
            what=comment.what,
            owner_name=names.get(comment.owner_id, GONE),
            text=comment.text,
            is_endorsement=comment.is_endorsement,
            may_be_shown=comment.may_be_shown,
            written_at=comment.written_at,
            is_removed=comment.removed_at is not None,
        )
        for comment in found
    ]


def news_for(actor: Actor) -> list[News]:
    """On which of the actor's items somebody wrote since they last looked, the latest first."""
    stmt = (
        select(Comment)
        .where(Comment.owner_id == actor.id, Comment.opened_at.is_(None), policy.is_there())
        .order_by(Comment.written_at.desc(), Comment.id)
    )
    about: dict[tuple[ItemKind, UUID], list[Comment]] = {}
    for comment in db.session.scalars(stmt):
        about.setdefault((comment.item_kind, comment.item_id), []).append(comment)
    names = names_of([comment.author_id for some in about.values() for comment in some])
    return [
        News(
            item=found.item,
            names=tuple(dict.fromkeys(names.get(each.author_id, GONE) for each in some)),
        )
        for (kind, item_id), some in about.items()
        for found in reading_of(kind).listed(actor, [item_id])
    ]


def comment_for(actor: Actor, comment_id: UUID) -> Comment:
    """A comment that ``actor`` wrote or that stands on an item of theirs; also one taken away.

    Raises:
        NotFound: there is none, or it is not theirs to touch.
    """
    theirs = or_(Comment.author_id == actor.id, Comment.owner_id == actor.id)
    comment = db.session.scalar(select(Comment).where(Comment.id == comment_id, theirs))
    if comment is None:
        raise NotFound("There is no such comment.")
    return comment


def endorsements_on(owner: Actor, item: Item) -> list[CommentView]:
    """Endorsements of the owner's item whose authors said that they may be shown outside."""
    return [each for each in comments_on(owner, item) if each.is_endorsement and each.may_be_shown]


def shown_outside(owner_id: UUID, ids: Collection[UUID]) -> list[CommentView]:
    """Of some endorsements that an owner chose to show, those that are still there to be shown."""
    stmt = (
        select(Comment)
        .where(Comment.id.in_(ids), Comment.owner_id == owner_id, policy.is_there())
        .where(Comment.is_endorsement, Comment.may_be_shown)
        .order_by(Comment.written_at, Comment.id)
    )
    found = db.session.scalars(stmt).all()
    names = names_of([comment.author_id for comment in found])
    return [
        CommentView(
            id=comment.id,
            author_id=comment.author_id,
            author_name=names.get(comment.author_id, GONE),
            text=comment.text,
            is_endorsement=True,
            may_be_shown=True,
            written_at=comment.written_at,
            is_new=False,
        )
        for comment in found
    ]


def write_comment(
    actor: Actor,
    item: Item,
    *,
    text: str,
    is_endorsement: bool = False,
    may_be_shown: bool = False,
    once: str | None = None,
) -> None:
    """Write on an item that somebody shared with ``actor``; it was fetched for them just now.

    A form that carries the word ``once`` makes one comment, however often it is sent.

    Raises:
        Refused: it is their own.
        Invalid: they wrote too many on it today.
    """
    require(policy.can_comment(actor, item), "This is your own. Its notes are the place for it.")
    if made_before(Comment, once, Comment.author_id == actor.id) is not None:
        return
    lately = select(func.count()).where(
        Comment.author_id == actor.id,
        Comment.item_id == item.id,
        Comment.written_at > clock.now() - timedelta(days=1),
    )
    if (db.session.scalar(lately) or 0) >= MOST_IN_A_DAY:
        raise Invalid("That is enough on this for a day. Write more tomorrow.", field="text")
    comment = Comment(
        owner_id=item.owner_id,
        item_kind=item.kind,
        item_id=item.id,
        what=item.title,
        author_id=actor.id,
        text=text,
        is_endorsement=is_endorsement,
        may_be_shown=is_endorsement and may_be_shown,
        once=once,
    )
    db.session.add(comment)
    db.session.flush()
    journal.note(
        actor.id,
        Kind.COMMENT,
        item.title,
        whom=names_of([item.owner_id]).get(item.owner_id, GONE),
        reader_id=item.owner_id,
        item_kind=JOURNAL_KIND,
        item_id=comment.id,
    )
    letters.tell_of_words(item.owner_id, zone=actor.time_zone)


def take_away(actor: Actor, comment: Comment) -> None:
    """Withdraw what one wrote, or remove what stands on one's own; it can come back for a day.

    Raises:
        Refused: it is neither theirs nor on something of theirs.
    """
    require(policy.can_take_away(actor, comment), "Only its author or the owner can do this.")
    if comment.author_id == actor.id:
        comment.withdrawn_at = comment.withdrawn_at or clock.now()
        journal.end(JOURNAL_KIND, comment.id, Ending.TAKEN_BACK)
    else:
        comment.removed_at = comment.removed_at or clock.now()
    db.session.flush()
    purge(clock.now() - KEPT_FOR_UNDO)


def bring_back(actor: Actor, comment: Comment) -> None:
    """Undo ``take_away``, by whoever did it; what the other took away stays away.

    Raises:
        Refused: it is neither theirs nor on something of theirs.
    """
    require(policy.can_take_away(actor, comment), "Only its author or the owner can do this.")
    if comment.author_id == actor.id:
        comment.withdrawn_at = None
        journal.take_back_end(JOURNAL_KIND, comment.id, Ending.TAKEN_BACK)
    else:
        comment.removed_at = None
    db.session.flush()


def have_read(actor: Actor, item: Item) -> None:
    """Note that the owner of ``item`` has before them what others wrote on it.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_share(actor, item), "Only its owner reads this as news.")
    db.session.execute(
        update(Comment)
        .where(*_on([item.id], item.kind), Comment.opened_at.is_(None))
        .values(opened_at=clock.now())
    )


def purge(before: datetime) -> None:
    """Let go for good what was taken away ``before`` a moment."""
    gone = or_(Comment.withdrawn_at < before, Comment.removed_at < before)
    db.session.execute(delete(Comment).where(gone))


def forget(kind: ItemKind, item_ids: Sequence[UUID]) -> None:
    """Let what was written on items go with them."""
    db.session.execute(delete(Comment).where(*_on(item_ids, kind)))


def _on(item_ids: Sequence[UUID], kind: ItemKind) -> tuple[ColumnElement[bool], ...]:
    return Comment.item_kind == kind, Comment.item_id.in_(item_ids)
