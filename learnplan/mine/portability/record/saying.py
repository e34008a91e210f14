"""Saying a record: each drawer's rows, as its owner has them now, one after the other.

Everything is read over one connection that shows one moment, however long it takes, and a few
hundred rows at a time, however many there are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from learnplan.core.db import Database, engine_of
from learnplan.core.drawers import Drawer, Said
from learnplan.mine.portability.record.plain import as_json
from learnplan.mine.portability.record.rooms import ITEMS, by_name, parent_of

AT_ONCE = 500


@contextmanager
def one_moment() -> Iterator[Connection]:
    """A connection on which the learning database stands still, for reading alone."""
    engine = engine_of(Database.LEARNING)
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection:
        yield connection
        connection.rollback()


class Record:
    """Somebody's record as it is at one moment."""

    def __init__(self, connection: Connection, owner_id: UUID) -> None:
        self._connection = connection
        self.owner_id = owner_id

    def rows(self, drawer: Drawer, *such: Any) -> Iterator[Said]:
        """The rows of a drawer in its order, as values of Python; ``such`` narrows them down."""
        stmt = _said(drawer, self.owner_id).where(*such)
        some_at_a_time = {"yield_per": AT_ONCE}
        for row in self._connection.execute(stmt, execution_options=some_at_a_time):
            yield row._asdict()

    def plain(self, drawer: Drawer, *such: Any) -> Iterator[Said]:
        """The rows of a drawer as JSON has them."""
        for row in self.rows(drawer, *such):
            yield {name: as_json(value) for name, value in row.items()}

    def count(self, drawer: Drawer) -> int:
        """How many rows a drawer has."""
        stmt = live_ids(drawer, self.owner_id).with_only_columns(func.count())
        return self._connection.execute(stmt).scalar_one()

    def parts(self, drawer: Drawer, of: Sequence[UUID]) -> dict[UUID, list[Said]]:
        """The rows of a drawer that are part of some others, by whose part they are."""
        found: dict[UUID, list[Said]] = {}
        if of:
            column = drawer.table.c[drawer.part_of]
            for row in self.rows(drawer, column.in_(of)):
                found.setdefault(row[drawer.part_of], []).append(row)
        return found


def live_ids(drawer: Drawer, owner_id: UUID) -> Select[Any]:
    """The ids of what is in a drawer and not deleted, nor part of what is."""
    table = drawer.table
    parent = parent_of(drawer)
    if parent is None:
        theirs = or_(*(table.c[name] == owner_id for name in drawer.whose))
    else:
        theirs = table.c[drawer.part_of].in_(live_ids(parent, owner_id))
    there = [table.c[name].is_(None) for name in drawer.gone_when]
    for name, other in drawer.refers.items():
        if name != drawer.part_of and not table.c[name].nullable:
            there.append(table.c[name].in_(live_ids(by_name()[other], owner_id)))
    for kind, item in drawer.items:
        if not table.c[item].nullable:
            there.append(_item_is_live(drawer, kind, item, owner_id))
    return select(table.c.id).where(theirs, *there)


def _item_is_live(drawer: Drawer, kind: str, item: str, owner_id: UUID) -> Any:
    table = drawer.table
    return or_(
        *(
            and_(table.c[kind] == each, table.c[item].in_(live_ids(by_name()[name], owner_id)))
            for each, name in ITEMS.items()
        )
    )


def _said(drawer: Drawer, owner_id: UUID) -> Select[Any]:
    """The columns of a drawer; one that refers to something deleted says nothing."""
    table = drawer.table
    columns: list[Any] = []
    unsure = {item: pair for pair in drawer.items for item in pair if table.c[item].nullable}
    for name in drawer.columns:
        column = table.c[name]
        other = drawer.refers.get(name)
        if other is not None and column.nullable:
            there = column.in_(live_ids(by_name()[other], owner_id))
            columns.append(case((there, column)).label(name))
        elif name in unsure:
            there = _item_is_live(drawer, *unsure[name], owner_id)
            columns.append(case((there, column)).label(name))
        else:
            columns.append(column)
    order = [table.c[name] for name in (*drawer.in_order_of, "id")]
    return select(*columns).where(table.c.id.in_(live_ids(drawer, owner_id))).order_by(*order)
