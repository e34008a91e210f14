"""Handing in what can be found, and letting it go. The rooms above call these as they write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from learnplan.core.db import batched, db
from learnplan.core.prepared import PreparedInsert
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.words import indexed
from learnplan.mine.sharing.items import ItemKind

LONGEST_TITLE = 100
_IN_A_DAY = 40  # bits of an id that tell apart what is of one day
_table = cast("Table", Searchable.__table__)
_first, _last = bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)
_put = PreparedInsert(
    [column.name for column in _table.c if column is not _table.c.id],
    insert(_table).values(
        id=select(func.coalesce(func.max(_table.c.id), _first) + 1)
        .where(_table.c.id.between(_first, _last))
        .scalar_subquery()
    ),
)
_which = {"mapper": Searchable.__mapper__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """Something that its owner may look for.

    Without a title, it is called by how its first text begins. ``day`` is where it stands among
    what is found, the newest first. ``texts`` are searched after the title and shown where they
    match; ``tags`` are found as ``#tag`` too. What hangs on an item, such as evidence, is a piece
    of it: found by its own words, on the item's page, and hidden when the item is.
    """

    kind: ItemKind
    item_id: UUID
    day: date
    title: str
    texts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    piece_id: UUID | None = None


def hand_in(owner_id: UUID, things: Iterable[Findable]) -> None:
    """Let new things be found by their owner: one, or a hundred thousand."""
    rows = [_row(owner_id, thing) for thing in things]
    if rows:
        _put.put(_connection(), rows)


def hand_in_again(owner_id: UUID, things: Sequence[Findable]) -> None:
    """Let things be found by what they say now, and no longer by what they said before."""
    new = []
    for thing in things:
        row = _row(owner_id, thing)
        changed = _run(
            update(_table)
            .where(_table.c.piece_id == row["piece_id"], _table.c.day == row["day"])
            .where(_table.c.owner_id == owner_id)
            .values(title=row["title"], text=row["text"], words=row["words"])
        )
        if not changed:
            new.append(row)
    if new:
        forget_pieces([row["piece_id"] for row in new])
        _put.put(_connection(), new)


def tag_again(owner_id: UUID, kind: ItemKind, tags: Mapping[UUID, Sequence[str]]) -> None:
    """Let items that say what they said be found by the tags they have now."""
    for some in batched(tags):
        rows = _connection().execute(
            select(_table.c.id, _table.c.item_id, _table.c.title, _table.c.text).where(
                _of(kind, some), _table.c.piece_id == _table.c.item_id
            )
        )
        changes = [
            {"which": number, "words": indexed(owner_id, (title, said), tags[item_id])}
            for number, item_id, title, said in rows
        ]
        if changes:
            _connection().execute(update(_table).where(_table.c.id == bindparam("which")), changes)


def hide(kind: ItemKind, item_ids: Collection[UUID]) -> None:
    """Find deleted items no more, nor what hangs on them; they may come back."""
    _set_hidden(kind, item_ids, hidden=True)


def show_again(kind: ItemKind, item_ids: Collection[UUID]) -> None:
    """Find items again that were brought back."""
    _set_hidden(kind, item_ids, hidden=False)


def forget(kind: ItemKind, item_ids: Collection[UUID]) -> None:
    """Let items go for good, with what hangs on them. ``sweep`` takes their words off the disk."""
    for some in batched(item_ids):
        _run(delete(_table).where(_of(kind, some)))


def forget_pieces(piece_ids: Collection[UUID]) -> None:
    """Let single things go for good: evidence, while the item it hung on stays."""
    for some in batched(piece_ids):
        _run(delete(_table).where(_table.c.piece_id.in_(some)))


def sweep() -> None:
    """Write the index anew from what is left, so that no forgotten word stays between its lines.

    SQLite's index only notes that something is gone, and merges such notes when it comes to it.
    On PostgreSQL ``core.db.scrub`` does all that is needed, with the rest of the table.
    """
    connection = _connection()
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("INSERT INTO searchable_words (searchable_words) VALUES ('rebuild')")
        )


def _row(owner_id: UUID, thing: Findable) -> dict[str, Any]:
    first = thing.day.toordinal() << _IN_A_DAY
    return {
        "owner_id": owner_id,
        "item_kind": thing.kind,
        "item_id": thing.item_id,
        "piece_id": thing.piece_id or thing.item_id,
        "day": thing.day,
        "title": thing.title or next(filter(None, thing.texts), "")[:LONGEST_TITLE],
        "text": "\n\n".join(filter(None, thing.texts)),
        "words": indexed(owner_id, (thing.title, *thing.texts), thing.tags),
        "hidden": False,
        "first": first,
        "last": first + (1 << _IN_A_DAY) - 1,
    }


def _set_hidden(kind: ItemKind, item_ids: Collection[UUID], *, hidden: bool) -> None:
    for some in batched(item_ids):
        _run(update(_table).where(_of(kind, some)).values(hidden=hidden))


def _of(kind: ItemKind, item_ids: Sequence[UUID]) -> ColumnElement[bool]:
    return (_table.c.item_id.in_(item_ids)) & (_table.c.item_kind == kind)


def _connection() -> Connection:
    return db.session.connection(bind_arguments=_which)


def _run(statement: Any) -> int:
    return cast("CursorResult[Any]", _connection().execute(statement)).rowcount
