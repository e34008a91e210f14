"""How far a database has come, told without the machinery that takes it further.

Migrations are numbered files, ``0001_what_changes.py``; Alembic notes the last number it ran.
"""

from pathlib import Path

from sqlalchemy import inspect

from learnplan.core.db import Database, engine_of

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def newest(database: Database) -> str:
    """The number of the newest migration there is."""
    files = (MIGRATIONS / database.value / "versions").glob("[0-9]*.py")
    return max(file.name.partition("_")[0] for file in files)


def reached(database: Database) -> str | None:
    """The number of the last migration that ``database`` of the current app has seen, if any."""
    with engine_of(database).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return None if row is None else str(row[0])


def is_newest(database: Database) -> bool:
    """Whether ``database`` of the current app has seen every migration there is."""
    return reached(database) == newest(database)
