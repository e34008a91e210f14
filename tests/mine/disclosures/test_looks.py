"""Whoever reads what was shared with them is written down for its owner, and told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of
from learnplan.mine.disclosures.models import Crossing
from learnplan.mine.disclosures.words import Kind
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.mine.wording import words
from tests.refusing import no_room_in
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
AT_ONCE = 4


def looks() -> int:
    stmt = sa.select(sa.func.count()).select_from(Crossing).where(Crossing.kind == Kind.LOOK)
    with engine_of(Database.LEARNING).connect() as connection:
        return connection.scalar(stmt) or 0


def test_a_look_is_told_to_the_owner_and_the_reader_knows(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(name="Ana Backend"), a_worker(name="Dana Steward")
        goal = a_goal(owner=ana, title="Read", shared_with=dana)

        shown = visit(dana).get(f"/plan/goals/{goal.id}")

        said = words(visit(ana).get("/disclosures/?show=looks").text)
        assert "Ana Backend can see that you looked" in words(shown.text)
        assert "Today, 12:00 Remove this line : “Read”, Today, 12:00" in said
        assert "Dana Steward looked at “Read”." in said
        assert "Looked on 1 day" in words(visit(ana).get("/disclosures/").text)


def test_looks_are_one_line_for_a_reader_a_thing_and_a_day(visit: Visit) -> None:
    ana, dana, ben = a_worker(), a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    other = a_goal(owner=ana, shared_with=dana)
    theirs = a_goal(owner=ana, shared_with=ben)
    with clock.stopped(NOON):
        reader = visit(dana)
        for _ in range(3):
            reader.get(f"/plan/goals/{goal.id}")
        assert looks() == 1
        reader.get(f"/plan/goals/{other.id}")
        visit(ben).get(f"/plan/goals/{theirs.id}")
        assert looks() == 3
    with clock.stopped(NOON + timedelta(days=1)):
        reader.get(f"/plan/goals/{goal.id}")

        assert looks() == 4


def test_an_owners_own_looks_are_nobodys_to_tell(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    browser = visit(ana)

    browser.get(f"/plan/goals/{goal.id}")
    preview = browser.get(f"/share/goal/{goal.id}/preview")

    assert preview.status_code == 200
    assert looks() == 0


def test_who_may_not_read_it_leaves_no_line(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)
    boss = visit(a_manager())

    assert boss.get(f"/plan/goals/{goal.id}").status_code == 404
    assert looks() == 0


def test_a_look_that_cannot_be_written_down_shows_nothing(app: Flask) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, title="SECRET", shared_with=dana)
    reader = Visitor(app, dana)

    with no_room_in("crossing", of=Database.LEARNING):
        shown = reader.get(f"/plan/goals/{goal.id}")

    assert shown.status_code == 500
    assert "SECRET" not in shown.text


def look_at_once(app: Flask, reader: Actor, address: str) -> list[int]:
    ready = Barrier(AT_ONCE)

    def come(browser: Visitor) -> int:
        ready.wait()
        return browser.get(address).status_code

    browsers = [Visitor(app, reader) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(come, browsers))


def test_looks_at_the_same_moment_make_one_line(app: Flask) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)

    codes = look_at_once(app, dana, f"/plan/goals/{goal.id}")

    assert codes == [200] * AT_ONCE
    assert looks() == 1
