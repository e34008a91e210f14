"""Erasing while other work is on its way, and when it breaks off: nothing is left, or half gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread, get_ident

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine, event

from learnplan.core import clock
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.gate import periods
from learnplan.gate.verifying import verify_ledger
from learnplan.mine.answers.models import Answer
from learnplan.mine.disclosures.models import Receipt
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.log.models import Activity
from learnplan.mine.portability import erasing, exporting, jobs, services
from learnplan.mine.portability.archive import folder
from learnplan.mine.sharing.models import Share
from learnplan.mine.sharing.services import share_item
from learnplan.mine.stories import publishing
from learnplan.ours.practices.models.told import Story
from tests.factories.activities import an_activity
from tests.factories.archives import an_archive_of, erase, left_of
from tests.factories.evidence import a_file
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.factories.pulses import (
    PERIOD,
    PUBLISHED_AT,
    a_team,
    actor_of,
    an_open_period,
    answers_by,
)
from tests.factories.reflections import a_story
from tests.killing import is_killed
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

STEPS_BETWEEN_KILLS = 20


def test_a_pulse_is_published_and_verified_whoever_erases_when(app: Flask) -> None:  # noqa: ARG001
    team = a_team("Ops / Blue", 16)
    before, sealed, after, stays = (actor_of(person) for person in team[:4])
    an_open_period()
    answers_by(team)

    erase(before)
    periods.seal(PERIOD)
    erase(sealed)
    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")
    erase(after)

    assert verify_ledger().faults == ()
    answered = set(db.session.scalars(sa.select(Answer.owner_id)))
    assert answered == set(team) - {before.id, sealed.id, after.id}
    have_receipts = set(db.session.scalars(sa.select(Receipt.owner_id)))
    assert have_receipts == set(team) - {after.id}
    assert periods.purge(zone="UTC") == [PERIOD]
    assert stays.id in have_receipts


@only_on_sqlite  # two databases of either kind are two databases
def test_stories_are_withdrawn_as_the_page_says(app: Flask) -> None:
    author = a_worker()
    for signed in (True, False):
        story = a_story(owner=author, signed=signed)
        publishing.publish(author, story.id, version=1, whom="everyone")
    asked = Visitor(app, author).get("/erase")

    erase(author)

    assert "Stories you told everyone are withdrawn" in asked.text
    assert db.session.scalars(sa.select(Story)).all() == []


def test_an_erasure_that_is_killed_anywhere_is_whole_or_not_begun_and_is_finished(
    app: Flask,  # noqa: ARG001
) -> None:
    worker = a_worker()
    goal = a_goal(owner=worker, steps_to_take=("Read", "Try"))
    an_activity(owner=worker, goal_ids=[goal.id], tags=["a"])
    a_file(worker, goal.as_item)
    an_archive_of(worker)
    whole = left_of()
    with transaction(Database.LEARNING):
        erasure_id = erasing.ask(worker)

    kills = 0
    while is_killed(lambda: jobs.erase(erasure_id, worker.id), 1 + kills * STEPS_BETWEEN_KILLS):
        kills += 1
        assert left_of() in (whole | {"erasure": 1}, {"erasure": 1})
    with clock.stopped(clock.now() + timedelta(hours=1)):
        jobs.finish_erasing()

    assert kills > 3
    assert left_of() == {}
    assert folder.ids_there() == []
    assert list(shelf_here().folder.glob("*")) == []


@only_on_sqlite  # what is closed, and in which order, is decided in Python
def test_of_many_entries_some_go_at_a_time_and_nobody_else_sees_any_of_them_meanwhile(
    app: Flask,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana, ben = a_worker(), a_worker()
    entries = [an_activity(owner=ana, what=f"Entry {n}") for n in range(5)]
    for each in entries:
        with transaction(Database.LEARNING):
            share_item(ana, each.as_item, reader_id=ben.id)
    monkeypatch.setattr(erasing, "SOME", 2)
    seen: list[tuple[int, int]] = []

    def look(_session: object) -> None:
        with engine_of(Database.LEARNING).connect() as elsewhere:
            kinds = (Activity, Share)
            left = [elsewhere.scalar(sa.select(sa.func.count(each.id))) or 0 for each in kinds]
        seen.append((left[0], left[1]))

    event.listen(db.session, "after_commit", look)
    try:
        erase(ana)
    finally:
        event.remove(db.session, "after_commit", look)

    assert list(dict.fromkeys(seen)) == [(5, 5), (5, 0), (3, 0), (1, 0), (0, 0)]
    assert left_of() == {}


@contextmanager
def meanwhile(
    app: Flask, act: Callable[[], object], *, at: int, wait: bool = True
) -> Iterator[None]:
    """Have ``act`` begin in a thread of its own when this thread comes to its step ``at``."""
    me, steps = get_ident(), 0
    other = Thread(target=lambda: _in(app, act))

    def count(*_call: object) -> None:
        nonlocal steps
        if get_ident() != me:
            return
        steps += 1
        if steps == at:
            other.start()
            if wait:
                other.join()

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)
        db.session.rollback()
        other.join()


def _in(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        act()
        db.session.remove()


def nothing_is_left() -> None:
    db.session.rollback()
    with clock.stopped(clock.now() + timedelta(hours=1)):
        jobs.finish_erasing()  # where somebody was reading, it is done again within the hour
    assert left_of() == {}
    assert folder.ids_there() == []


@only_on_sqlite  # elsewhere the erasing waits for the export's reading, and the export here for it
@pytest.mark.parametrize("step", [3, 30])
def test_an_export_that_is_being_made_leaves_no_file(app: Flask, step: int) -> None:
    worker = a_worker()
    a_goal(owner=worker, steps_to_take=("Read", "Try"))
    with transaction(Database.LEARNING):
        export, _ = exporting.ask(worker)

    with meanwhile(app, lambda: erase(worker), at=step):
        jobs.make_export(export.id, worker)

    nothing_is_left()


@pytest.mark.parametrize("adding", [False, True], ids=["looked into", "being added"])
def test_an_import_that_is_on_its_way_leaves_no_row_and_no_file(
    app: Flask,
    adding: bool,  # noqa: FBT001 - its name is not passed on
) -> None:
    worker = a_worker()
    goal = a_goal(owner=worker, steps_to_take=("Read", "Try"))
    a_file(worker, goal.as_item)
    archive = an_archive_of(worker)
    erase(worker)
    with transaction(Database.LEARNING):
        import_id = services.load_archive(worker, "record.zip").id
    with folder.being_made(folder.loaded_file(import_id)) as path:
        path.write_bytes(archive)

    if adding:
        jobs.read_archive(import_id, worker)
        with transaction(Database.LEARNING):
            services.confirm(worker, import_id)
    with meanwhile(app, lambda: erase(worker), at=9, wait=not adding):
        (jobs.add_draft if adding else jobs.read_archive)(import_id, worker)

    nothing_is_left()
    assert list(shelf_here().folder.glob("*")) == []
