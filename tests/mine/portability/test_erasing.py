"""Erasing: everything of somebody's goes, from tables, files and the pages of the database."""

import re
from pathlib import Path

import pytest
from flask import Flask

from learnplan.config import MineConfig
from learnplan.core.db import Database, LearningModel, db, transaction
from learnplan.mine.portability import erasing, jobs
from learnplan.mine.portability.record import letting_go, rooms
from tests.canaries import fill_with_canaries
from tests.factories.activities import an_activity
from tests.factories.archives import an_archive_of, erase, left_of
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor


def test_nothing_is_left_in_any_table(app: Flask) -> None:  # noqa: ARG001
    worker = a_worker()
    tables = fill_with_canaries(worker.id)

    erase(worker)

    assert len(tables) == len(LearningModel.metadata.tables)
    assert left_of() == {"erasure": 1}  # the canaries' own, which is nobody's


@only_on_sqlite  # writing every table anew on PostgreSQL takes its time
def test_a_drawer_that_is_forgotten_is_noticed(
    app: Flask,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = a_worker()
    fill_with_canaries(worker.id)
    some = tuple(one for one in rooms.tables() if one.table.name != "saved_filter")
    monkeypatch.setattr(letting_go, "tables", lambda: some)

    erase(worker)

    assert "saved_filter" in left_of()


@only_on_sqlite  # what is left in PostgreSQL's files is the server's
def test_no_word_is_left_in_any_file(app: Flask, config: MineConfig) -> None:  # noqa: ARG001
    worker = a_worker()
    for number in range(200):
        an_activity(owner=worker, what=f"Zanzibar {number}", note="Zanzibar " * 50)
    a_goal(owner=worker, title="Zanzibar")
    an_archive_of(worker)
    folder = config.evidence.parent
    assert any(_holds(path, b"Zanzibar") for path in _files(folder))

    erase(worker)
    db.session.remove()

    assert [path.name for path in _files(folder) if _holds(path, b"Zanzibar")] == []
    assert not list(config.exports_folder.iterdir())


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _holds(path: Path, word: bytes) -> bool:
    return word.lower() in path.read_bytes().lower()


@only_on_sqlite  # writing every table anew on PostgreSQL takes its time
def test_what_others_have_stays(app: Flask) -> None:  # noqa: ARG001
    ana, ben = a_worker(), a_worker()
    an_activity(owner=ana, what="Ana’s")
    an_activity(owner=ben, what="Ben’s")
    before = an_archive_of(ben)

    erase(ana)

    assert erasing.counts_for(ben)["activities"] == 1
    assert before


@only_on_sqlite  # writing every table anew on PostgreSQL takes its time
def test_whoever_erases_is_signed_out_and_told_what_was_done(app: Flask) -> None:
    app.config["BACKGROUND"] = False
    worker = a_worker()
    an_activity(owner=worker, what="Read a blueprint")
    visitor, elsewhere = Visitor(app, worker), Visitor(app, worker)

    asked = visitor.get("/erase")
    done = visitor.post("/erase")

    assert "1 activity" in asked.text
    assert "Your record is gone" in done.text
    assert elsewhere.client.get("/log/").status_code == 303
    assert Visitor(app, worker).get("/log/").text.count("Read a blueprint") == 0


@only_on_sqlite  # writing every table anew on PostgreSQL takes its time
def test_an_erasure_that_broke_off_is_finished(app: Flask) -> None:
    app.config["BACKGROUND"] = False
    worker = a_worker()
    an_activity(owner=worker, what="Read a blueprint")
    with transaction(Database.LEARNING):
        erasure_id = erasing.ask(worker)
        asked = erasing.erasure(erasure_id)
        assert asked is not None
        asked.since = asked.since.replace(year=2020)  # its process is long gone
    db.session.rollback()

    shown = Visitor(app).get(f"/erased/{erasure_id}")
    finished = Visitor(app).post(f"/erased/{erasure_id}")

    assert "broke off" in shown.text
    assert "Your record is gone" in finished.text
    assert left_of() == {}
    jobs.finish_erasing()


@only_on_sqlite  # writing every table anew on PostgreSQL takes its time
@pytest.mark.parametrize("kind", ["goal", "activity"])
def test_one_thing_goes_for_good_at_once(app: Flask, kind: str) -> None:
    owner, other = a_worker(), a_worker()
    made = a_goal(owner=owner, title="Zanzibar") if kind == "goal" else None
    item_id = made.id if made is not None else an_activity(owner=owner, what="Zanzibar")
    item_id = getattr(item_id, "id", item_id)
    address = f"/erase/{kind}/{item_id}"

    stolen = Visitor(app, other).get(address)
    asked = Visitor(app, owner).get(address)
    gone = Visitor(app, owner).post(address)

    assert stolen.status_code == 404
    assert "Delete for good" in asked.text
    assert "Gone for good" in gone.text
    assert Visitor(app, owner).get(address).status_code == 404
    assert not re.search("Zanzibar", Visitor(app, owner).get("/").text)
