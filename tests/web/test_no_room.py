"""A disk that is full: said in words, with what was written, and nothing half done."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import psycopg
import pytest
from flask import Flask, request
from sqlalchemy.exc import OperationalError

from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import NoRoom
from learnplan.mine.log.queries import recent_activities
from tests.factories.activities import an_activity
from tests.factories.people import a_unit, a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
LINE = "Something long enough that nobody wants to type it again. " * 400


@contextmanager
def a_full_disk(database: Database = Database.LEARNING) -> Iterator[None]:
    """A database that may not grow by a page."""
    with engine_of(database).connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with engine_of(database).connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


@only_on_sqlite  # PostgreSQL's word for it is below: its disk is not ours to fill
def test_what_was_written_is_still_there_and_can_be_sent_again(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Saved before")
    visitor = visit(ana)

    with a_full_disk():
        full = visitor.post("/log/new", what="Read on", note=LINE, happened_on="yesterday")
        kept = [entry.what for entry in recent_activities(ana, limit=5)]
    again = visitor.post("/log/new", what="Read on", note=LINE, happened_on="yesterday")

    assert full.status_code == 507
    assert "There is no room left on the machine" in full.text
    assert LINE.strip() in full.text
    assert 'value="yesterday"' in full.text
    assert full.text.count('name="csrf_token"') == 2  # a fresh one here, and to sign out
    assert kept == ["Saved before"]
    assert "Read on" in again.text
    assert app.config["SECRET_KEY"] not in full.text


@only_on_sqlite  # likewise
def test_what_was_written_in_ours_is_sent_again_to_ours(app: Flask, visit: Visit) -> None:
    visitor = visit(a_worker())
    asked = {"kind": "question", "unit_id": str(a_unit()), "title": "Why?", "words": LINE[:2900]}

    with app.extensions["ours"].app_context(), a_full_disk(Database.ORGANISATION):
        answers = (visitor.post("/org/voice/new", **asked) for _ in range(9))
        full = next(answer for answer in answers if answer.status_code == 507)

    assert 'action="/org/voice/new?"' in full.text


@only_on_sqlite  # what PostgreSQL's driver raises is made here
def test_a_full_disk_of_postgresql_is_understood(app: Flask) -> None:  # noqa: ARG001 - in its context
    def write() -> None:
        with transaction(Database.LEARNING):
            raise OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))

    with pytest.raises(NoRoom):
        write()

    assert not db.session.new


@only_on_sqlite  # no database is asked
@pytest.mark.parametrize(("trouble", "code"), [(errno.ENOSPC, 507), (errno.EACCES, 500)])
def test_a_disk_that_fills_up_while_a_file_comes_in(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch, trouble: int, code: int
) -> None:
    visitor = visit(a_worker())
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(trouble, "what a system says")

    monkeypatch.setattr(app.request_class, "_load_form_data", full)
    answer = visitor.client.post("/import/", data={"files": (BytesIO(b"x"), "log.md")})

    assert answer.status_code == code
    assert not request
