"""Reads of shares: what others opened to somebody, and to whom somebody opened their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Select, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import names_of
from learnplan.mine.sharing import policy
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.models import Share
from learnplan.mine.sharing.readings import Listing, reading_of

GONE = "Somebody who left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who may read an item, as its owner sees it: who, and until the end of which day."""

    id: UUID
    name: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An item that somebody else opened, as its reader sees it: whose, and until when."""

    item_id: UUID
    owner_id: UUID
    owner_name: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One line of what somebody shares with somebody else: the item, whose, and until when."""

    item: Item
    word: str
    facts: tuple[str, ...]
    on: date | None
    owner_name: str
    until: date | None


def readable_ids(actor: Actor, kind: ItemKind) -> Select[UUID]:
    """The ids of the items of ``kind`` that others opened to ``actor``, as a subquery."""
    return select(Share.item_id).where(Share.item_kind == kind, policy.open_to(actor))


def shares_of(owner: Actor, kind: ItemKind, item_id: UUID) -> list[Reader]:
    """Who else may read one of the owner's items, in the order they were let in."""
    stmt = (
        select(Share.reader_id, Share.until)
        .where(Share.owner_id == owner.id, Share.item_kind == kind, Share.item_id == item_id)
        .where(policy.still_holds())
        .order_by(Share.shared_at, Share.id)
    )
    rows = db.session.execute(stmt).all()
    names = names_of([row.reader_id for row in rows])
    return [_reader(row.reader_id, row.until, names) for row in rows]


def readers_by_item(owner: Actor, kind: ItemKind) -> dict[UUID, list[Reader]]:
    """Who else may read any of the owner's items of ``kind``, for a list of them."""
    stmt = (
        select(Share.item_id, Share.reader_id, Share.until)
        .where(Share.owner_id == owner.id, Share.item_kind == kind)
        .where(policy.still_holds())
        .order_by(Share.shared_at, Share.id)
    )
    rows = db.session.execute(stmt).all()
    names = names_of(_each_once(row.reader_id for row in rows))
    found: dict[UUID, list[Reader]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(_reader(row.reader_id, row.until, names))
    return found


def opening_for(actor: Actor, kind: ItemKind, item_id: UUID) -> Opened:
    """Whose an item is that somebody else opened to ``actor``, and until when.

    Raises:
        NotFound: nobody opened it to them, or no longer.
    """
    stmt = select(Share.item_id, Share.owner_id, Share.until).where(
        Share.item_kind == kind, Share.item_id == item_id, policy.open_to(actor)
    )
    row = db.session.execute(stmt).first()
    if row is None:
        raise NotFound("Nobody shared this with you.")
    name = names_of([row.owner_id]).get(row.owner_id, GONE)
    return Opened(item_id=row.item_id, owner_id=row.owner_id, owner_name=name, until=row.until)


def shared_with(actor: Actor) -> list[Shared]:
    """What others share with ``actor`` now, of every kind, the latest opened first."""
    return _shared(actor, select(Share).where(policy.open_to(actor)))


def shared_by(owner: Actor, reader_id: UUID) -> list[Shared]:
    """What the owner shares with one reader now, of every kind, the latest opened first."""
    theirs = (Share.owner_id == owner.id, Share.reader_id == reader_id)
    return _shared(owner, select(Share).where(*theirs, policy.still_holds()))


def _shared(actor: Actor, stmt: Select[Share]) -> list[Shared]:
    """The items behind some shares, as whoever may read them finds them."""
    shares = db.session.scalars(stmt.order_by(Share.shared_at.desc(), Share.id)).all()
    names = names_of(_each_once(share.owner_id for share in shares))
    there: dict[UUID, Listing] = {}
    by_kind = attrgetter("item_kind")
    for kind, some in groupby(sorted(shares, key=by_kind), key=by_kind):
        ids = [share.item_id for share in some]
        there |= {each.item.id: each for each in reading_of(kind).listed(actor, ids)}
    return [
        Shared(
            item=found.item,
            word=reading_of(share.item_kind).word,
            facts=found.facts,
            on=found.on,
            owner_name=names.get(share.owner_id, GONE),
            until=share.until,
        )
        for share in shares
        if (found := there.get(share.item_id))
    ]


def _reader(reader_id: UUID, until: date | None, names: dict[UUID, str]) -> Reader:
    return Reader(id=reader_id, name=names.get(reader_id, GONE), until=until)


def _each_once(ids: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))
