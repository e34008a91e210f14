"""Laws 1 and 2 of the house: Ours is not given the workers' records, and cannot ask for them."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError, UnboundExecutionError
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from learnplan.config import MineConfig
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, LearningModel, OrganisationModel, db, engine_of
from learnplan.factory import create_ours
from tests.canaries import CANARY, fill_with_canaries
from tests.factories.people import a_worker
from tests.installations import let_go
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ours(northwind_config: MineConfig) -> Iterator[Flask]:
    """Ours run alone, as a service that was only told where the organisation's database is."""
    ours = create_ours(northwind_config.for_ours())
    yield ours
    let_go(ours)


def browser_of_ours(ours: Flask, northwind: Flask, actor: Actor) -> Client:
    """A browser that signed in at the door, before Ours run alone."""
    cookie = Visitor(northwind, actor).client.get_cookie("learnplan")
    assert cookie is not None
    browser = Client(DispatcherMiddleware(NotFound(), {"/org": ours}))
    browser.set_cookie("learnplan", cookie.value)
    return browser


def every_address(ours: Flask, browser: Client) -> Iterator[str]:
    """Every address of Ours: all that links lead to, and every rule with an id of nothing."""
    waiting = ["/org/performance/", "/org/people/", "/org/performance/units.json"]
    for rule in ours.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.send":
            values = dict.fromkeys(rule.arguments, NOWHERE)
            waiting.append("/org" + ours.url_map.bind("").build(rule.endpoint, values))
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address not in seen and not address.startswith("/org/static/"):
            seen.add(address)
            yield address
            answer = browser.get(address, follow_redirects=True)
            waiting += re.findall(r'(?:href|action)="(/org/[^"#]*)"', answer.text)


@pytest.mark.parametrize("role", list(Role))
def test_ours_run_alone_cannot_say_a_workers_words_on_any_route(
    northwind: Flask, ours: Flask, role: Role
) -> None:
    watcher = a_worker(roles=(role,))
    tables = fill_with_canaries(watcher.id)
    browser = browser_of_ours(ours, northwind, watcher)

    heard = {
        address: browser.get(address, follow_redirects=True)
        for address in every_address(ours, browser)
    }

    assert len(tables) >= len(LearningModel.metadata.tables)
    assert sum(answer.status_code == 200 for answer in heard.values()) > 10
    for address, answer in heard.items():
        assert CANARY not in answer.text + str(answer.headers), address


def test_the_canaries_do_sing_in_mine(northwind: Flask) -> None:
    worker = a_worker()

    fill_with_canaries(worker.id)

    assert CANARY in Visitor(northwind, worker).get("/log/").text


def test_ours_refuses_to_be_given_the_learning_database(config: MineConfig) -> None:
    with pytest.raises(TypeError, match="not given the learning database"):
        create_ours(config)


def test_ours_knows_one_database_only(ours: Flask) -> None:
    with ours.app_context():
        assert list(db.engines) == [None]
    assert "learning.db" not in repr(ours.config)


def test_asking_ours_for_a_workers_table_finds_no_database(ours: Flask) -> None:
    learning = [
        mapper.class_
        for mapper in LearningModel.registry.mappers
        if issubclass(mapper.class_, LearningModel)
    ]

    assert len(learning) == len(LearningModel.metadata.tables)
    for model in learning:
        with ours.app_context(), pytest.raises(UnboundExecutionError):
            db.session.execute(sa.select(model))


@only_on_sqlite  # one server keeps PostgreSQL's two databases apart by itself; see tests/walls
@pytest.mark.parametrize(
    "probe",
    [
        "SELECT title FROM goal",
        "SELECT (SELECT count(*) FROM goal)",
        "WITH taken AS (SELECT * FROM goal) SELECT * FROM taken",
        "SELECT name FROM sqlite_master UNION SELECT title FROM goal",
        "CREATE TEMPORARY TABLE taken AS SELECT * FROM goal",
        "CREATE TEMPORARY VIEW taken AS SELECT * FROM goal; SELECT * FROM taken",
    ],
)
def test_sql_from_ours_finds_nothing_of_mine(
    northwind_config: MineConfig, ours: Flask, probe: str
) -> None:
    statements = probe.split("; ")

    with ours.app_context(), pytest.raises(OperationalError, match=r"no such table: .*goal"):
        _run_all(statements)

    control = sqlite3.connect(northwind_config.learning_url.removeprefix("sqlite:///"))
    for statement in statements:  # the same words do find it where it is
        control.execute(statement)
    control.close()


@only_on_sqlite  # nothing can be attached to the other's
def test_ours_cannot_attach_the_other_file(northwind_config: MineConfig, ours: Flask) -> None:
    file = northwind_config.learning_url.removeprefix("sqlite:///")

    with ours.app_context(), pytest.raises(OperationalError, match="too many attached"):
        db.session.execute(sa.text(f"ATTACH DATABASE '{file}' AS theirs"))

    control = sqlite3.connect(northwind_config.organisation_url.removeprefix("sqlite:///"))
    control.execute("ATTACH DATABASE ? AS theirs", (file,))  # the same words do work elsewhere
    control.close()


def _run_all(statements: list[str]) -> None:
    for statement in statements:
        db.session.execute(sa.text(statement))


@pytest.mark.usefixtures("app")
def test_the_two_databases_share_no_table() -> None:
    theirs, mine = set(OrganisationModel.metadata.tables), set(LearningModel.metadata.tables)

    assert theirs & mine == set()
    assert set(sa.inspect(engine_of(Database.ORGANISATION)).get_table_names()) & mine == set()
    assert set(sa.inspect(engine_of(Database.LEARNING)).get_table_names()) & theirs == set()


def test_no_relationship_crosses_a_room() -> None:
    crossing = [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in LearningModel.registry.mappers
        for relation in mapper.relationships
        if mapper.class_.__module__ != relation.mapper.class_.__module__
    ]

    assert crossing == []


def test_no_foreign_key_leaves_its_database() -> None:
    for base in (OrganisationModel, LearningModel):
        for table in base.metadata.tables.values():
            for key in table.foreign_keys:
                assert key.column.table.name in base.metadata.tables
