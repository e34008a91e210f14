"""One built installation, one copy for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from learnplan import demo
from learnplan.config import MineConfig
from learnplan.core import migrate
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.factory import create_app
from tests.postgres import postgres, postgres_config
from tests.strict import pytest_make_collect_report, pytest_runtest_makereport
from tests.visitors import Visitor

# Fixtures and hooks that pytest finds here by their names.
__all__ = ["postgres", "postgres_config", "pytest_make_collect_report", "pytest_runtest_makereport"]


def config_on(folder: Path) -> MineConfig:
    """The settings of an installation whose two databases are files in ``folder``."""
    return MineConfig(
        organisation_url=f"sqlite:///{folder / 'organisation.db'}",
        learning_url=f"sqlite:///{folder / 'learning.db'}",
        secret_key="a key for tests",
    )


@pytest.fixture(scope="session")
def blank_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases, migrated and empty."""
    folder = tmp_path_factory.mktemp("blank")
    with create_app(config_on(folder)).app_context():
        for database in Database:
            migrate.upgrade(database)
        for engine in db.engines.values():
            engine.dispose()
    return folder


@pytest.fixture
def config(blank_house: Path, tmp_path: Path) -> MineConfig:
    """The settings of this test's own installation."""
    shutil.copytree(blank_house, tmp_path / "house")
    return config_on(tmp_path / "house")


@pytest.fixture
def app(config: MineConfig) -> Iterator[Flask]:
    """Both wings on this test's own installation, with Mine's context pushed."""
    yield from _open(create_app(config))


def _open(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    with app.extensions["ours"].app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def postgres_house(postgres_config: MineConfig) -> Iterator[Flask]:
    """Both wings on a fresh PostgreSQL installation, with Mine's context pushed."""
    app = create_app(postgres_config)
    with app.app_context():
        for database in Database:
            migrate.upgrade(database)
    yield from _open(app)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """Come to the door as somebody, or as nobody."""

    def come(actor: Actor | None = None) -> Visitor:
        return Visitor(app, actor)

    return come


@pytest.fixture(scope="session")
def demo_house(blank_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases, holding the demonstration organisation."""
    folder = tmp_path_factory.mktemp("demo") / "house"
    shutil.copytree(blank_house, folder)
    with create_app(config_on(folder)).app_context():
        demo.make(zone="UTC")
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return folder


@pytest.fixture
def northwind_config(demo_house: Path, tmp_path: Path) -> MineConfig:
    """The settings of this test's own copy of the demonstration organisation."""
    shutil.copytree(demo_house, tmp_path / "northwind")
    return config_on(tmp_path / "northwind")


@pytest.fixture
def northwind(northwind_config: MineConfig) -> Iterator[Flask]:
    """Both wings on this test's own copy of the demonstration organisation."""
    yield from _open(create_app(northwind_config))
