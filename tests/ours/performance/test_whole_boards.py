"""A whole board as one file: all that its pages show and nothing else."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.directory.services import rosters
from learnplan.ours.performance import boards, bundles, jobs, recording, whole
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Making, ObservationBatch, WholeBoard
from learnplan.ours.performance.views import imports
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.killing import killed_everywhere
from tests.kinds import only_on_sqlite
from tests.ours.performance.test_files import in_csv, in_xlsx, without_nothing
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
UNTRUE = "=HYPERLINK(1)&<b>"
BELOW = [UNTRUE, *(f"Below {number}" for number in range(7))]
HERE = [f"Here {number}" for number in range(boards.CARDS)]
UNITS = [f"Line {number:02}" for number in range(boards.UNITS + 3)]


def month() -> str:
    return f"{date(clock.today('UTC').year, 1, 1):%Y-%m}"


def a_large_board() -> UUID:
    """More indicators and more units than a page has, and units too small to be shown alone."""
    unit = a_unit("Plant")
    for name, crew in (("Line 00", 6), ("Line 01", 3), ("Line 02", 1)):
        for _ in range(crew):
            a_worker(unit=a_unit(f"Plant / {name}"))
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(clock.today("UTC"))
    figures = [
        [f"Plant / {name}", indicator, month(), number * 100 + at]
        for number, name in enumerate(UNITS)
        for at, indicator in enumerate(BELOW)
        if (number + at) % 11
    ]
    some_figures(
        *figures, *(["Plant", indicator, month(), 7] for indicator in HERE), adds_up=AddsUp.SUM
    )
    some_figures(["Plant / Line 07", "Nobody’s word", month(), 5], attest=False, name="odd.csv")
    return unit


@pytest.fixture
def plant(app: Flask) -> str:
    """The address of the board of a unit with few figures."""
    assert app
    unit = a_unit("Plant")
    some_figures(
        *([f"Plant / {name}", "Waste", month(), 10 + at] for at, name in enumerate(UNITS[:3])),
        adds_up=AddsUp.SUM,
    )
    return f"/org/performance/units/{unit}"


def made(visitor: Visitor, board: str) -> str:
    """Have the files of a board made; the page that says so."""
    return visitor.post(f"{board}/everything").text


def waste_in(visitor: Visitor, board: str) -> dict[object, object]:
    found = in_csv(visitor.get(f"{board}/everything.csv").text)
    return {row["unit"]: row["value"] for row in found}


def counted(rows: Iterator[dict[str, object]]) -> Counter[frozenset[tuple[str, object]]]:
    return Counter(frozenset(without_nothing(row).items()) for row in rows)


def pages_of(visitor: Visitor, board: str, kind: str) -> Iterator[Any]:
    """Every page of a board as a file, and the pages that one comes to by looking for a name."""
    for query in ("", "page=2", "units=2", "page=2&units=2"):
        yield visitor.get(f"{board}.{kind}?{query}")
    for name in BELOW:
        for units in (1, 2):
            yield visitor.client.get(
                f"{board}.{kind}", query_string={"words": name, "units": units}
            )


def test_the_whole_file_has_what_all_pages_have_in_every_kind(app: Flask, visit: Visit) -> None:
    app.extensions["ours"].config["BACKGROUND"] = False
    board = f"/org/performance/units/{a_large_board()}"
    worker = visit(a_worker())
    page = worker.get(board).text
    assert f"{board}/everything" in page
    assert "Ready to be taken" in made(worker, board)

    sent = {kind: worker.get(f"{board}/everything.{kind}") for kind in ("csv", "xlsx", "json")}

    pages = Counter[frozenset[tuple[str, object]]]()
    for each in pages_of(worker, board, "csv"):
        pages |= counted(in_csv(each.text))
    assert len(pages) > boards.CARDS + len(BELOW) * (len(UNITS) - 10)
    assert counted(in_csv(sent["csv"].text)) == pages
    assert counted(in_xlsx(sent["xlsx"].data)) == pages
    told: Any = sent["json"].json
    said: list[Any] = [each.json for each in pages_of(worker, board, "json")]
    cards = {card["chart"]: card for each in said for card in each["indicators"]}
    assert {card["chart"]: card for card in told["indicators"]} == cards
    assert len(told["indicators"]) == len(cards)
    figures = {
        (line["id"], figure["indicator"]): (line["remark"], line["people"], figure)
        for each in said
        for line in each["units"]
        for figure in line["figures"]
    }
    assert figures == {
        (line["id"], figure["indicator"]): (line["remark"], line["people"], figure)
        for line in told["units"]
        for figure in line["figures"]
    }
    assert [line["id"] for line in told["units"]] == list(
        dict.fromkeys(line["id"] for line in said[0]["units"] + said[2]["units"])
    )
    assert told["units_in_all"] == said[0]["units_in_all"] == len(told["units"])
    assert told["unit"] == "Plant"
    # The small are shown together here as there, and what nobody gave their word for is not.
    names = {str(row["unit"]) for row in in_csv(sent["csv"].text)}
    assert "Line 02" not in names
    assert any("Line 02" in name for name in names)
    [odd] = [row for row in in_csv(sent["csv"].text) if row["indicator"] == "Nobody’s word"]
    assert odd["value"] == ""
    assert "word" in str(odd["not_shown"])


def test_the_files_are_the_same_bytes_for_everyone_and_packed_where_they_may_be(
    plant: str, visit: Visit
) -> None:
    ana, ben = visit(a_worker()), visit(a_worker())

    made(ana, plant)

    for kind in ("csv", "xlsx", "json"):
        one = ana.get(f"{plant}/everything.{kind}")
        other = ben.get(f"{plant}/everything.{kind}")
        packed = ben.get(f"{plant}/everything.{kind}", headers={"Accept-Encoding": "gzip"})
        assert one.data == other.data
        assert one.headers["ETag"] == other.headers["ETag"]
        assert f"Plant, everything.{kind}" in one.headers["Content-Disposition"]
        assert packed.headers.get("Content-Encoding") == (None if kind == "xlsx" else "gzip")
        again = ben.client.get(
            f"{plant}/everything.{kind}", headers={"If-None-Match": one.headers["ETag"]}
        )
        assert again.status_code == 304
    assert visit(None).client.get(f"{plant}/everything.csv").status_code == 401


def test_while_there_are_files_of_the_figures_as_they_are_no_others_are_made(
    plant: str, app: Flask, visit: Visit
) -> None:
    unit = UUID(plant.rpartition("/")[2])
    with transaction(Database.ORGANISATION):
        first, is_new = bundles.ask(unit)
        again, is_new_again = bundles.ask(unit)
        assert (is_new, is_new_again) == (True, False)
        assert first is again
        bundle_id = first.id
    waiting = visit(a_worker()).get(f"{plant}/everything")
    assert waiting.headers["Refresh"] == imports.LOOK_AGAIN
    assert "Make the files" not in waiting.text

    with app.extensions["ours"].app_context():
        jobs.make_whole(bundle_id, unit, address="/org")

    with transaction(Database.ORGANISATION):
        there, is_new = bundles.ask(unit)
        assert (there.id, is_new) == (bundle_id, False)


def test_files_stay_for_an_hour_whatever_comes_in_and_can_be_made_anew(
    plant: str, visit: Visit
) -> None:
    worker = visit(a_worker())
    made(worker, plant)

    some_figures(["Plant / Line 00", "Waste", month(), 99], adds_up=AddsUp.SUM, name="b.csv")
    before = waste_in(worker, plant)
    page = worker.get(f"{plant}/everything").text
    made(worker, plant)
    after = waste_in(worker, plant)
    with clock.stopped(clock.now() + bundles.STAYS + timedelta(minutes=1)):
        gone = worker.get(f"{plant}/everything.csv")
        with transaction(Database.ORGANISATION):
            bundles.purge()
        assert db.session.scalar(db.select(WholeBoard)) is None

    assert "has changed since" in page
    assert (before["Line 00"], after["Line 00"]) == (10, 99)
    assert "Make the files" in gone.text
    assert gone.mimetype == "text/html"


@pytest.mark.parametrize("act", ["undo", "no word", "edit", "people"])
def test_files_are_gone_at_once_when_something_in_them_may_not_be_shown_any_more(
    plant: str, visit: Visit, act: str
) -> None:
    manager = visit(a_manager(of=UUID(plant.rpartition("/")[2])))
    made(manager, plant)
    assert waste_in(manager, plant)["Line 00"] == 10

    if act == "undo":
        with transaction(Database.ORGANISATION):
            recording.undo(db.session.scalars(db.select(ObservationBatch)).one())
    elif act == "no word":
        some_figures(["Plant / Line 05", "Waste", month(), 1], attest=False, name="odd.csv")
    elif act == "edit":
        manager.post(
            f"/org/performance/indicators/{an_indicator_called('Waste')}/edit",
            name="Waste",
            direction="decrease",
            adds_up="none",
            chart_kind="individuals",
        )
    else:
        a_worker(unit=a_unit("Plant / Line 00"))
        with transaction(Database.ORGANISATION):
            rosters.freeze_reporting_groups(clock.today("UTC"))

    assert manager.get(f"{plant}/everything.csv").mimetype == "text/html"
    assert "Make the files" in manager.get(f"{plant}/everything").text


def test_files_that_are_called_back_while_they_wait_or_are_made_are_kept_by_nobody(
    plant: str, app: Flask, visit: Visit
) -> None:
    worker, unit = visit(a_worker()), UUID(plant.rpartition("/")[2])

    def call_back() -> None:
        with app.app_context(), transaction(Database.ORGANISATION):
            recording.take_back_files()

    with app.extensions["ours"].app_context():
        with transaction(Database.ORGANISATION):
            waiting = bundles.ask(unit)[0].id
        call_back()
        jobs.make_whole(waiting, unit, address="/org")
        with transaction(Database.ORGANISATION):
            under_way = bundles.ask(unit)[0].id
        with once_figures_are_read(app.extensions["ours"], call_back):
            jobs.make_whole(under_way, unit, address="/org")

    assert "Make the files" in worker.get(f"{plant}/everything.csv").text


def test_long_work_on_files_shows_how_far_it_is_and_that_it_was_interrupted(
    plant: str, app: Flask, visit: Visit
) -> None:
    worker, unit = visit(a_worker()), UUID(plant.rpartition("/")[2])
    with transaction(Database.ORGANISATION):
        bundle_id = bundles.ask(unit)[0].id
    seen: list[str] = []

    def look(key: UUID) -> None:
        background.report(key, 5, 10)
        seen.append(worker.get(f"{plant}/everything").text)

    app.extensions["ours"].config["BACKGROUND"] = False
    background.run(app.extensions["ours"], look, bundle_id)
    with transaction(Database.ORGANISATION):
        db.session.get_one(WholeBoard, bundle_id).moved_at -= background.LONGEST_SILENCE * 2
    stopped = worker.get(f"{plant}/everything")

    assert 'value="5" max="10"' in seen[0]
    assert "5 of 10 units" in words_of(seen[0])
    assert "It stopped half-way, and nothing of it was kept." in words_of(stopped.text)
    assert "Refresh" not in stopped.headers
    assert "Ready to be taken" in made(worker, plant)


def test_a_server_killed_at_any_step_of_making_files_leaves_none_half_made(
    plant: str, app: Flask, visit: Visit
) -> None:
    worker, unit = visit(a_worker()), UUID(plant.rpartition("/")[2])
    with transaction(Database.ORGANISATION):
        bundle_id = bundles.ask(unit)[0].id

    def look() -> None:
        db.session.rollback()
        bundle = bundles.bundle_of(unit)
        assert bundle is not None
        if bundle.state is Making.UNDER_WAY:
            assert bundle.csv is None
        else:
            assert waste_in(worker, plant) == {
                "Plant": 33,
                "Line 00": 10,
                "Line 01": 11,
                "Line 02": 12,
            }

    def is_done() -> bool:
        look()
        return waste_in(worker, plant)["Plant"] == 33

    with app.extensions["ours"].app_context():
        make_them = partial(jobs.make_whole, bundle_id, unit, address="/org")
        assert killed_everywhere(make_them, is_done, look=look) > 5


@contextmanager
def once_figures_are_read(app: Flask, act: Callable[[], object]) -> Iterator[None]:
    """Do something in a thread of its own as soon as figures were read here for the first time."""
    reader, done = threading.get_ident(), threading.Event()

    def look(*call: object) -> None:
        read = threading.get_ident() == reader and "observation.value" in str(call[2])
        if read and not done.is_set():
            done.set()
            thread = threading.Thread(target=act)
            thread.start()
            thread.join()

    with app.app_context():
        engine = engine_of(Database.ORGANISATION)
    event.listen(engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", look)
        assert done.is_set()


def test_what_comes_in_while_files_are_made_is_in_none_of_them(
    plant: str, app: Flask, visit: Visit
) -> None:
    worker = visit(a_worker())

    def come_in() -> None:
        with app.app_context():
            some_figures(
                *(["Plant / " + name, "Waste", month(), 99] for name in UNITS[:3]),
                adds_up=AddsUp.SUM,
                name="b.csv",
            )

    db.session.remove()
    with once_figures_are_read(app.extensions["ours"], come_in):
        page = made(worker, plant)

    assert waste_in(worker, plant) == {"Plant": 33, "Line 00": 10, "Line 01": 11, "Line 02": 12}
    assert "has changed since" in page


@only_on_sqlite  # what a page says, not how it is kept
def test_a_board_with_more_rows_than_a_sheet_has_no_spreadsheet(
    plant: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "MOST_ROWS", 3)
    worker = visit(a_worker())

    page = made(worker, plant)

    assert "There is no XLSX" in page
    assert "everything.xlsx" not in page
    assert len(waste_in(worker, plant)) == 4
    assert worker.get(f"{plant}/everything.xlsx").mimetype == "text/html"


@only_on_sqlite  # what a page says, not how it is kept
def test_a_board_that_is_on_one_page_offers_no_other_file(plant: str, visit: Visit) -> None:
    assert "everything" not in visit(a_worker()).get(plant).text


@only_on_sqlite  # what is made of figures, not how they are kept
def test_cards_of_a_board_with_very_many_indicators_come_in_the_order_of_its_pages(
    visit: Visit, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app
    monkeypatch.setattr(boards, "RANKED", 5)
    board = f"/org/performance/units/{a_unit('Plant')}"
    some_figures(*(["Plant", name, month(), at] for at, name in enumerate([*HERE, "Last"])))
    worker = visit(a_worker())

    made(worker, board)

    pages = [worker.get(f"{board}.csv?page={page}").text for page in (1, 2)]
    assert list(in_csv(worker.get(f"{board}/everything.csv").text)) == [
        row for page in pages for row in in_csv(page)
    ]
