"""One walled server, one Northwind on it and one pair of services for a whole run."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from learnplan.config import MineConfig
from learnplan.core import migrate
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.directory.services import signing_in
from learnplan.directory.services.rosters import SMALLEST_ROSTER
from learnplan.factory import create_app, create_ours
from learnplan.ours.performance.mapping import AddsUp
from tests.canaries import fill_with_canaries
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import some_figures
from tests.installations import let_go
from tests.postgres import Cluster
from tests.walls.postgresql import KEY, SQL, Walled, run_sql
from tests.walls.services import Service, running


class People(NamedTuple):
    """Who works at this Northwind."""

    ana: Actor
    ada: Actor
    marek: Actor


class Pair(NamedTuple):
    """Both services, and the file with the key that they share."""

    mine: Service
    ours: Service


def furnish() -> People:
    """Migrate the databases of the current app, and install a small Northwind."""
    for database in Database:
        migrate.upgrade(database)
    line = a_unit("Operations / Packaging / Line 1")
    people = People(
        ana=a_worker(name="Ana", unit=line),
        ada=a_worker(name="Ada", unit=line, roles=(Role.ADMINISTRATOR, Role.STEWARD)),
        marek=a_manager(of=a_unit("Operations / Packaging")),
    )
    for _ in range(SMALLEST_ROSTER):
        a_worker(unit=line)
    some_figures(
        *(
            ["Operations / Packaging", "On time", f"2026-0{month}", 90 + month]
            for month in range(1, 7)
        ),
        adds_up=AddsUp.SUM,
    )
    return people


def config_on(folder: Path) -> MineConfig:
    """The settings of a house whose two databases are files in ``folder``."""
    return MineConfig(
        organisation_url=f"sqlite:///{folder / 'organisation.db'}",
        learning_url=f"sqlite:///{folder / 'learning.db'}",
        evidence=folder / "evidence",
        secret_key=KEY,
    )


@pytest.fixture(scope="session")
def walled(postgres: Cluster) -> Walled:
    """A server with the documented walls: two roles, two databases, nothing in them."""
    run_sql(postgres, "postgres", SQL / "walls.sql")
    return Walled(postgres)


@pytest.fixture(scope="session")
def northwind_walled(walled: Walled) -> Iterator[tuple[Flask, People]]:
    """Northwind behind those walls, migrated and furnished by Mine's role; no context pushed."""
    app = create_app(walled.of_mine)
    with app.app_context():
        people = furnish()
    yield app, people
    let_go(app)


@pytest.fixture(scope="session")
def house_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both files of another Northwind, where every learning table sings."""
    folder = tmp_path_factory.mktemp("walls")
    app = create_app(config_on(folder))
    with app.app_context():
        fill_with_canaries(furnish().ana.id)
    let_go(app)
    return folder


@pytest.fixture(scope="session")
def people(northwind_walled: tuple[Flask, People]) -> People:
    """Who works there."""
    return northwind_walled[1]


@pytest.fixture
def mine(northwind_walled: tuple[Flask, People]) -> Iterator[Flask]:
    """Mine behind the walls, in this process, with its context pushed."""
    app, _people = northwind_walled
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def ours(walled: Walled, mine: Flask) -> Iterator[Flask]:  # noqa: ARG001 - there must be tables
    """Ours alone behind the walls, in this process, as its own role."""
    app = create_ours(walled.of_ours)
    app.config["BACKGROUND"] = False
    yield app
    let_go(app)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the key that both services share."""
    file = tmp_path_factory.mktemp("keys") / "cookies"
    file.write_text(f"{KEY}\n")
    return file


@pytest.fixture(scope="session")
def services(
    walled: Walled,
    northwind_walled: tuple[Flask, People],  # noqa: ARG001 - there must be something to serve
    key_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    """Both wings as services, each with its own role."""
    of_ours = {
        "secret_key_file": str(key_file),
        "organisation_database_url": walled.of_ours.organisation_url,
    }
    of_mine = {
        "data": str(tmp_path_factory.mktemp("mine")),
        "secret_key_file": str(key_file),
        "organisation_database_url": walled.of_mine.organisation_url,
        "learning_database_url": walled.of_mine.learning_url,
    }
    with running("mine", of_mine) as mine, running("ours", of_ours) as ours:
        mine.be_up()
        ours.be_up()
        yield Pair(mine, ours)


@pytest.fixture
def link_of_ana(mine: Flask, people: People) -> str:  # noqa: ARG001 - its context is pushed
    """The path of a link that signs Ana in, once."""
    with transaction(Database.ORGANISATION):
        return f"/sign-in/link/{signing_in.make_link(people.ana.email)}"
