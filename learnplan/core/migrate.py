"""Bringing a database's tables up to date. Each database has migrations of its own."""

from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command, context
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from learnplan.core.db import Database, LearningModel, Moment, OrganisationModel, engine_of

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
METADATA = {
    Database.ORGANISATION: OrganisationModel.metadata,
    Database.LEARNING: LearningModel.metadata,
}


def settings(database: Database, connection: Connection | None = None) -> Config:
    """Alembic's settings for one database, speaking over ``connection`` where one is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / database.value))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, *, to: str = "head") -> None:
    """Bring ``database`` of the current app up to date; nothing happens where it is."""
    with engine_of(database).begin() as connection:
        command.upgrade(settings(database, connection), to)


def downgrade(database: Database, *, to: str) -> None:
    """Take ``database`` of the current app back to an earlier state of its tables."""
    with engine_of(database).begin() as connection:
        command.downgrade(settings(database, connection), to)


def head(database: Database) -> str | None:
    """The newest migration of ``database``."""
    return ScriptDirectory.from_config(settings(database)).get_current_head()


def run(database: Database) -> None:
    """What each ``env.py`` does: migrate over the connection it was given.

    Raises:
        RuntimeError: it was started without one; use ``upgrade`` above.
    """
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("Migrations run over a connection: use learnplan.core.migrate.")
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    context.configure(
        connection=connection,
        target_metadata=METADATA[database],
        render_as_batch=sqlite,
        render_item=_render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Our own types as SQLAlchemy's, so that an old migration needs none of today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False
