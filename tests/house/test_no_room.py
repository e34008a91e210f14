"""A full disk: said in words, nothing is lost, and what was typed is there to send again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of
from learnplan.mine.log.queries import recent_activities
from learnplan.mine.plan.queries import own_goal_for
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor], Visitor]
LONG = "It takes a page of its own. " * 160
"""More than is left over on a page of SQLite's that is there already."""
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE disk_full USING message = 'could not extend file: No space left on device';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON activity EXECUTE FUNCTION full_disk();
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON goal EXECUTE FUNCTION full_disk();
"""


@contextmanager
def full_disk() -> Iterator[None]:
    """A learning database that cannot grow, until the end of the block.

    SQLite counts its pages, and says of one too many what it says of a full disk. Of PostgreSQL it
    is the error alone, from the server: its class is what the program goes by.
    """
    engine = engine_of(Database.LEARNING)
    db.session.remove()
    engine.dispose()
    if engine.dialect.name == "sqlite":
        connections = _that_cannot_grow(engine)
    else:
        connections = _that_are_told_so(engine)
    with connections:
        yield
        db.session.remove()
        engine.dispose()


@contextmanager
def _that_cannot_grow(engine: Engine) -> Iterator[None]:
    with closing(sqlite3.connect(engine.url.database or "")) as hand:
        hand.execute("VACUUM")  # so that no page is left over inside

    def stop_growing(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # which is: as many as there are

    event.listen(engine, "connect", stop_growing)
    yield
    event.remove(engine, "connect", stop_growing)


@contextmanager
def _that_are_told_so(engine: Engine) -> Iterator[None]:
    with engine.begin() as connection:
        connection.exec_driver_sql(FULL)
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION full_disk CASCADE")


def send_again(visitor: Visitor, html: str, address: str, **typed: str) -> int:
    """Press the button of the page that gave back what was typed."""
    fields = hidden_fields(html, f"{address}?") | typed
    return visitor.client.post(address, data=fields).status_code


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/log/new", {"what": "Read on", "kind": "other", "happened_on": "1 May 2026"}),
        ("/log/{}/edit", {"what": "Read on", "kind": "other", "happened_on": "1 May 2026"}),
        ("/plan/new", {"title": "Read on", "horizon": "personal"}),
        ("/plan/goals/{}/edit", {"title": "Read on", "horizon": "personal"}),
    ],
)
def test_a_full_disk_is_said_and_loses_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture, address: str, typed: dict[str, str]
) -> None:
    ana = a_worker()
    goal, activity = a_goal(owner=ana, title="Read"), an_activity(owner=ana, what="Read")
    address = address.format(goal.id if "goals" in address else activity.id)
    typed |= {"why" if "plan" in address else "note": LONG}
    visitor = Visitor(app, ana)

    with full_disk():
        answer = visitor.post(address, **typed)
        lives = visitor.get("/log/")
        kept_then = [each.what for each in recent_activities(ana, limit=9)]
        goal_then = own_goal_for(ana, goal.id)
        said_then = (goal_then.title, goal_then.version)
        db.session.rollback()
    sent_again = send_again(visitor, answer.text, address, **typed)

    assert answer.status_code == 507
    assert "There is no room left" in answer.text
    assert LONG.strip() in answer.text
    assert "Read on" not in caplog.text
    assert lives.status_code == 200
    assert kept_then == ["Read"]
    assert said_then == ("Read", 1)
    assert sent_again == 303  # to what was kept now
