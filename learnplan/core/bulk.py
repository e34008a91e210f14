"""Many rows at once: made, and put into a table, without a step of Python's for each of them.

SQLAlchemy looks at every value it is given. For a form that costs nothing; for a hundred thousand
rows it takes three times as long as the database does. So they are handed to the driver as they
are: tuples in the order of the columns, inside the transaction that is open.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Table

from learnplan.core.db import db

Key = TypeVar("Key")
Meaning = TypeVar("Meaning")
Named = TypeVar("Named", bound=tuple[Any, ...])

WORTH_COPYING = 100
"""From so many rows on, PostgreSQL is handed a stream of them instead of statements."""


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


def put(table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows of numbers and days into a table: values of its ``columns``, in their order.

    A day is the date it is on PostgreSQL, and ``as_kept`` on SQLite.
    """
    connection = db.session.connection()
    names = ", ".join(columns)
    on_postgresql = connection.dialect.name == "postgresql"
    if on_postgresql and len(rows) >= WORTH_COPYING:
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    holes = ", ".join(["%s" if on_postgresql else "?"] * len(columns))
    insert = f"INSERT INTO {table.name} ({names}) VALUES ({holes})"  # noqa: S608 - our own names
    if rows:
        connection.exec_driver_sql(insert, cast("Any", rows))


def take_away(table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Take the rows away that have these values in these ``columns``."""
    connection = db.session.connection()
    hole = "%s" if connection.dialect.name == "postgresql" else "?"
    places = " AND ".join(f"{name} = {hole}" for name in columns)
    if rows:
        delete = f"DELETE FROM {table.name} WHERE {places}"  # noqa: S608 - our own names
        connection.exec_driver_sql(delete, cast("Any", rows))


def as_kept() -> Callable[[date | None], Any]:
    """What turns a day into what the driver of the database in use takes for it."""
    if db.session.connection().dialect.name == "postgresql":
        return lambda day: day
    written = Memo[date | None, str | None](lambda day: None if day is None else day.isoformat())
    return written.__getitem__
