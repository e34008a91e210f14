"""Figures add up the tree of units, and are kept so."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Unit
from learnplan.ours.performance import services
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Indicator, observation, series
from tests.factories.people import a_manager, a_unit
from tests.factories.performance import an_indicator_called, some_figures


@pytest.fixture(autouse=True)
def installed(app: Flask) -> Flask:
    a_unit("Operations / Packaging")
    return app


def kept(unit: str, indicator: str) -> list[tuple[object, ...]]:
    """What stands of a unit: the period, the value, and of how many units it was made."""
    found = db.session.execute(
        select(observation.c.period_start, observation.c.value, observation.c.parts)
        .join(series, series.c.id == observation.c.series_id)
        .join(Unit, Unit.id == series.c.unit_id)
        .join(Indicator, Indicator.id == series.c.indicator_id)
        .where(Unit.name == unit, Indicator.name == indicator)
        .order_by(observation.c.period_start)
    )
    rows: list[tuple[object, ...]] = [
        (f"{row.period_start:%Y-%m}", row.value, row.parts) for row in found
    ]
    db.session.rollback()
    return rows


def test_sums_add_up_to_the_top() -> None:
    some_figures(
        ["Operations / Packaging / Line 1", "Incidents", "2026-03", 4],
        ["Operations / Packaging / Line 2", "Incidents", "2026-03", 7],
        ["Operations / Deliveries", "Incidents", "2026-03", 1],
        adds_up=AddsUp.SUM,
    )

    assert kept("Packaging", "Incidents") == [("2026-03", 11, 2)]
    assert kept("Operations", "Incidents") == [("2026-03", 12, 2)]
    assert kept("Northwind", "Incidents") == [("2026-03", 12, 1)]


def test_ratios_are_weighted_by_their_denominators() -> None:
    some_figures(
        ["Operations / Packaging / Line 1", "On time", "2026-03", None, 90, 100, 0.95],
        ["Operations / Packaging / Line 2", "On time", "2026-03", None, 1, 10, 0.95],
    )

    assert kept("Packaging", "On time") == [("2026-03", pytest.approx(91 / 110), 2)]


def test_percentages_stay_percentages_on_the_way_up() -> None:
    some_figures(
        ["Operations / Packaging / Line 1", "On time", "2026-03", None, 90, 100, 95, "increase"],
        ["Operations / Packaging / Line 2", "On time", "2026-03", None, 1, 10, 95, "increase"],
    )

    assert kept("Line 1", "On time") == [("2026-03", pytest.approx(90), None)]
    assert kept("Packaging", "On time") == [("2026-03", pytest.approx(9100 / 110), 2)]


def test_medians_do_not_add_up() -> None:
    some_figures(["Operations / Packaging / Line 1", "Changeover", "2026-03", 41])

    assert kept("Packaging", "Changeover") == []


def test_a_units_own_figure_wins() -> None:
    some_figures(
        ["Operations / Packaging", "Incidents", "2026-03", 20],
        ["Operations / Packaging / Line 1", "Incidents", "2026-03", 4],
        adds_up=AddsUp.SUM,
    )

    assert kept("Packaging", "Incidents") == [("2026-03", 20, None)]
    assert kept("Operations", "Incidents") == [("2026-03", 20, 1)]


def test_an_own_figure_that_comes_later_takes_the_place_of_the_sum() -> None:
    line = ["Operations / Packaging / Line 1", "Incidents", "2026-03", 4]
    some_figures(line, adds_up=AddsUp.SUM)

    report = some_figures(["Operations / Packaging", "Incidents", "2026-03", 20])

    assert report.added == 1
    assert kept("Packaging", "Incidents") == [("2026-03", 20, None)]
    assert kept("Northwind", "Incidents") == [("2026-03", 20, 1)]


def test_only_what_changed_is_made_again_and_the_rest_stands() -> None:
    some_figures(
        ["Operations / Packaging / Line 1", "Incidents", "2026-03", 4],
        ["Operations / Packaging / Line 1", "Incidents", "2026-04", 5],
        ["Operations / Packaging / Line 2", "Incidents", "2026-04", 1],
        adds_up=AddsUp.SUM,
    )

    some_figures(["Operations / Packaging / Line 2", "Incidents", "2026-03", 3])

    assert kept("Packaging", "Incidents") == [("2026-03", 7, 2), ("2026-04", 6, 2)]


def test_saying_anew_how_an_indicator_adds_up_makes_its_sums_anew(
    app: Flask,  # noqa: ARG001 - the installation comes first
) -> None:
    some_figures(["Operations / Packaging / Line 1", "Incidents", "2026-03", 4])
    marek, indicator = a_manager(), an_indicator_called("Incidents")

    def say(actor: Actor, adds_up: AddsUp) -> None:
        with transaction(Database.ORGANISATION):
            services.settle_indicator(
                actor,
                indicator,
                name="Incidents",
                measure="",
                direction=Direction.DECREASE,
                adds_up=adds_up,
                decimals=None,
                chart_kind=ChartKind.INDIVIDUALS,
                seasonal=False,
                how_measured="",
                not_shown="",
            )

    ways: list[Callable[[], None]] = [
        lambda: say(marek, AddsUp.SUM),
        lambda: say(marek, AddsUp.NONE),
    ]
    sums = []
    for way in ways:
        way()
        sums.append(kept("Northwind", "Incidents"))

    assert sums == [[("2026-03", 4, 1)], []]
