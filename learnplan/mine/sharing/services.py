"""Sharing one item with one person or circle, and taking it back."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import batched, db
from learnplan.core.errors import Invalid, require
from learnplan.directory.queries import people_here
from learnplan.directory.services import letters
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.sharing import comments, policy
from learnplan.mine.sharing.audiences import circles_of, people_of
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.models import Share

LONGEST = timedelta(days=10 * 366)

when_gone: list[Callable[[ItemKind, Sequence[UUID]], None]] = []
"""What else is to be let go with items that are gone; rooms that keep something of them add it."""


def share_item(actor: Actor, item: Item, *, reader_id: UUID, until: date | None = None) -> None:
    """Let one person read ``item``, or whoever is in a circle of the actor’s.

    Up to and including ``until``, where a day is given. Sharing again only says anew until when.

    Raises:
        Refused: the item is not theirs to share.
        Invalid: the reader is themselves, does not work here and is no circle of theirs, or the day
            is over or too far away.
    """
    require(policy.can_share(actor, item), "Only its owner can share this.")
    if reader_id == actor.id:
        raise Invalid("You can see this already. Choose somebody else.", field="reader_id")
    here = people_here(on=clock.today(actor.time_zone))
    names = {person.id: person.name for person in here} | dict(circles_of(actor))
    if reader_id not in names:
        raise Invalid("Choose somebody who works here, or a circle of yours.", field="reader_id")
    ends_at = _end_of(until, actor) if until else None
    forget_ended()
    share = db.session.scalar(
        select(Share).where(
            Share.item_kind == item.kind, Share.item_id == item.id, Share.reader_id == reader_id
        )
    )
    if share is None:
        share = Share(owner_id=actor.id, item_kind=item.kind, item_id=item.id, reader_id=reader_id)
        db.session.add(share)
        journal.note(
            actor.id,
            Kind.SHARE,
            item.title,
            whom=names[reader_id],
            reader_id=reader_id,
            item_kind=item.kind,
            item_id=item.id,
            until=until,
            ends_at=ends_at,
        )
        readers = [one for one in people_of(reader_id) if one != actor.id]
        letters.tell_of_share(readers, zone=actor.time_zone)
    elif share.until != until:
        journal.change_end(item.kind, item.id, reader_id, until=until, ends_at=ends_at)
    share.until, share.ends_at = until, ends_at
    db.session.flush()


def stop_sharing(actor: Actor, item: Item, *, reader_id: UUID) -> None:
    """Take ``item`` back from one person, at once. Doing so twice changes nothing.

    Raises:
        Refused: the item is not theirs.
    """
    require(policy.can_share(actor, item), "Only its owner can stop sharing this.")
    db.session.execute(
        delete(Share).where(
            Share.item_kind == item.kind, Share.item_id == item.id, Share.reader_id == reader_id
        )
    )
    journal.end(item.kind, item.id, Ending.TAKEN_BACK, reader_id=reader_id)
    forget_ended()


def stop_sharing_with(owner_id: UUID, reader_id: UUID) -> None:
    """Take back everything that somebody opened to one person or circle, at once."""
    theirs = (Share.owner_id == owner_id, Share.reader_id == reader_id)
    for share in db.session.scalars(select(Share).where(*theirs)).all():
        journal.end(share.item_kind, share.item_id, Ending.TAKEN_BACK, reader_id=reader_id)
    db.session.execute(delete(Share).where(*theirs))


def look_at(actor: Actor, item: Item) -> None:
    """Tell the owner of ``item`` that ``actor`` looked at it. Once a day is enough."""
    journal.note_look(
        actor,
        owner_id=item.owner_id,
        item_kind=item.kind,
        item_id=item.id,
        what=item.title,
    )


def forget_items(kind: ItemKind, item_ids: Collection[UUID]) -> None:
    """Let what hangs on items that are gone for good go with them, and tell their owners.

    Their shares, what was written on them, and what the rooms between let go ``when_gone``.
    """
    for ids in batched(item_ids):
        db.session.execute(delete(Share).where(Share.item_kind == kind, Share.item_id.in_(ids)))
        comments.forget(kind, ids)
        for let_go in when_gone:
            let_go(kind, ids)
        journal.end_all(kind, ids, Ending.DELETED)


def forget_ended() -> None:
    """Delete every share that has ended, whoever made it: it opens nothing any more."""
    db.session.execute(delete(Share).where(Share.ends_at <= clock.now()))


def _end_of(until: date, actor: Actor) -> datetime:
    today = clock.today(actor.time_zone)
    if until < today:
        raise Invalid("That day is over. Choose today or a later one.", field="until")
    if until - today > LONGEST:
        raise Invalid("Choose a day within ten years, or leave it open.", field="until")
    return clock.end_of(until, actor.time_zone)
