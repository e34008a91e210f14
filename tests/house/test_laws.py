"""Laws 1 and 2 of the house: Ours is not given the workers' records, and cannot ask for them."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import UnboundExecutionError

from learnplan.config import MineConfig
from learnplan.core.actor import Role
from learnplan.core.db import Database, LearningModel, OrganisationModel, db, engine_of
from learnplan.factory import create_ours
from tests.canaries import CANARY, fill_with_canaries
from tests.factories.people import a_worker
from tests.installations import let_go
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor
from tests.walls.alone import browser_of, every_page, words_of


@pytest.fixture
def ours(northwind_config: MineConfig) -> Iterator[Flask]:
    """Ours run alone, as a service that was only told where the organisation's database is."""
    ours = create_ours(northwind_config.for_ours())
    yield ours
    let_go(ours)


@only_on_sqlite  # on every route, with every role: tests/walls does it on PostgreSQL
def test_ours_run_alone_cannot_say_a_workers_words_on_any_route(
    northwind: Flask, ours: Flask
) -> None:
    watcher = a_worker(roles=tuple(Role))
    tables = fill_with_canaries(watcher.id)
    browser = browser_of(ours, northwind, watcher)

    heard = every_page(ours, browser)

    assert len(tables) >= len(LearningModel.metadata.tables)
    assert sum(answer.status_code == 200 for answer in heard.values()) > 10
    for address, answer in heard.items():
        assert CANARY not in words_of(answer) + str(answer.headers), address


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


@pytest.mark.attack(25)
def test_asking_ours_for_a_workers_table_finds_no_database(northwind: Flask, ours: Flask) -> None:
    mapped = [mapper.class_ for mapper in LearningModel.registry.mappers]
    models = [model for model in mapped if issubclass(model, LearningModel)]

    assert len(models) == len(LearningModel.metadata.tables)
    for model in models:
        with northwind.app_context():
            db.session.execute(sa.select(model).limit(1))
        with ours.app_context(), pytest.raises(UnboundExecutionError):
            db.session.execute(sa.select(model).limit(1))


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
