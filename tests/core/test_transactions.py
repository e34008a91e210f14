"""One way to write: all of it or none of it, one writer after the other, nothing lost."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import StatementError, UnboundExecutionError

from learnplan.config import MineConfig
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import Conflict
from learnplan.directory.models import Person, SignInTry
from learnplan.directory.services import people
from learnplan.factory import create_ours
from learnplan.mine.plan.models import Goal
from tests.factories.people import a_worker
from tests.installations import let_go
from tests.killing import begun_elsewhere
from tests.kinds import only_on_sqlite

TRIES = 30


def jobs() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Person.job).order_by(Person.email)))


def count_one_more(app: Flask, person_id: UUID) -> None:
    with app.app_context(), transaction(Database.ORGANISATION):
        person = db.session.get_one(Person, person_id)
        person.job = str(int(person.job or 0) + 1)


@pytest.mark.usefixtures("app")
def test_all_of_it_is_kept_or_none_of_it() -> None:
    ana = a_worker(name="Ana")

    with pytest.raises(Conflict), transaction(Database.ORGANISATION):  # noqa: PT012 - what is undone
        db.session.get_one(Person, ana.id).job = "Half done"
        people.add_person(email="ben@northwind.example", name="Ben")
        raise Conflict("Something came in between.")

    assert jobs() == [""]


@pytest.mark.usefixtures("app")
def test_what_was_kept_is_there_for_everybody(app: Flask) -> None:
    ana = a_worker(name="Ana")

    with transaction(Database.ORGANISATION):
        db.session.get_one(Person, ana.id).job = "Baker"

    with ThreadPoolExecutor(1) as elsewhere:

        def look() -> list[str]:
            with app.app_context():
                return jobs()

        assert elsewhere.submit(look).result() == ["Baker"]


@pytest.mark.usefixtures("app")
def test_a_change_outside_a_transaction_is_not_kept() -> None:
    ana = a_worker(name="Ana")
    db.session.get_one(Person, ana.id).job = "Nobody said keep it"
    db.session.flush()

    assert jobs() == [""]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("inner", list(Database))
def test_a_transaction_does_not_open_inside_another(inner: Database) -> None:
    ana = a_worker(name="Ana")

    with (  # noqa: PT012 - the inner one is what is refused
        pytest.raises(RuntimeError, match="open already"),
        transaction(Database.ORGANISATION),
    ):
        db.session.get_one(Person, ana.id).job = "Half done"
        with transaction(inner):
            pass

    assert jobs() == [""]


@pytest.mark.usefixtures("app")
def test_after_a_failure_the_next_transaction_opens() -> None:
    ana = a_worker(name="Ana")
    with pytest.raises(KeyboardInterrupt), transaction(Database.ORGANISATION):
        raise KeyboardInterrupt

    with transaction(Database.ORGANISATION):
        db.session.get_one(Person, ana.id).job = "Baker"

    assert jobs() == ["Baker"]


@pytest.mark.usefixtures("app")
def test_what_was_read_before_is_read_again_inside(app: Flask) -> None:
    ana = a_worker(name="Ana")
    read_before = db.session.get_one(Person, ana.id)

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(count_one_more, app, ana.id).result()
    with transaction(Database.ORGANISATION):
        read_before.job = str(int(read_before.job or 0) + 1)

    assert jobs() == ["2"]


@pytest.mark.usefixtures("app")
def test_what_an_earlier_transaction_read_is_read_again_in_the_next() -> None:
    ana = a_worker(name="Ana")
    with transaction(Database.ORGANISATION):
        person = db.session.get_one(Person, ana.id)

    with engine_of(Database.ORGANISATION).begin() as elsewhere:
        elsewhere.execute(update(Person).where(Person.id == ana.id).values(name="Anabela"))

    with transaction(Database.ORGANISATION):
        assert db.session.scalars(select(Person).where(Person.id == ana.id)).one() is person
        assert person.name == "Anabela"


def test_threads_that_count_at_once_lose_nothing(app: Flask) -> None:
    ana = a_worker(name="Ana")
    db.session.rollback()

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(count_one_more, app, ana.id) for _ in range(TRIES)]:
            done.result()

    assert jobs() == [str(TRIES)]


def test_processes_that_count_at_once_lose_nothing(app: Flask) -> None:
    ana = a_worker(name="Ana")

    def count() -> None:
        for _ in range(TRIES // 2):
            count_one_more(app, ana.id)

    other = begun_elsewhere(count)
    count()
    _, status = os.waitpid(other, 0)

    assert status == 0
    assert jobs() == [str(TRIES)]


@only_on_sqlite  # PostgreSQL's is another lock
@pytest.mark.usefixtures("app")
def test_a_write_transaction_takes_the_lock_at_its_start() -> None:
    with transaction(Database.ORGANISATION), pytest.raises(Exception, match="locked"):  # noqa: PT012 - both statements belong to the probe
        db.session.execute(select(Person.id)).all()
        with engine_of(Database.ORGANISATION).connect() as other:
            driver = other.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout = 0")
            driver.execute("BEGIN IMMEDIATE")


@only_on_sqlite  # these are its pragmas
@pytest.mark.usefixtures("app")
def test_every_connection_keeps_foreign_keys_and_waits_its_turn() -> None:
    pragmas = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 30_000}

    for database in Database:
        with engine_of(database).connect() as connection:
            for name, value in pragmas.items():
                assert connection.scalar(text(f"PRAGMA {name}")) == value


@pytest.mark.usefixtures("app")
def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the mistake itself

    with (
        pytest.raises(StatementError, match="without a time zone"),
        transaction(Database.ORGANISATION),
    ):
        db.session.add(SignInTry(email_hash="x", at=naive))


@pytest.mark.usefixtures("app")
def test_a_moment_comes_back_in_utc() -> None:
    said = datetime.fromisoformat("2026-01-01T01:30:00+02:00")

    with transaction(Database.ORGANISATION):
        db.session.add(SignInTry(email_hash="x", at=said))
    db.session.remove()

    kept = db.session.scalars(select(SignInTry.at)).one()
    assert kept == said
    assert kept.isoformat() == "2025-12-31T23:30:00+00:00"


def test_ours_has_no_learning_database_to_ask(config: MineConfig) -> None:
    ours = create_ours(config.for_ours())

    with ours.app_context():
        with pytest.raises(UnboundExecutionError):
            db.session.scalars(select(Goal)).all()
        with pytest.raises(KeyError):
            engine_of(Database.LEARNING)
    let_go(ours)


def test_ours_cannot_be_handed_the_learning_database(config: MineConfig) -> None:
    with pytest.raises(TypeError, match="not given the learning database"):
        create_ours(config)


@pytest.mark.usefixtures("app")
def test_a_row_never_prints_a_persons_words() -> None:
    a_worker(name="Ana Secret")

    person = db.session.scalars(select(Person)).one()

    assert repr(person) == f"<Person {person.id}>"
