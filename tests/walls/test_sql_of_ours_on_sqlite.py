"""SQL from Ours on SQLite finds one file, and no way to the other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from learnplan.config import Config
from learnplan.core.db import db
from learnplan.factory import create_ours
from tests.canaries import CANARY
from tests.installations import let_go

ABSENT = {
    "a query": "SELECT title FROM goal",
    "a subquery": "SELECT (SELECT max(title) FROM goal)",
    "a common table expression": "WITH taken AS (SELECT title FROM goal) SELECT * FROM taken",
    "a union": "SELECT name FROM sqlite_master UNION SELECT title FROM goal",
    "a temporary table": "CREATE TEMPORARY TABLE taken AS SELECT title FROM goal; "
    "SELECT * FROM taken",
    "a temporary view": "CREATE TEMPORARY VIEW taken AS SELECT title FROM goal; "
    "SELECT * FROM taken",
}
"""Ways to a table of the learning database that do work inside of it."""
ATTACH = "ATTACH DATABASE '{file}' AS theirs; SELECT title FROM theirs.goal"
BY_ADDRESS = "ATTACH DATABASE 'file:{file}?mode=ro' AS theirs; SELECT title FROM theirs.goal"


@pytest.fixture
def ours_on_sqlite(house_on_sqlite: Path) -> Iterator[Flask]:
    """Ours alone on the organisation's file."""
    url = f"sqlite:///{house_on_sqlite / 'organisation.db'}"
    app = create_ours(Config(organisation_url=url, secret_key="a key for tests"))
    yield app
    let_go(app)


def in_ours(ours: Flask, statements: str) -> str:
    """What the last of these statements gives in Ours."""
    with ours.app_context():
        for statement in statements.split("; "):
            result = db.session.execute(sa.text(statement))
        return repr(result.all())


def in_file(file: Path, statements: str) -> str:
    """What the last of these statements gives over a connection that was not prepared by us."""
    connection = sqlite3.connect(file, uri=True)
    try:
        for statement in statements.split("; "):
            cursor = connection.execute(statement)
        return repr(cursor.fetchall())
    finally:
        connection.close()


@pytest.mark.attack(24)
@pytest.mark.parametrize("way", ABSENT)
def test_the_words_of_mine_are_not_there(
    house_on_sqlite: Path, ours_on_sqlite: Flask, way: str
) -> None:
    with pytest.raises(OperationalError, match=r"no such table: .*goal"):
        in_ours(ours_on_sqlite, ABSENT[way])

    assert CANARY in in_file(house_on_sqlite / "learning.db", ABSENT[way])


@pytest.mark.attack(24)
@pytest.mark.parametrize("attach", [ATTACH, BY_ADDRESS])
def test_the_other_file_cannot_be_attached(
    house_on_sqlite: Path, ours_on_sqlite: Flask, attach: str
) -> None:
    statements = attach.format(file=house_on_sqlite / "learning.db")

    with pytest.raises(OperationalError, match="too many attached databases"):
        in_ours(ours_on_sqlite, statements)

    assert CANARY in in_file(house_on_sqlite / "organisation.db", statements)


def test_one_file_is_open_and_no_other(house_on_sqlite: Path, ours_on_sqlite: Flask) -> None:
    attach = f"ATTACH DATABASE '{house_on_sqlite / 'learning.db'}' AS theirs; "

    listed = in_ours(ours_on_sqlite, "PRAGMA database_list")
    control = in_file(house_on_sqlite / "organisation.db", attach + "PRAGMA database_list")

    assert "organisation.db" in listed
    assert "learning.db" not in listed
    assert "learning.db" in control


def test_no_code_is_loaded_into_the_database(ours_on_sqlite: Flask) -> None:
    with pytest.raises(OperationalError, match="not authorized"):
        in_ours(ours_on_sqlite, "SELECT load_extension('/anything')")
