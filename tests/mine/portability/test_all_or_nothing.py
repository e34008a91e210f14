"""Whatever happens while an import is added, the log has all of it or none of it."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from learnplan.config import MineConfig
from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of, transaction
from learnplan.factory import create_app
from learnplan.mine.portability import jobs, queries, services
from learnplan.mine.portability.drafts import Choices
from tests.factories.imports import activities_of, id_on, load, number_of_activities
from tests.factories.people import a_worker
from tests.installations import opened
from tests.killing import begun_elsewhere
from tests.refusing import no_room_in
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
LONG = "Date,What,Tags\n" + "".join(f"2026-03-05,Exercise {n},drill\n" for n in range(2_500))


def a_draft(actor: Actor, words: str = LONG) -> UUID:
    with transaction(Database.LEARNING):
        imported = services.load(actor, [("log.csv", words.encode())])
    jobs.read_draft(imported.id, actor, Choices())
    return imported.id


def a_confirmed_draft(actor: Actor) -> UUID:
    import_id = a_draft(actor)
    with transaction(Database.LEARNING):
        services.confirm(actor, import_id)
    return import_id


def test_killed_while_adding_leaves_nothing(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_confirmed_draft(ana)

    def add_and_die() -> None:
        event.listen(engine_of(Database.LEARNING), "after_cursor_execute", die)
        jobs.add_draft(import_id, ana)

    def die(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO activity_tag"):
            os.kill(os.getpid(), signal.SIGKILL)

    _, status = os.waitpid(begun_elsewhere(add_and_die), 0)

    assert os.WIFSIGNALED(status)
    assert number_of_activities() == 0
    page, later = f"/import/{import_id}", clock.now() + background.LONGEST_SILENCE * 2
    with clock.stopped(later):
        interrupted = visit(ana).get(page)
        assert "This was interrupted, and nothing was added." in interrupted.text
        assert "Refresh" not in interrupted.headers
        visit(ana).post(f"{page}/add", page=page)
    assert len(activities_of(ana)) == 2_500


def test_what_the_database_refuses_leaves_nothing(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana)

    page = f"/import/{import_id}"
    with no_room_in("activity_tag", of=Database.LEARNING):
        refused = visit(ana).post(f"{page}/add", page=page)

    assert 'class="flash flash--bad"' in refused.text
    assert "Add 2,500 activities" in refused.text
    assert number_of_activities() == 0


def test_confirmed_in_two_windows_at_once_it_is_added_once(app: Flask) -> None:
    ana = a_worker()
    import_id = a_draft(ana)

    def confirm(browser: Visitor) -> str:
        page = f"/import/{import_id}"
        return browser.post(f"{page}/add", page=page).text

    browsers = [Visitor(app, ana) for _ in range(2)]
    with ThreadPoolExecutor(2) as windows:
        answers = list(windows.map(confirm, browsers))

    assert len(activities_of(ana)) == 2_500
    assert any("2,500 activities added" in answer for answer in answers)


def test_the_same_log_confirmed_in_two_drafts_at_once_comes_in_once(app: Flask) -> None:
    ana = a_worker()
    drafts = [a_confirmed_draft(ana), a_confirmed_draft(ana)]

    def add(import_id: UUID) -> None:
        with app.app_context():
            jobs.add_draft(import_id, ana)

    with ThreadPoolExecutor(2) as windows:
        list(windows.map(add, drafts))

    assert len(activities_of(ana)) == 2_500


def test_work_on_a_draft_that_was_thrown_away_meanwhile_is_let_be(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana)
    with transaction(Database.LEARNING):
        services.read_again(ana, import_id)
        services.throw_away(ana, import_id)
    jobs.read_draft(import_id, ana, Choices())
    jobs.add_draft(import_id, ana)

    assert visit(ana).get(f"/import/{import_id}").status_code == 404


def test_of_two_wishes_the_last_one_counts(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana, "Date,What\n3/4/2026,Read\n")
    with transaction(Database.LEARNING):
        services.read_again(ana, import_id)
    jobs.read_draft(import_id, ana, Choices(day_first=False))
    jobs.read_draft(import_id, ana, Choices(day_first=True))

    assert "3 Apr 2026" in visit(ana).get(f"/import/{import_id}").text


def test_what_is_confirmed_is_not_read_again(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana, "Date,What\n3/4/2026,Read\n")
    with transaction(Database.LEARNING):
        services.confirm(ana, import_id)
    jobs.read_draft(import_id, ana, Choices(day_first=True))
    jobs.add_draft(import_id, ana)

    assert [str(one.happened_on) for one in activities_of(ana)] == ["2026-03-04"]
    again = visit(ana).post(f"/import/{import_id}/again", page="/import/")
    assert again.status_code == 404


def test_long_work_can_be_left_and_come_back_to(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana)
    with transaction(Database.LEARNING):
        services.read_again(ana, import_id)

    waiting = visit(ana).get(f"/import/{import_id}")

    assert waiting.headers["Refresh"] == "1"
    assert "You can leave this page" in waiting.text
    assert "log.csv" in visit(ana).get("/import/").text


def test_reading_that_was_interrupted_can_be_done_again(visit: Visit) -> None:
    ana = a_worker()
    import_id = a_draft(ana)
    with transaction(Database.LEARNING):
        services.read_again(ana, import_id)

    page = f"/import/{import_id}"
    with clock.stopped(clock.now() + background.LONGEST_SILENCE * 2):
        assert "This was interrupted" in visit(ana).get(page).text
        again = visit(ana).post(f"{page}/again", page=page)

    assert "Add 2,500 activities" in again.text


def test_what_cannot_be_read_the_other_way_stays_as_it_was_read(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    import_id = id_on(load(browser, ("log.csv", "Date,What\n2026-03-05,Read\n")))
    with transaction(Database.LEARNING):
        services.read_again(ana, import_id)
        services.note_trouble(ana, import_id, "There is no column 9: this table has 2.")

    shown = browser.get(f"/import/{import_id}")

    assert "There is no column 9" in shown.text
    assert "Add 1 activity" in shown.text


@pytest.mark.parametrize("background", [True, False])
def test_reading_in_the_background_says_how_far_it_is(
    config: MineConfig, *, background: bool
) -> None:
    with opened(create_app(config)) as app:
        app.config["BACKGROUND"] = background
        ana = a_worker()
        browser = Visitor(app, ana)
        page = f"/import/{id_on(load(browser, ('log.csv', LONG)))}"
        for _ in range(1_000):
            shown = browser.get(page)
            if "Refresh" not in shown.headers:
                break
        assert "Add 2,500 activities" in shown.text
        assert queries.import_for(ana, id_on(shown)).found == 2_500
