"""The only clock, and work that outlasts a request."""

import logging
import threading
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask, current_app

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Refused
from learnplan.mine.portability.models import Export
from tests.factories.people import a_worker
from tests.kinds import only_on_postgresql

LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def test_now_is_a_moment_in_utc() -> None:
    before = datetime.now(UTC)

    now = clock.now()

    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_a_day_is_somebodys_day() -> None:
    with clock.stopped(LATE):
        assert clock.today("UTC") == date(2026, 3, 1)
        assert clock.today("Europe/Helsinki") == date(2026, 3, 2)
        assert clock.today("America/Los_Angeles") == date(2026, 3, 1)
        assert clock.local_now("Asia/Kolkata").strftime("%H:%M") == "05:00"


def test_the_clock_runs_again_even_after_a_failure() -> None:
    with pytest.raises(ValueError, match="on purpose"), clock.stopped(LATE):
        raise ValueError("on purpose")

    assert clock.now() > LATE


def test_work_goes_on_in_the_background_and_says_how_far_it_is(app: Flask) -> None:
    key, begun, go_on, done = uuid4(), threading.Event(), threading.Event(), threading.Event()

    def work(key: UUID, *, most: int) -> None:
        assert current_app.name == app.name
        background.report(key, 3, most)
        begun.set()
        go_on.wait(5)
        done.set()

    background.run(app, work, key, most=7)

    assert begun.wait(5)
    assert background.under_way(key) == background.Progress(3, 7)
    go_on.set()
    assert done.wait(5)
    wait_for_the_worker(app)
    assert background.under_way(key) is None


def test_work_that_breaks_off_is_no_longer_under_way_and_is_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    key = uuid4()

    def break_off(_key: UUID) -> None:
        raise RuntimeError("the roof fell in")

    with caplog.at_level(logging.ERROR):
        background.run(app, break_off, key)
        wait_for_the_worker(app)

    assert background.under_way(key) is None
    assert "the roof fell in" in caplog.text


@only_on_postgresql  # on SQLite one process serves, and knows by itself
def test_work_that_goes_on_for_long_says_so_to_other_processes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "SIGN_EVERY", timedelta(milliseconds=20))
    ana, begun, go_on = a_worker(), threading.Event(), threading.Event()
    keys = [_an_export_last_heard_of(ana, minutes) for minutes in (14, 16)]

    @background.works_on(Database.LEARNING, Export.since)
    def work(_key: UUID) -> None:
        begun.set()
        go_on.wait(20)

    for key in keys:  # of which the second waits its turn, and was said to have broken off
        background.run(app, work, key)
    assert begun.wait(5)
    heard = _heard_since(keys[0], clock.now() - timedelta(minutes=1))
    silent = db.session.get_one(Export, keys[1]).since
    go_on.set()
    wait_for_the_worker(app)

    assert heard
    assert silent < clock.now() - timedelta(minutes=15)


def _an_export_last_heard_of(owner: Actor, minutes: int) -> UUID:
    with transaction(Database.LEARNING):
        export = Export(owner_id=owner.id)
        export.since = clock.now() - timedelta(minutes=minutes)
        db.session.add(export)
        db.session.flush()
        return export.id


def _heard_since(key: UUID, moment: datetime) -> bool:
    for _ in range(200):
        db.session.rollback()
        if db.session.get_one(Export, key).since > moment:
            return True
        time.sleep(0.05)
    return False


def test_work_is_done_at_once_where_there_is_no_background(app: Flask) -> None:
    app.config["BACKGROUND"] = False
    key = uuid4()
    done: list[UUID] = []

    background.run(app, done.append, key)

    assert done == [key]
    assert background.under_way(key) is None


def wait_for_the_worker(app: Flask) -> None:
    """Have one more piece of work done: the ones before it are finished then."""
    finished = threading.Event()
    background.run(app, lambda _key: finished.set(), uuid4())
    assert finished.wait(5)


def test_work_is_repeated_until_it_is_enough_and_survives_a_refusal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[int] = []
    three_times = threading.Event()

    def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise Refused("not today")
        if len(done) == 3:
            three_times.set()

    enough = background.repeat(work, every=timedelta(milliseconds=1))

    assert three_times.wait(timeout=10)
    enough.set()
    assert "not today" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_is_repeated_after_a_fault() -> None:
    done: list[int] = []
    again = threading.Event()

    def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise OSError(36, "File name too long")
        again.set()

    enough = background.repeat(work, every=timedelta(milliseconds=1))

    assert again.wait(timeout=10)
    enough.set()
