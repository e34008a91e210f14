"""What is kept of how far each series goes is what stands, whatever comes in and goes again."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnplan.core.db import Database, db, transaction
from learnplan.directory.services import rosters
from learnplan.ours.performance import queries, recording
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import ObservationBatch, observation, series
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import some_figures
from tests.kinds import only_on_sqlite


@pytest.fixture(autouse=True)
def installed(app: Flask) -> Flask:
    a_unit("Operations / Packaging")
    return app


def kept() -> dict[int, tuple[date, date, int, int]]:
    stmt = select(series.c.id, *(series.c[name] for name in queries.Extent._fields[3:]))
    return {row[0]: tuple(row[1:]) for row in db.session.execute(stmt)}


def counted() -> dict[int, tuple[date, date, int, int]]:
    found = observation.c
    stmt = select(
        found.series_id,
        func.min(found.period_start),
        func.max(found.period_start),
        func.count(),
        func.count(found.batch),
    ).group_by(found.series_id)
    return {row[0]: tuple(row[1:]) for row in db.session.execute(stmt)}


def test_how_far_series_go_is_kept_through_imports_and_their_undoing() -> None:
    line_1, line_2 = "Operations / Packaging / Line 1", "Operations / Packaging / Line 2"
    some_figures(
        [line_1, "Incidents", "2026-01", 4],
        [line_1, "Incidents", "2026-03", 1],
        adds_up=AddsUp.SUM,
    )
    before = kept()
    some_figures(
        [line_1, "Incidents", "2025-11", 2],
        [line_1, "Incidents", "2026-03", 3],
        [line_1, "Incidents", "2026-04", 2],
        [line_2, "Incidents", "2026-02", 7],
        ["Operations / Packaging", "Incidents", "2026-02", 8],
        adds_up=AddsUp.SUM,
    )

    assert kept() == counted()

    with transaction(Database.ORGANISATION):
        recording.undo(
            db.session.scalars(
                select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(1)
            ).one()
        )

    assert kept() == counted() == before != {}


@only_on_sqlite  # nothing of the database is in it but a number that grows
def test_the_tree_is_read_again_only_when_a_unit_comes_or_goes() -> None:
    some_figures(["Operations / Packaging", "Incidents", "2026-01", 4])
    first = Edition(queries.version())
    some_figures(["Operations / Packaging", "Incidents", "2026-02", 4])
    second = Edition(queries.version(), before=first)
    some_figures(["Operations / Deliveries", "Incidents", "2026-02", 4])
    third = Edition(queries.version(), before=second)

    with transaction(Database.ORGANISATION):
        recording.undo(
            db.session.scalars(
                select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(1)
            ).one()
        )
    some_figures(["Operations / Night crew", "Incidents", "2026-02", 4])
    fourth = Edition(queries.version(), before=third)

    assert second.tree is first.tree
    assert "Deliveries" in names(third)
    assert "Deliveries" not in names(fourth)
    assert "Night crew" in names(fourth)


@only_on_sqlite  # likewise
def test_a_unit_that_is_founded_and_a_roster_that_is_settled_are_seen_at_once() -> None:
    first = Edition(queries.version())
    night = a_unit("Operations / Night crew")
    second = Edition(queries.version(), before=first)
    for _ in range(5):
        a_worker(unit=night)
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(date(2026, 1, 1))
    third = Edition(queries.version(), before=second)

    assert "Night crew" in names(second) - names(first)
    assert second.place(night).people is None
    assert third.place(night).people == 5


def names(edition: Edition) -> set[str]:
    return {unit.name for unit in edition.tree.units}
