"""Every trigger is there after all migrations: SQLite forgets those of a table it makes anew."""

import pytest
from sqlalchemy import text

from learnplan.core.db import Database, engine_of

CHANGES = ("insert", "update", "delete")
EXPECTED = {
    Database.ORGANISATION: {
        *(
            (table, change)
            for table in ("pulse_plan", "pulse_entry", "pulse_block", "pulse_unit", "pulse_seat")
            for change in CHANGES
        ),
        ("pulse_release", "insert"),
        *(
            (table, change)
            for table in ("pulse_release", "pulse_attempt", "pulse_note")
            for change in ("update", "delete")
        ),
    },
    Database.LEARNING: {
        *(("answer_period", change) for change in CHANGES),
        *(
            (table, change)
            for table in ("pulse_answer", "unsigned_signal", "unsigned_signal_signature")
            for change in ("insert", "update")
        ),
    },
}
NEVER_EMPTIED = {
    Database.ORGANISATION: {"pulse_release", "pulse_attempt", "pulse_note"},
    Database.LEARNING: {"answer_period"},
}
KEEP_THE_SEARCH = {f"searchable_{done}" for done in ("handed_in", "handed_in_again", "let_go")}
"""On SQLite the words that are searched are another table, which these keep in step."""
ASKED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'",
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database", Database)
def test_every_trigger_is_in_place(database: Database) -> None:
    engine = engine_of(database)
    expected = {f"{table}_refuses_{change}" for table, change in EXPECTED[database]}
    if engine.dialect.name == "postgresql":
        expected |= {f"{table}_refuses_truncate" for table in NEVER_EMPTIED[database]}
    elif database is Database.LEARNING:
        expected |= KEEP_THE_SEARCH

    with engine.connect() as connection:
        found = set(connection.scalars(text(ASKED[engine.dialect.name])))

    assert found == expected
