"""Figures are kept, rolled up, withheld, shown and taken back on PostgreSQL as on SQLite."""

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core.db import Database, db, transaction
from learnplan.ours.performance import recording
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import ObservationBatch
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.visitors import Visitor

pytestmark = pytest.mark.postgres


def undo_last() -> None:
    with transaction(Database.ORGANISATION):
        newest = select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(1)
        recording.undo(db.session.scalars(newest).one())


def test_sums_and_ratios_stand_and_go_again(postgres_house: Flask) -> None:
    packaging = a_unit("Operations / Packaging")
    ana = Visitor(postgres_house, a_worker())
    some_figures(
        ["Operations / Packaging / Line 1", "On time", "2026-03", None, 90, 100, 95, "increase"],
        ["Operations / Packaging / Line 2", "On time", "2026-03", None, 1, 10, 95, "increase"],
    )
    some_figures(
        ["Operations / Packaging / Line 1", "Incidents", "2026-03", 4],
        ["Operations / Packaging / Line 2", "Incidents", "2026-03", 7],
        adds_up=AddsUp.SUM,
    )
    some_figures(["Operations / Packaging / Line 2", "Incidents", "2026-03", 8])

    def points(indicator: str) -> list[tuple[object, object]]:
        chart = f"indicators/{an_indicator_called(indicator)}.json"
        said = ana.get(f"/org/performance/units/{packaging}/{chart}").json
        assert said is not None
        return [(point["value"], point["target"]) for point in said["points"]]

    assert points("On time") == [(pytest.approx(9100 / 110), 95)]
    assert points("Incidents") == [(12, None)]
    undo_last()
    assert points("Incidents") == [(11, None)]


def test_figures_that_nobody_gave_their_word_for_stay_at_the_top(postgres_house: Flask) -> None:
    packaging = a_unit("Operations / Packaging")
    some_figures(["Operations / Packaging", "Changeover", "2026-03", 41.5], attest=False)

    board = Visitor(postgres_house, a_worker()).get(f"/org/performance/units/{packaging}").text

    assert "Not shown" in board
    assert "41.5" not in board
