"""A database that has no room left, on either kind of database."""

from collections.abc import Iterator
from contextlib import contextmanager

from learnplan.core.db import Database, db, engine_of

SQLITE = (
    "CREATE TRIGGER no_room BEFORE INSERT ON {} BEGIN SELECT RAISE(ABORT, 'no room'); END",
    "DROP TRIGGER no_room",
)
POSTGRESQL = (
    """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE integrity_constraint_violation USING message = 'no room';
    END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON {} EXECUTE FUNCTION no_room()
    """,
    "DROP FUNCTION no_room CASCADE",
)


@contextmanager
def no_room_in(table: str, *, of: Database) -> Iterator[None]:
    """Whatever is put into ``table`` is refused, until the end of the block."""
    engine = engine_of(of)
    begin, end = POSTGRESQL if engine.dialect.name == "postgresql" else SQLITE
    with engine.begin() as connection:
        connection.exec_driver_sql(begin.format(table))
    try:
        yield
    finally:
        db.session.rollback()  # who reads the table would keep it from being altered
        with engine.begin() as connection:
            connection.exec_driver_sql(end)
