"""Two bases, two databases, one way to write.

The organisation's tables and the workers' own records never share a database. ``db`` knows
both; an app that was not given the learning database raises ``UnboundExecutionError`` when
asked for a worker's table.
"""

import enum
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import islice
from typing import Any, ClassVar, NamedTuple, TypeVar
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from learnplan.core.errors import NoRoom

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 30_000
PATIENCE_WITH_READERS = 200  # milliseconds
WRITERS_LOCK = 20_210
DISK_FULL = "53100"  # SQLSTATE: PostgreSQL's disk_full
AT_ONCE = 1_000
TABLES_WITH_PAGES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND pg_table_is_visible(oid)
AND pg_relation_size(oid) + coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) > 0
"""

Some = TypeVar("Some")


class Database(enum.StrEnum):
    """The two databases. The learning one is never given to Ours."""

    ORGANISATION = "organisation"
    LEARNING = "learning"


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """A moment on its way into the database; a naive one is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone is not a moment.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """A moment on its way out, with its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(words: type[enum.Enum]) -> list[str]:
    return [str(word.value) for word in words]


class _Row(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Every row has an unguessable id; no ``repr`` ever prints a person's words."""

    __abstract__ = True
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, length=40, values_callable=_values),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=uuid4, init=False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


class OrganisationModel(_Row):
    """A table of the organisation's database."""

    __abstract__ = True
    metadata = MetaData(naming_convention=NAMES)


class LearningModel(_Row):
    """A table of the learning database: somebody's own record."""

    __abstract__ = True
    metadata = MetaData(naming_convention=NAMES, info={"bind_key": Database.LEARNING.value})


db = SQLAlchemy(
    metadata=OrganisationModel.metadata,
    session_options={"expire_on_commit": False},
)
db.metadatas[Database.LEARNING.value] = LearningModel.metadata


Act = Callable[[], object]


class _Ends(NamedTuple):
    """What waits for the end of the transaction that is open."""

    kept: list[Act]
    lost: list[Act]


_writing: ContextVar[Database | None] = ContextVar("writing", default=None)
_ends: ContextVar[_Ends | None] = ContextVar("ends", default=None)
_one_writer = {database: threading.Lock() for database in Database}


def engine_of(database: Database) -> Engine:
    """The engine of one of the two databases in the current app.

    Raises:
        KeyError: this app was not given that database.
    """
    return db.engines[None if database is Database.ORGANISATION else database.value]


def engine_options(url: str, database: Database) -> dict[str, Any]:
    """What Flask-SQLAlchemy needs to open ``database`` at ``url``; no error says what was kept."""
    return {
        "url": url,
        "execution_options": {"learnplan_database": database.value},
        "hide_parameters": True,
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # no way to the other database
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        connection.create_function("lower", 1, _lower, deterministic=True)  # its own is for ASCII


def _lower(text: str | float | bytes | None) -> str | float | bytes | None:
    return text.lower() if isinstance(text, str) else text


@event.listens_for(Engine, "begin")
def _wait_to_write(connection: Connection) -> None:
    """One writer at a time, from the start: two that read, then write, can lose an update.

    SQLite has a lock for it. PostgreSQL keeps one for the program's own use, per database, and
    lets go of it with the transaction; readers never wait.
    """
    said = connection.get_execution_options()
    if said.get("isolation_level") == "AUTOCOMMIT":
        return
    mine = said.get("learnplan_database")
    writes = said.get("learnplan_writes") or (mine is not None and mine == _writing.get())
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


def batched(items: Iterable[Some]) -> Iterator[list[Some]]:
    """Some of ``items`` at a time: a database takes only so many values in one statement."""
    waiting = iter(items)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def scrub(database: Database, tables: Sequence[str]) -> bool:
    """Make what was deleted from ``tables`` go from the database's files as well.

    SQLite overwrites it, but not the copies that are left between rows when a page is arranged
    anew, so the whole file is written anew, and its write-ahead log emptied. PostgreSQL keeps dead
    rows until their tables are written anew; one without a page has none. What copies of the disk,
    archived logs and backups made by others hold is out of reach. Outside of any transaction.

    Returns:
        Whether it is done. Somebody may have stood in the way, or the disk: try again later.
        It does not wait for readers long: on SQLite nobody can write meanwhile.
    """
    db.session.rollback()
    with engine_of(database).connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        if alone.dialect.name == "sqlite":
            return _write_file_anew(alone, database)
        with_pages = set(alone.exec_driver_sql(TABLES_WITH_PAGES).scalars())
        for table in tables:
            if table in with_pages:
                alone.exec_driver_sql(f"VACUUM (FULL) {table}")
        return True


def _write_file_anew(alone: Connection, database: Database) -> bool:
    """SQLite's way, with nobody writing meanwhile."""
    driver: Any = alone.connection.driver_connection
    with _one_writer[database]:
        alone.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_WITH_READERS}")
        driver.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)  # for the file that is its copy meanwhile
        try:
            alone.exec_driver_sql("VACUUM")
            busy, *_ = alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        except OperationalError:  # another process writes, or the disk has no room for a copy
            return False
        finally:
            driver.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            alone.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        return not busy


@contextmanager
def transaction(database: Database) -> Iterator[None]:
    """Keep all of it or none of it, in one database. Only views, commands and jobs open one.

    What was read before is let go and read again inside, so that it cannot be stale. There is
    one writer at a time. On SQLite the threads of a process wait in line here, which is cheaper
    than SQLite's own waiting, which sleeps.

    Raises:
        NoRoom: the disk is full.
    """
    if _writing.get() is not None:
        raise RuntimeError("A transaction is open already; services do not open their own.")
    sqlite = engine_of(database).dialect.name == "sqlite"
    ends = _Ends([], [])
    with _one_writer[database] if sqlite else nullcontext():
        db.session.rollback()
        db.session.expire_all()  # after a commit, the rollback has nothing to let go of
        token, other = _writing.set(database), _ends.set(ends)
        try:
            yield
            db.session.commit()
        except BaseException as trouble:
            db.session.rollback()
            _do_all(ends.lost)
            if _is_full(trouble):
                raise NoRoom from trouble
            raise
        finally:
            _writing.reset(token)
            _ends.reset(other)
    _do_all(ends.kept)


def in_transaction() -> bool:
    """Whether a transaction is open here, also one in which nothing was asked yet."""
    return _writing.get() is not None or (
        db.session.registry.has() and db.session().in_transaction()
    )


def afterwards(*, kept: Act | None = None, lost: Act | None = None) -> None:
    """For what is no row, such as a file: what to do once the open transaction is kept or lost.

    A crash may come between the two, so neither may be all that keeps things in order.

    Raises:
        RuntimeError: no transaction is open.
    """
    ends = _ends.get()
    if ends is None:
        raise RuntimeError("There is no transaction to wait for.")
    ends.kept.extend([kept] if kept else [])
    ends.lost.extend([lost] if lost else [])


def _do_all(acts: list[Act]) -> None:
    for act in acts:
        act()


def _is_full(trouble: BaseException | None) -> bool:
    """Whether a database could not write because its disk is full.

    SQLite then undoes the whole transaction, so going back to a savepoint fails, too, on the way
    out: what went wrong first is looked for.
    """
    while trouble is not None:
        said = trouble.orig if isinstance(trouble, DBAPIError) else None
        on_sqlite = getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        if on_sqlite or getattr(said, "sqlstate", None) == DISK_FULL:
            return True
        trouble = trouble.__cause__ or trouble.__context__
    return False
