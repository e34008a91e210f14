"""Migrations: up and down with data in them, and equal to the models, on both kinds of database."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select, update

from learnplan.config import MineConfig
from learnplan.core import migrate
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.directory import queries
from learnplan.directory.services import signing_in
from learnplan.factory import create_app
from learnplan.mine.log.models import ActivityLink
from learnplan.mine.search.asking import asked
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.queries import find
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, a_person_asked, a_practice, a_round
from tests.installations import Installation, opened, upgrade

READ: dict[str | None, ScriptDirectory] = {}


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic reads every migration anew for each command; none of them changes meanwhile."""
    read = ScriptDirectory.from_config

    def kept(config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        if place not in READ:
            READ[place] = read(config)
        return READ[place]

    monkeypatch.setattr(ScriptDirectory, "from_config", kept)


@pytest.fixture
def house(bare_config: MineConfig) -> Iterator[Flask]:
    """Both wings on two databases that hold nothing at all yet."""
    with opened(create_app(bare_config)) as app:
        yield app


@pytest.fixture
def full_house(installation: Installation, bare_config: MineConfig) -> Iterator[Flask]:
    """Both wings on two databases of their own, which hold the demonstration organisation."""
    another = installation.another(bare_config)
    another.be_northwind()
    with another.opened() as app:
        yield app
    another.close()


def fill() -> None:
    """What people write and do."""
    ana = queries.actor_for_email("ana@northwind.example")
    ben = queries.actor_for_email("ben@northwind.example")
    goal = a_goal(owner=ana, steps_to_take=("Begin", "Go on"), shared_with=ben)
    an_activity(owner=ana, note="*Read*", tags=["sql"], goal_ids=[goal.id])
    with transaction(Database.ORGANISATION):
        signing_in.make_link(ana.email)
        signing_in.count_try(ben.email)
        signing_in.sign_in(ana.id)


def rows_in(database: Database) -> dict[str, int]:
    """How many rows each table of the models holds, of those that are there."""
    there = sorted(tables_of(database) & migrate.METADATA[database].tables.keys())
    counting = [f"SELECT '{name}', count(*) FROM {name}" for name in there]  # in one question
    if not counting:
        return {}
    with engine_of(database).connect() as connection:
        counted = connection.exec_driver_sql(" UNION ALL ".join(counting)).all()
    return {str(name): int(rows) for name, rows in counted}


def tables_of(database: Database) -> set[str]:
    with engine_of(database).connect() as connection:
        return set(inspect(connection).get_table_names())


@pytest.mark.usefixtures("full_house")
def test_every_step_back_and_forth_keeps_the_rows_of_other_tables() -> None:
    """With data in them, from the newest to nothing at all, and to the newest at once."""
    fill()
    db.session.remove()
    filled = {database: rows_in(database) for database in Database}
    upgrade()
    filled_still = {database: rows_in(database) for database in Database}

    assert all(sum(rows.values()) > 0 for rows in filled.values())
    assert filled_still == filled
    for database in Database:
        for _ in ScriptDirectory.from_config(migrate.settings(database)).walk_revisions():
            before = rows_in(database)
            migrate.downgrade(database, to="-1")
            taken_back = rows_in(database)
            migrate.upgrade(database, to="+1")
            again = rows_in(database)
            migrate.downgrade(database, to="-1")

            kept = before.keys() & taken_back.keys()  # a step may rename a table, too
            assert [before[name] for name in kept] == [taken_back[name] for name in kept]
            assert [again[name] for name in kept] == [taken_back[name] for name in kept]

        assert tables_of(database) == {"alembic_version"}

    upgrade()
    a_goal(steps_to_take=("Begin again",))

    assert rows_in(Database.LEARNING)["goal"] == 1


@pytest.mark.usefixtures("house")
def test_links_of_activities_outlive_the_new_name_of_their_table() -> None:
    upgrade()
    an_activity(links=["https://example.org/locks", "https://example.org/plans"])
    db.session.remove()

    migrate.downgrade(Database.LEARNING, to="0007")
    with engine_of(Database.LEARNING).connect() as connection:
        before = connection.exec_driver_sql("SELECT address FROM evidence ORDER BY position").all()
    migrate.upgrade(Database.LEARNING)

    links = db.session.scalars(select(ActivityLink.address).order_by(ActivityLink.position)).all()
    assert links == [address for (address,) in before]
    assert links == ["https://example.org/locks", "https://example.org/plans"]


@pytest.mark.usefixtures("house")
def test_goals_of_before_are_found_by_what_is_beside_them() -> None:
    """With the very words that they are handed in with today."""
    upgrade()
    ana = a_worker()
    goal = a_goal(owner=ana, title="Führt", why="One.\n\nTwo.", steps_to_take=("Begin", "Go on"))
    a_practice(ana, goal, text="Measure twice.", kept_where="the wiki")
    a_person_asked(ana, goal, name="Edna", question="How so?")
    for probe in ("Try it", "Try it again"):
        a_round(ana, goal, probe=probe, signals=["It hums", "It stops"], response="Go on")
    a_goal(owner=ana, title="Nothing beside it")
    db.session.remove()
    with engine_of(Database.LEARNING).begin() as connection:
        handed_in = connection.execute(select(Searchable.__table__).order_by(Searchable.id)).all()
        connection.execute(update(Searchable).values(text="One.", words="one"))

    migrate.downgrade(Database.LEARNING, to="0025")
    migrate.upgrade(Database.LEARNING)

    assert [hit.title for hit in find(ana, asked("hums wiki edna")).hits] == ["Führt"]
    with engine_of(Database.LEARNING).connect() as connection:
        assert (
            connection.execute(select(Searchable.__table__).order_by(Searchable.id)).all()
            == handed_in
        )


@pytest.mark.usefixtures("app")  # which migrations made
@pytest.mark.parametrize("database", list(Database))
def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with engine_of(database).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": migrate.is_compared,
                "target_metadata": migrate.METADATA[database],
            },
        )
        differences = compare_metadata(context, migrate.METADATA[database])

    assert differences == []
