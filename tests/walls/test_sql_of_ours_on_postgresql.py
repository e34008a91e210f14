"""SQL as Ours' role on PostgreSQL finds no way to the learning database, whatever it tries."""

import psycopg
import pytest
from flask import Flask
from psycopg import Connection

from tests.canaries import CANARY, fill_with_canaries
from tests.walls.conftest import People
from tests.walls.postgresql import LEARNING, MINE, ORGANISATION, OURS, Walled

pytestmark = pytest.mark.postgres
SUPERUSER = "learnplan"
PLAIN = {
    "a query": "SELECT title FROM goal",
    "a subquery": "SELECT (SELECT max(title) FROM goal)",
    "a common table expression": "WITH taken AS (SELECT title FROM goal) SELECT * FROM taken",
    "a temporary table": "CREATE TEMPORARY TABLE taken AS SELECT title FROM goal; TABLE taken",
    "a temporary view": "CREATE TEMPORARY VIEW taken AS SELECT title FROM goal; TABLE taken",
    "a view": "CREATE VIEW taken AS SELECT title FROM goal; TABLE taken",
}
"""Ways to a table of the learning database that do work for Mine, inside of it."""
ROUNDABOUT = {
    "dblink": """
        CREATE EXTENSION dblink;
        SELECT title FROM dblink(
            'host=127.0.0.1 port={port} dbname={learning} user={role}', 'SELECT title FROM goal'
        ) AS taken (title text)
    """,
    "a foreign table": """
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER theirs FOREIGN DATA WRAPPER postgres_fdw
            OPTIONS (host '127.0.0.1', port '{port}', dbname '{learning}');
        CREATE USER MAPPING FOR CURRENT_USER SERVER theirs
            OPTIONS (user '{role}', password_required 'false');
        CREATE FOREIGN TABLE their_goal (title text) SERVER theirs OPTIONS (table_name 'goal');
        SELECT title FROM their_goal
    """,
    "a program": """
        CREATE TEMPORARY TABLE taken (title text);
        COPY taken FROM PROGRAM 'echo {canary}';
        SELECT title FROM taken
    """,
    "a file": """
        CREATE TEMPORARY TABLE taken (title text);
        COPY taken FROM '{file}' WITH (DELIMITER E'\\x01');
        SELECT title FROM taken
    """,
    "a large object of a file": "SELECT lo_import('{file}'), '{canary}'",
    "a large object of one's own": "SELECT lo_from_bytea(0, 'taken'), '{canary}'",
    "reading a file": "SELECT pg_read_file('{file}')",
    "listing files": "SELECT pg_ls_dir('.') AS name UNION SELECT '{canary}'",
    "another role": "SET ROLE {mine}; SELECT '{canary}'",
    "another's session": "SET SESSION AUTHORIZATION {mine}; SELECT '{canary}'",
    "a function of one's own": """
        CREATE FUNCTION taken() RETURNS text LANGUAGE sql AS 'SELECT ''{canary}''';
        SELECT taken()
    """,
    "a nameless program": "DO 'BEGIN END'; SELECT '{canary}'",
}
"""Ways from the organisation's database to elsewhere that do work for the server's superuser."""
WAYS_IN = (LEARNING, "postgres", "template1")


@pytest.fixture
def canaries(walled: Walled, mine: Flask, people: People) -> str:  # noqa: ARG001 - its context is pushed
    """Rows that sing in every learning table, and a file that does; returns where the file is."""
    with walled.connect(MINE, LEARNING) as owner:
        if owner.execute("SELECT count(*) FROM goal").fetchone() == (0,):
            fill_with_canaries(people.ana.id)
    with walled.connect(SUPERUSER) as superuser:
        (folder,) = superuser.execute("SHOW data_directory").fetchone() or ("",)
        superuser.execute(f"COPY (SELECT '{CANARY}') TO '{folder}/canary'".encode())
    return f"{folder}/canary"


def result_of(connection: Connection, statements: str) -> str:
    """What the last of these statements gives; nothing of them is kept."""
    with connection.transaction(force_rollback=True):
        for statement in statements.split(";"):
            cursor = connection.execute(statement.encode())
        return repr(cursor.fetchall())


@pytest.mark.attack(24)
@pytest.mark.usefixtures("canaries")
@pytest.mark.parametrize("way", PLAIN)
def test_the_words_of_mine_are_not_there(walled: Walled, way: str) -> None:
    with walled.connect(OURS) as ours, walled.connect(MINE, LEARNING) as control:
        assert CANARY in result_of(control, PLAIN[way])
        with pytest.raises(psycopg.ProgrammingError, match=r"does not exist|permission denied"):
            result_of(ours, PLAIN[way])


@pytest.mark.attack(24)
@pytest.mark.parametrize("way", ROUNDABOUT)
def test_there_is_no_way_round_the_wall(walled: Walled, canaries: str, way: str) -> None:
    port, names = walled.cluster.port, {"learning": LEARNING, "mine": MINE, "canary": CANARY}
    words = ROUNDABOUT[way].format(port=port, file=canaries, role="{role}", **names)

    with walled.connect(OURS) as ours, walled.connect(SUPERUSER) as control:
        found = result_of(control, words.format(role=SUPERUSER))
        for role in (OURS, MINE):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                result_of(ours, words.format(role=role))

    assert CANARY in found


def test_naming_the_other_database_in_a_query_leads_nowhere(walled: Walled) -> None:
    with walled.connect(OURS) as ours, pytest.raises(psycopg.errors.FeatureNotSupported):
        ours.execute(f"SELECT title FROM {LEARNING}.public.goal".encode())


@pytest.mark.parametrize("database", WAYS_IN)
def test_no_other_door_of_the_server_opens(walled: Walled, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        walled.connect(OURS, database)

    walled.connect(SUPERUSER, database).close()
    walled.connect(OURS, ORGANISATION).close()


@pytest.mark.attack(24)
def test_a_database_that_the_walls_were_not_built_around_would_open(walled: Walled) -> None:
    outside = walled.cluster.new_database().rpartition("/")[2]

    walled.connect(OURS, outside).close()
