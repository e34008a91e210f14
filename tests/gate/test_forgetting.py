"""What was answered, and the key, really go: from the tables, and from the files (attack 20)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine, event

from learnplan.core import clock
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.gate import periods
from learnplan.mine.answers import services as answering
from learnplan.mine.answers.models import Answer, AnswerPeriod, CoSignature, UnsignedSignal
from tests.factories.people import a_unit
from tests.factories.pulses import (
    PERIOD,
    PUBLISHED_AT,
    a_team,
    actor_of,
    an_open_period,
    answers_by,
)

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.attack(20)]

OWN_WORDS = "Nobody dares to say that the night shift is too long, VQJX"
THE_DAY_AFTER = PUBLISHED_AT + timedelta(days=1)


def files_of_the_learning_database() -> list[Path]:
    """The files it is in. PostgreSQL writes what is in memory down first."""
    engine = engine_of(Database.LEARNING)
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return [*file.parent.glob(f"{file.name}*")]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database "
            "WHERE datname = current_database()"
        ).scalar_one()
    return [*Path(folder).iterdir()]


def traces(*secrets: bytes) -> list[bytes]:
    """Those of ``secrets`` that are still in a file."""
    db.session.remove()
    held = b"\0".join(file.read_bytes() for file in files_of_the_learning_database())
    return [secret for secret in secrets if secret in held]


def stored(value: UUID) -> bytes:
    """An id as the database writes it into its file."""
    sqlite = engine_of(Database.LEARNING).dialect.name == "sqlite"
    return value.hex.encode() if sqlite else value.bytes


@pytest.fixture
def secrets(app: Flask) -> list[bytes]:
    """An answered and published period: its key, its answers, and a signal in somebody's words."""
    assert app
    team, blue = a_team("Ops / Blue", 16), a_unit("Ops / Blue")
    an_open_period()
    answers_by(team)
    answers_by(dict.fromkeys(team, 0))
    with transaction(Database.LEARNING):
        for person in team[:4]:
            answering.raise_signal(actor_of(person), PERIOD, unit_id=blue, words=OWN_WORDS)
    rows = [*_ids(Answer), *_ids(UnsignedSignal), *_ids(CoSignature)]
    key = db.session.scalars(sa.select(AnswerPeriod.key)).one()
    assert key is not None
    periods.seal(PERIOD)
    return [key, OWN_WORDS.encode(), *map(stored, rows)]


def _ids(model: type[Answer | UnsignedSignal | CoSignature]) -> Iterator[UUID]:
    yield from db.session.scalars(sa.select(model.id))


def publish() -> None:
    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")


def purge() -> None:
    with clock.stopped(THE_DAY_AFTER):
        periods.purge(zone="UTC")


def test_the_key_is_in_no_file_after_publication(secrets: list[bytes]) -> None:
    key, *others = secrets
    assert traces(key) == [key]

    publish()

    assert traces(key) == []
    assert traces(*others)


def test_no_answer_and_no_signal_is_in_a_file_after_the_purge(secrets: list[bytes]) -> None:
    publish()

    purge()

    assert traces(*secrets) == []
    for table in (Answer, UnsignedSignal, CoSignature):
        assert not list(_ids(table))


def test_what_is_deleted_without_care_is_found_in_the_files(
    secrets: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: nothing is written anew, and nothing is overwritten."""

    def carelessly(connection: sa.Connection, *_call: object) -> None:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA secure_delete = OFF")

    monkeypatch.setattr(periods, "scrub", lambda *_: True)
    event.listen(Engine, "before_cursor_execute", carelessly)
    try:
        publish()
        purge()
    finally:
        event.remove(Engine, "before_cursor_execute", carelessly)

    assert traces(*secrets)


def test_the_log_says_nothing_of_answers_or_keys(
    secrets: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    publish()
    purge()

    logged = caplog.text.encode()
    assert [
        secret for secret in secrets if secret in logged or secret.hex().encode() in logged
    ] == []
