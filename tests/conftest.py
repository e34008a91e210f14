"""An installation for every test that asks for one: on SQLite, and once more on PostgreSQL."""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as looking

from learnplan.config import MineConfig
from learnplan.core.actor import Actor
from learnplan.core.garbage import settle_in
from learnplan.directory.services import signing_in
from tests.installations import (
    COMPILED,
    Installation,
    OnPostgreSQL,
    OnSQLite,
    config_on,
    settings,
)
from tests.kinds import pytest_addoption, pytest_collection_modifyitems
from tests.places import quick_room
from tests.postgres import Cluster, postgres
from tests.strict import pytest_make_collect_report, pytest_runtest_makereport
from tests.visitors import Visitor

looking.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
looking.load_profile("house")  # a busy machine is no fault

AT_FULL_COST = signing_in._hasher
signing_in._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

if room := quick_room():  # tests' own folders stand there, too
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room))

sys.dont_write_bytecode = False  # to make pytest's sentences of all asserts anew takes 15 seconds
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # and programs that tests start are slow to come

# Fixtures and hooks that pytest finds here by their names.
__all__ = [
    "postgres",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
]


def pytest_collection_finish() -> None:
    """Search for garbage among what tests make, and not through all tests that were found."""
    settle_in()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def shared_folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run see, and nobody else."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(pytestconfig, "workerinput") else own


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(shared_folder: Path) -> None:
    """Templates are compiled by the worker that shows them first."""
    COMPILED.folder = shared_folder / "templates"
    COMPILED.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def on_sqlite(shared_folder: Path) -> Iterator[Installation]:
    """The installation of this run on SQLite."""
    with tempfile.TemporaryDirectory(prefix="learnplan-sqlite-", dir=quick_room()) as folder:
        installation = OnSQLite(config_on(Path(folder)), shared_folder)
        yield installation
        installation.close()


@pytest.fixture(scope="session")
def on_postgresql(
    postgres: Cluster, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The installation of this run on PostgreSQL."""
    config = settings(
        postgres.new_database(),
        postgres.new_database(),
        tmp_path_factory.mktemp("files") / "evidence",
    )
    installation = OnPostgreSQL(config, shared_folder)
    yield installation
    installation.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest) -> Installation:
    """The installation a test is about to use: first on one kind of database, then on the other.

    A test that is about one kind alone says so with ``tests.kinds``.
    """
    found: Installation = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture
def config(installation: Installation) -> MineConfig:
    """The settings of an installation that holds nothing."""
    installation.be_blank()
    return installation.config


@pytest.fixture
def app(installation: Installation, config: MineConfig) -> Iterator[Flask]:  # noqa: ARG001 - it is blank
    """Both wings on an installation that holds nothing, with Mine's context pushed."""
    with installation.opened() as app:
        yield app


@pytest.fixture
def northwind_config(installation: Installation) -> MineConfig:
    """The settings of an installation that holds the demonstration organisation."""
    installation.be_northwind()
    return installation.config


@pytest.fixture
def northwind(installation: Installation, northwind_config: MineConfig) -> Iterator[Flask]:  # noqa: ARG001 - it is Northwind
    """Both wings on the demonstration organisation, with Mine's context pushed."""
    with installation.opened() as app:
        yield app


@pytest.fixture
def bare_config(
    request: pytest.FixtureRequest, installation: Installation, tmp_path: Path
) -> MineConfig:
    """The settings of another installation on the same kind of database, not even migrated."""
    if isinstance(installation, OnSQLite):
        return config_on(tmp_path)
    cluster: Cluster = request.getfixturevalue("postgres")
    return settings(cluster.new_database(), cluster.new_database(), tmp_path / "evidence")


@pytest.fixture
def passwords_at_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are kept as they are when served: dear to guess, and to all who come in."""
    monkeypatch.setattr(signing_in, "_hasher", AT_FULL_COST)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Visitor]:
    """Come to the door as somebody, or as nobody."""

    def come(actor: Actor | None = None) -> Visitor:
        return Visitor(app, actor)

    return come
