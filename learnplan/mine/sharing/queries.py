"""Reads of shares: what others opened to somebody, and to whom somebody opened their own."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared, among
from learnplan.directory.queries import names_of
from learnplan.mine.sharing import policy
from learnplan.mine.sharing.audiences import circles_with, people_and_circles
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.models import Share
from learnplan.mine.sharing.readings import Listing, reading_of

GONE = "Somebody who left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who may read an item, as its owner sees it, and until the end of which day.

    A person, or the people of a circle.
    """

    id: UUID
    name: str
    until: date | None
    is_circle: bool = False


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
    make = _readers([row.reader_id for row in rows])
    return [make(row.reader_id, row.until) for row in rows]


_WHOSE = (
    select(Share.item_id, Share.reader_id, Share.until)
    .where(Share.owner_id == bindparam("owner_id"), Share.item_kind == bindparam("kind"))
    .where(policy.still_holds(bindparam("now")))
    .order_by(Share.shared_at, Share.id)
)
_SHARES = Prepared(Database.LEARNING, _WHOSE)
_SHARES_LISTED = Prepared(Database.LEARNING, _WHOSE.where(among(Share.item_id, "listed")))


def readers_by_item(
    owner: Actor, kind: ItemKind, listed: Collection[UUID] | None = None
) -> dict[UUID, list[Reader]]:
    """Who else may read any of the owner's items of ``kind``, or of those that are ``listed``."""
    said = {"owner_id": owner.id, "kind": kind, "now": clock.now()}
    if listed is None:
        rows = _SHARES.rows(**said)
    else:
        rows = _SHARES_LISTED.rows(**said, listed=listed) if listed else []
    if not rows:
        return {}
    make = _readers(_each_once(reader_id for _, reader_id, _ in rows))
    found: dict[UUID, list[Reader]] = {}
    for item_id, reader_id, until in rows:
        found.setdefault(item_id, []).append(make(reader_id, until))
    return found


def opening_for(actor: Actor, kind: ItemKind, item_id: UUID) -> Opened:
    """Whose an item is that somebody else opened to ``actor``, and until when.

    Raises:
        NotFound: nobody opened it to them, or no longer.
    """
    stmt = (
        select(Share.item_id, Share.owner_id, Share.until)
        .where(Share.item_kind == kind, Share.item_id == item_id, policy.open_to(actor))
        .order_by(Share.until.is_not(None), Share.until.desc(), Share.id)
    )
    row = db.session.execute(stmt).first()  # of two ways to it, the one that stays open longer
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


def shared_in(actor: Actor, circle_id: UUID) -> list[Shared]:
    """What is shared with a circle that ``actor`` is in, their own too, the latest first.

    Nothing where they are not in it.
    """
    in_it = (Share.reader_id == circle_id, Share.reader_id.in_(circles_with(actor)))
    return _shared(actor, select(Share).where(*in_it, policy.still_holds()))


def _shared(actor: Actor, stmt: Select[Share]) -> list[Shared]:
    """The items behind some shares, each once, as whoever may read them finds them."""
    every = db.session.scalars(stmt.order_by(Share.shared_at.desc(), Share.id)).all()
    shares = list({(each.item_kind, each.item_id): each for each in reversed(every)}.values())[::-1]
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


def _readers(reader_ids: list[UUID]) -> Callable[[UUID, date | None], Reader]:
    """How each of some readers is shown to an owner."""
    people, circles = people_and_circles(reader_ids)

    def reader(reader_id: UUID, until: date | None) -> Reader:
        name = people.get(reader_id) or circles.get(reader_id, GONE)
        return Reader(id=reader_id, name=name, until=until, is_circle=reader_id in circles)

    return reader


def _each_once(ids: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))
