"""Letting go of rows: of an import, one thing for good, or all that is somebody's."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Connection, and_, delete, or_

from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.mine.portability.record.plain import as_json
from learnplan.mine.portability.record.rooms import ITEMS, parts_of, tables
from learnplan.mine.portability.record.saying import Record
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500
One = TypeVar("One")


def fingerprints(record: Record, drawer: Drawer, ids: Collection[UUID]) -> dict[UUID, str]:
    """What rows say, with all their parts, in 64 characters each; of those that are there."""
    found: dict[UUID, str] = {}
    for some in batches(list(ids)):
        rows = {row["id"]: row for row in record.rows(drawer, drawer.table.c.id.in_(some))}
        said = {one: [_plain(row)] for one, row in rows.items()}
        whole = {drawer.name: {one: one for one in rows}}
        for part in parts_of(drawer):
            above = whole[part.refers[part.part_of]]
            whole[part.name] = mine = {}
            for group in batches(list(above)):
                for parent, its in record.parts(part, group).items():
                    for row in its:
                        mine[row["id"]] = above[parent]
                        said[above[parent]].append(_plain(row))
        for one, lines in said.items():
            found[one] = hashlib.sha256(orjson.dumps(lines)).hexdigest()
    return found


def delete_rows(
    connection: Connection, owner_id: UUID, drawer: Drawer, ids: Collection[UUID]
) -> None:
    """Delete an owner's rows, their parts, and whatever hangs on them."""
    for some in batches(list(ids)):
        connection.execute(
            delete(drawer.table).where(
                drawer.table.c.owner_id == owner_id, drawer.table.c.id.in_(some)
            )
        )
        for kind, name in ITEMS.items():
            if name == drawer.name:
                _forget_items(connection, kind, some)


def everything_of(
    connection: Connection, person_id: UUID, *, among: Sequence[Drawer | Aside] | None = None
) -> Mapping[str, int]:
    """Delete every row that is a person's, of every table or of some; say how many went of each.

    The rows of the last drawers go first: they refer to those before.
    """
    gone: dict[str, int] = {}
    for one in reversed(tables() if among is None else among):
        if getattr(one, "part_of", "") or not one.whose:
            continue  # goes with what it is part of
        named = [one.table.c[name] == person_id for name in one.whose]
        result = connection.execute(delete(one.table).where(or_(*named)))
        gone[one.table.name] = result.rowcount
    return gone


def batches(items: Sequence[One]) -> Iterator[Sequence[One]]:
    """Some at a time: a database takes only so many values in one statement."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _forget_items(connection: Connection, kind: ItemKind, ids: Sequence[UUID]) -> None:
    """Delete what is about items that are gone, in whatever drawer it is."""
    for one in tables():
        about = [
            and_(one.table.c[kind_of] == kind, one.table.c[item].in_(ids))
            for kind_of, item in one.items
        ]
        if about and not getattr(one, "told_only", False):
            connection.execute(delete(one.table).where(or_(*about)))


def _plain(row: Said) -> dict[str, Any]:
    return {name: as_json(value) for name, value in row.items()}
