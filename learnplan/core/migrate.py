"""Bringing a database's tables up to date. Each database has migrations of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command, context
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from learnplan.core.db import Database, LearningModel, Moment, OrganisationModel, engine_of
from learnplan.core.errors import Invalid
from learnplan.core.versions import MIGRATIONS

METADATA = {
    Database.ORGANISATION: OrganisationModel.metadata,
    Database.LEARNING: LearningModel.metadata,
}
WORD_INDEX = "searchable_words"
"""What the names of the index of words begin with. Each kind of database has one of its own, which
no model can say; the migration that makes it is all there is to compare with."""


def settings(database: Database, connection: Connection | None = None) -> Config:
    """Alembic's settings for one database, speaking over ``connection`` where one is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / database.value))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, *, to: str = "head") -> None:
    """Bring ``database`` of the current app up to date; nothing happens where it is.

    Raises:
        Invalid: it has seen a migration that is not known here.
    """
    try:
        with _alone(database) as connection:
            command.upgrade(settings(database, connection), to)
    except CommandError as trouble:
        raise Invalid(
            "A database here was made by a newer Learnplan, or by another program. "
            f"Bring Learnplan itself up to date. ({trouble})"
        ) from trouble


def downgrade(database: Database, *, to: str) -> None:
    """Take ``database`` of the current app back to an earlier state of its tables."""
    with _alone(database) as connection:
        command.downgrade(settings(database, connection), to)


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction that alone may write, with foreign keys let go of on SQLite.

    SQLite alters a table by making it anew. Dropping the old one would delete, row by row, what
    refers to it, so the keys are off meanwhile and looked through at the end.

    Raises:
        RuntimeError: a migration left a row that refers to nothing; nothing of it is kept.
    """
    with engine_of(database).connect().execution_options(learnplan_writes=True) as connection:
        sqlite = connection.connection.driver_connection
        if not isinstance(sqlite, sqlite3.Connection):
            with connection.begin():
                yield connection
            return
        sqlite.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if lost is not None:
                    raise RuntimeError(f"After the migration, {lost[0]} refers to nothing.")
        finally:
            sqlite.execute("PRAGMA foreign_keys = ON")


def run(database: Database) -> None:
    """What each ``env.py`` does: migrate over the connection it was given.

    Raises:
        RuntimeError: it was started without one; use ``upgrade`` above.
    """
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("Migrations run over a connection: use learnplan.core.migrate.")
    context.configure(
        connection=connection,
        target_metadata=METADATA[database],
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        compare_type=True,
        include_name=is_compared,
    )
    with context.begin_transaction():
        context.run_migrations()


def is_compared(name: str | None, _kind: str, _parents: Any) -> bool:
    """Whether the models are to say what a table, column or index is like."""
    return not (name or "").startswith(WORD_INDEX)


def _render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Our own types as SQLAlchemy's, so that an old migration needs none of today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False
