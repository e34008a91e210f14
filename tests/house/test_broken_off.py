"""Work in the background that a fault breaks off: its page says so at once, and it is done again.

The process lives on, and so do others that were not at it: none may go on saying that it waits.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.ours.performance import bundles, jobs, services
from learnplan.ours.performance.models import ObservationBatch
from tests.factories.imports import id_on, load
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import a_file, some_figures
from tests.visitors import Visitor, hidden_fields, words_of

Visit = Callable[[Actor | None], Visitor]
LOG = ("log.csv", "Date,What\n2026-03-05,Read\n")
IMPORTS = "/org/performance/imports/"


@contextmanager
def roof_falling_in_at(beginning: str, *, naming: str = "") -> Iterator[None]:
    """What is done in the background breaks off at a statement like this."""

    def fall(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread().name.startswith("learnplan-background"):
            there = statement.startswith(beginning) and naming in statement
            assert not there, "the roof fell in"

    event.listen(Engine, "before_cursor_execute", fall)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fall)


def once_the_worker_is_done(app: Flask) -> None:
    """Have one more piece of work done: the ones before it are finished then."""
    finished = threading.Event()
    background.run(app, lambda _key: finished.set(), uuid4())
    assert finished.wait(30)


def elsewhere(visitor: Visitor, page: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the page says in a process that was not at it, and that began before."""
    with monkeypatch.context() as other:
        other.setattr(background, "_began_at", clock.now() - background.LONGEST_SILENCE * 3)
        answer = visitor.get(page)
    assert "Refresh" not in answer.headers
    return words_of(answer.text)


def test_a_log_that_is_read_and_added(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = visit(a_worker())
    with roof_falling_in_at("UPDATE log_draft"):
        page = f"/import/{id_on(load(ana, LOG))}"
        once_the_worker_is_done(app)

    assert "This was interrupted, and nothing was added." in elsewhere(ana, page, monkeypatch)

    with roof_falling_in_at("INSERT INTO activity"):
        ana.post(f"{page}/again", page=page)
        once_the_worker_is_done(app)
        ana.post(f"{page}/add", page=page)
        once_the_worker_is_done(app)
    assert "This was interrupted, and nothing was added." in elsewhere(ana, page, monkeypatch)

    ana.post(f"{page}/add", page=page)
    once_the_worker_is_done(app)
    assert "Read" in words_of(ana.get("/log/").text)


def test_an_archive_of_a_record(app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = visit(a_worker())
    with roof_falling_in_at("INSERT INTO crossing"):
        ana.post("/export/")
        once_the_worker_is_done(app)

    assert "Making the archive was interrupted." in elsewhere(ana, "/export/", monkeypatch)

    ana.post("/export/")
    once_the_worker_is_done(app)
    assert "Your archive is ready" in ana.get("/export/").text


def test_figures_that_are_added(app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    marek = visit(a_manager(of=a_unit("Packaging")))
    figures = a_file([["Packaging", "Incidents", "2026-03", 4]])
    fields = hidden_fields(marek.get(IMPORTS).text, IMPORTS)
    sent = marek.client.post(IMPORTS, data={**fields, "file": (io.BytesIO(figures), "march.csv")})
    page = sent.headers["Location"]
    once_the_worker_is_done(app)

    with transaction(Database.ORGANISATION):
        batch = db.session.scalars(select(ObservationBatch)).one()
        services.begin_to_add(batch)
    with roof_falling_in_at("UPDATE observation_batch", naming="state"):  # as of a large file
        background.run(app, jobs.add, batch.id, attest=True, remember=False)
        once_the_worker_is_done(app)
    said = elsewhere(marek, page, monkeypatch)

    assert "It stopped half-way" in said
    assert "why is in the server’s log" in said
    marek.post(f"{page}/read", page=page)
    once_the_worker_is_done(app)
    assert "Will be added 1" in words_of(marek.get(page).text)


def test_files_of_a_whole_board(app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = a_unit("Plant")
    some_figures(["Plant", "Waste", f"{date(clock.today('UTC').year, 1, 1):%Y-%m}", 10])
    page = f"/org/performance/units/{unit}/everything"
    worker = visit(a_worker())
    with transaction(Database.ORGANISATION):
        bundle = bundles.ask(unit)[0]
    with roof_falling_in_at("UPDATE whole_board", naming="state"):  # as of a large board
        background.run(app.extensions["ours"], jobs.make_whole, bundle.id, unit, address="/org")
        once_the_worker_is_done(app)

    assert "It stopped half-way, and nothing of it was kept." in elsewhere(
        worker, page, monkeypatch
    )

    worker.post(page)
    once_the_worker_is_done(app)
    assert "Ready to be taken" in worker.get(page).text
