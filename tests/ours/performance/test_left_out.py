"""Figures of periods still to come, kept before they were refused, are on no board."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.ours.performance import recording
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import ObservationBatch
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.ours.performance.test_files import in_csv
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def from_days_to_come() -> UUID:
    """Figures of two lines up to March 2026, and of one for April, as they were taken once."""
    unit = a_unit("Packaging")
    with clock.stopped(NOW):
        some_figures(
            *(
                [f"Packaging / Line {line}", "Waste", f"2026-0{month}", line * 10 + month]
                for line in (1, 2)
                for month in (1, 2, 3)
            ),
            adds_up=AddsUp.SUM,
        )
    with clock.stopped(NOW + timedelta(days=365)):
        some_figures(
            ["Packaging / Line 1", "Waste", "2026-04", 999], adds_up=AddsUp.SUM, name="early.csv"
        )
    return unit


def test_a_figure_of_a_period_to_come_is_left_out_with_a_word_until_its_day(
    app: Flask, visit: Visit
) -> None:
    board = f"/org/performance/units/{from_days_to_come()}"
    line = f"/org/performance/units/{a_unit('Packaging / Line 1')}"
    chart = f"indicators/{an_indicator_called('Waste')}"
    assert app
    with clock.stopped(NOW):
        ana = visit(a_worker())
        first = ana.get(f"{line}.csv")
        above, below = (words_of(ana.get(each).text) for each in (board, line))
        charts = [words_of(ana.get(f"{each}/{chart}").text) for each in (board, line)]
        table = [row["value"] for row in in_csv(ana.get(f"{board}.csv").text)]
        [card] = in_csv(first.text)
        compared = ana.get(f"{board}/{chart}/compare").text
        ana.post(f"{board}/everything")
        whole = [row["value"] for row in in_csv(ana.get(f"{board}/everything.csv").text)]
    with clock.stopped(NOW + timedelta(days=1)):
        ben = visit(a_worker())
        again = ben.client.get(f"{line}.csv", headers={"If-None-Match": first.headers["ETag"]})
        [begun] = in_csv(ben.get(f"{line}.csv").text)
        page = words_of(ben.get(f"{line}/{chart}").text)

    for said in (above, below, *charts):
        assert "Apr 2026 has not begun yet, so its figure is left out" in said
    assert "It came in with early.csv" in charts[1]
    assert table == whole == [36, 13, 23]
    assert (card["value"], card["period"]) == (13, "2026-03")
    for said in (above, below, *charts, compared):
        assert "999" not in said
    assert again.status_code == 200
    assert (begun["value"], begun["period"]) == (999, "2026-04")
    assert "left out" not in page


def test_an_import_of_a_period_to_come_can_still_be_undone(visit: Visit, app: Flask) -> None:
    assert app
    unit = from_days_to_come()
    line = a_unit("Packaging / Line 1")
    with clock.stopped(NOW):
        manager = visit(a_manager(of=unit))
        chart = f"/org/performance/units/{line}/indicators/{an_indicator_called('Waste')}"
        found = manager.get(chart).text.partition("It came in with <a href=")[2].split('"')[1]
        page = manager.get(found)
        with transaction(Database.ORGANISATION):
            last = db.select(ObservationBatch).order_by(ObservationBatch.number.desc())
            recording.undo(db.session.scalars(last).first() or pytest.fail("no import"))
        after = words_of(manager.get(chart).text)

    assert "early.csv" in page.text
    assert "Undo this import" in page.text
    assert "left out" not in after


@only_on_sqlite  # what a page says, not how it is kept
def test_where_there_is_nothing_but_figures_to_come_the_board_says_so(
    app: Flask, visit: Visit
) -> None:
    assert app
    unit = a_unit("Packaging")
    with clock.stopped(NOW + timedelta(days=365)):
        some_figures(
            ["Packaging", "Waste", "2026-12", 5], ["Packaging / Line", "Waste", "2026-12", 5]
        )
    board = f"/org/performance/units/{unit}"
    with clock.stopped(NOW):
        ana = visit(a_worker())
        page = words_of(ana.get(board).text)
        chart = words_of(ana.get(f"{board}/indicators/{an_indicator_called('Waste')}").text)
        told = ana.get(f"{board}.json").json

    for said in (page, chart):
        assert "This period has not begun yet, so there can be no figure of it." in said
    assert told is not None
    assert told["indicators"][0]["value"] is None
    assert told["units"][0]["figures"] == []
