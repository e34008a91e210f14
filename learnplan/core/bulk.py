"""Many rows at once: made, and put into a table, without a step of Python's for each of them.

SQLAlchemy looks at every value it is given. For a form that costs nothing; for a hundred thousand
rows it takes three times as long as the database does. So they are handed to the driver as they
are: tuples in the order of the columns, inside the transaction that is open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table

from learnplan.core.db import db

Key = TypeVar("Key")
Meaning = TypeVar("Meaning")
Named = TypeVar("Named", bound=tuple[Any, ...])

IN_A_STATEMENT = 100
"""How many rows SQLite is handed with one statement: with more it is no quicker."""


class Memo(dict[Key, Meaning], Generic[Key, Meaning]):
    """What has been understood once: files say the same few thousand things again and again."""

    def __init__(self, understand: Callable[[Key], Meaning]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, key: Key) -> Meaning:
        meaning = self[key] = self._understand(key)
        return meaning


def named(kind: type[Named], rows: Iterable[tuple[Any, ...]]) -> Iterable[Named]:
    """Tuples as named ones of a ``kind`` that has as many fields."""
    return cast("Iterable[Named]", map(partial(tuple.__new__, kind), rows))


def put(table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Put rows of numbers, days and ids into a table, given by the column.

    Days and ids are what ``day_kept`` and ``id_kept`` make of them. What no row has is left out.
    """
    said = {name: each for name, each in columns.items() if each.count(None) < len(each)}
    rows = zip(*said.values(), strict=True)
    into = f"{table.name} ({', '.join(said)})"
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    holes = f"({', '.join('?' * len(said))})"
    for many, lots in groupby(_lots(rows), key=len):
        insert = f"INSERT INTO {into} VALUES {', '.join([holes] * many)}"  # noqa: S608 - our own names
        values = [tuple(chain.from_iterable(lot)) for lot in lots]
        connection.exec_driver_sql(insert, cast("Any", values))


def _lots(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows, as many at a time as are put in with one statement."""
    while lot := list(islice(rows, IN_A_STATEMENT)):
        yield lot


def take_away(table: Table, key: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Take the rows away that have these values in the columns of a ``key``."""
    _for_each(f"DELETE FROM {table.name} WHERE {_holes(key, ' AND ')}", rows)  # noqa: S608 - our own names


def change(
    table: Table, columns: Sequence[str], key: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Put other values into some ``columns``; those of the ``key`` to find a row by come last."""
    values = f"{_holes(columns, ', ')} WHERE {_holes(key, ' AND ')}"
    _for_each(f"UPDATE {table.name} SET {values}", rows)  # noqa: S608 - our own names


def _holes(columns: Sequence[str], between: str) -> str:
    return between.join(f"{name} = ?" for name in columns)


def _for_each(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    if rows:
        connection.exec_driver_sql(statement, cast("Any", rows))


def day_kept() -> Callable[[date | None], Any]:
    """What turns a day into what the driver of the database in use takes for it."""
    if db.session.connection().dialect.name == "postgresql":
        return lambda day: day
    written = Memo[date | None, str | None](lambda day: None if day is None else day.isoformat())
    return written.__getitem__


def id_kept() -> Callable[[UUID], Any]:
    """What turns an id into what the driver of the database in use takes for it."""
    if db.session.connection().dialect.name == "postgresql":
        return lambda identity: identity
    return attrgetter("hex")
