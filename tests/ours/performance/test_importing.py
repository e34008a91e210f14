"""Figures come in from files: all or nothing, once, and with a way back."""

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.core.tables import read_table
from learnplan.directory import queries as directory
from learnplan.ours.performance import importing, recording
from learnplan.ours.performance.importing import Report
from learnplan.ours.performance.mapping import AddsUp, Mapping
from learnplan.ours.performance.models import (
    FIGURES,
    Indicator,
    ObservationBatch,
    State,
    attestation,
    observation,
    series,
    withheld,
)
from learnplan.ours.performance.senders import Sender
from tests.factories.people import a_unit
from tests.factories.performance import a_file, a_long_mapping, some_figures
from tests.kinds import only_on_sqlite
from tests.places import EXCERPTS, SHARED

TRUSTS = Path("kpi") / "nhs-ae-attendances" / "ae_attendances.csv"
SURVEY = Path("kpi") / "civil-service-people-survey" / "csps_org_long_2009-2024.csv.gz"


@pytest.fixture(autouse=True)
def installed(app: Flask) -> Iterator[None]:
    assert app
    a_unit("Operations")
    yield
    db.session.rollback()


def import_bytes(name: str, data: bytes, *, dry_run: bool = False) -> Report:
    with transaction(Database.ORGANISATION):
        return importing.import_file(name, data, mapping=None, by=Sender("a test"), dry_run=dry_run)


def everything() -> list[tuple[object, ...]]:
    """All that figures and their surroundings consist of, without when it came in."""
    columns = [observation.c[name] for name in (*FIGURES[:-1], "parts")]
    figures = db.session.execute(
        select(series.c.unit_id, series.c.indicator_id, observation.c.period_start, *columns)
        .join(series, series.c.id == observation.c.series_id)
        .order_by(series.c.unit_id, series.c.indicator_id, observation.c.period_start)
    )
    found: list[tuple[object, ...]] = [tuple(row) for row in figures]
    for table in (withheld, attestation):
        columns_but_batch = [column for column in table.c if column.name != "batch"]
        rows = db.session.execute(select(*columns_but_batch).order_by(*columns_but_batch))
        found.extend(tuple(row) for row in rows)
    found.extend((unit.name, unit.parent_id) for unit in directory.units())
    found.extend((name,) for name in db.session.scalars(select(Indicator.name).order_by("name")))
    db.session.rollback()
    return found


def last_batch() -> ObservationBatch:
    stmt = select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(1)
    return db.session.scalars(stmt).one()


def undo_last() -> None:
    with transaction(Database.ORGANISATION):
        recording.undo(last_batch())


def test_the_same_file_twice_changes_nothing() -> None:
    rows = [["Line 1", "Incidents", "2026-03", 4], ["Line 2", "Incidents", "2026-03", 7]]
    first = some_figures(*rows, adds_up=AddsUp.SUM)
    stood = everything()

    second = some_figures(*rows, adds_up=AddsUp.SUM)

    assert first.as_json() == {
        "rows_read": 2,
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": [],
        "units_created": 2,
        "indicators_created": 1,
    }
    assert (second.added, second.updated, second.unchanged) == (0, 0, 2)
    assert (second.units_created, second.indicators_created) == (0, 0)
    assert everything() == stood


def test_a_changed_figure_is_updated_and_can_be_taken_back() -> None:
    some_figures(["Line 1", "Incidents", "2026-03", 4, None, None, 3], adds_up=AddsUp.SUM)
    stood = everything()

    report = some_figures(
        ["Line 1", "Incidents", "2026-03", 5],
        ["Line 1", "Incidents", "2026-04", 6],
        ["Line 9", "Accidents", "2026-04", 1],
    )
    changed = everything()
    undo_last()

    assert (report.added, report.updated) == (2, 1)
    assert changed != stood
    assert everything() == stood
    assert last_batch().state is State.UNDONE


def test_what_a_file_does_not_say_stays_as_it_stands() -> None:
    some_figures(["Line 1", "Incidents", "2026-03", 4, None, None, 3])

    some_figures(["Line 1", "Incidents", "2026-03", 5])

    found = db.session.execute(select(observation.c.value, observation.c.target)).one()
    assert tuple(found) == (5, 3)


def test_an_earlier_import_is_not_undone_from_under_a_later_one() -> None:
    some_figures(["Line 1", "Incidents", "2026-03", 4], name="march.csv")
    first = last_batch().id
    some_figures(["Line 1", "Incidents", "2026-03", 5], name="corrected.csv")

    with (
        pytest.raises(Conflict, match=r"Undo batch 2, corrected\.csv, first"),
        transaction(Database.ORGANISATION),
    ):
        recording.undo(db.session.get_one(ObservationBatch, first))
    undo_last()
    with transaction(Database.ORGANISATION):
        recording.undo(db.session.get_one(ObservationBatch, first))

    assert db.session.scalar(select(func.count()).select_from(observation)) == 0


def test_undoing_twice_is_refused() -> None:
    some_figures(["Line 1", "Incidents", "2026-03", 4])
    undo_last()

    with pytest.raises(Conflict, match="was undone already"):
        undo_last()


def test_undoing_keeps_units_that_were_there_before() -> None:
    unit = a_unit("Operations / Packaging")

    some_figures(["Operations / Packaging / Line 7", "Incidents", "2026-03", 4])
    made = {each.name for each in directory.units()}
    undo_last()

    assert "Line 7" in made
    assert "Line 7" not in {each.name for each in directory.units()}
    assert unit in {each.id for each in directory.units()}


def test_a_name_alone_finds_a_unit_however_deep_it_is() -> None:
    a_unit("Operations / Packaging / Line 1")

    report = some_figures(["line 1", "Incidents", "2026-03", 4])

    assert report.units_created == 0


def test_a_name_that_several_units_have_is_listed_with_its_line() -> None:
    a_unit("Operations / Night crew")
    a_unit("Systems / Night crew")

    report = some_figures(
        ["Night crew", "Incidents", "2026-03", 4],
        ["Systems / Night crew", "Incidents", "2026-03", 5],
    )

    assert report.added == 1
    assert [line for line, _ in report.rejected] == [2]
    assert "2 units are called" in report.rejected[0].reason


def test_two_ways_to_write_one_unit_are_one_unit() -> None:
    a_unit("Operations / Packaging")

    report = some_figures(
        ["Operations / Packaging", "Incidents", "2026-03", 4],
        ["packaging", "incidents", "2026-03", 4],
        ["Northwind / Operations / Packaging", "Incidents", "2026-03", 5],
    )

    assert (report.added, report.unchanged) == (1, 1)
    assert [line for line, _ in report.rejected] == [4]


def test_a_dry_run_counts_and_keeps_nothing() -> None:
    stood = everything()

    with transaction(Database.ORGANISATION):
        report = importing.import_file(
            "figures.csv",
            a_file([["Line 1", "Incidents", "2026-03", 4]]),
            mapping=a_long_mapping(),
            by=Sender("a test"),
            dry_run=True,
        )

    assert (report.added, report.units_created, report.indicators_created) == (1, 1, 1)
    assert everything() == stood
    assert db.session.scalar(select(func.count(ObservationBatch.id))) == 0


def test_another_direction_in_a_file_is_pointed_out_and_not_taken() -> None:
    some_figures(["Line 1", "Incidents", "2026-03", 4, None, None, None, "decrease"])

    report = some_figures(["Line 1", "Incidents", "2026-04", 4, None, None, None, "increase"])

    assert "Incidents: the file says that higher is better." in " ".join(report.remarks)
    assert db.session.scalar(select(Indicator.direction)) == "decrease"


def test_a_file_that_names_people_is_refused_whole() -> None:
    stood = everything()

    with pytest.raises(Invalid, match="without any person's key"):
        import_bytes("f.csv", b"unit,indicator,period,value,email\nA,B,2026-03,1,a@b.example\n")

    assert everything() == stood


def test_the_same_indicator_by_month_and_by_year_is_two() -> None:
    report = some_figures(
        ["Line 1", "Incidents", "2026-03", 4], ["Line 1", "Incidents", "2025", 40]
    )

    assert report.indicators_created == 2


def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []

    with transaction(Database.ORGANISATION):
        importing.import_file(
            "figures.csv",
            a_file([["Line 1", "Incidents", "2026-03", 4]]),
            mapping=a_long_mapping(),
            by=Sender("a test"),
            dry_run=False,
            progress=lambda done, most: heard.append((done, most)),
        )

    assert heard[-1] == (1, 1)


def test_a_mapping_that_was_saved_is_taken_next_time() -> None:
    data = b"crew,what,when,how many\nLine 1,Incidents,2026-03,4\n"
    mapping = Mapping(
        unit=("crew",), indicator="what", period="when", columns={"value": "how many"}
    )

    with transaction(Database.ORGANISATION):
        importing.save_mapping(read_table("a.csv", data), mapping)
        report = importing.import_file(
            "b.csv", data, mapping=None, by=Sender("a test"), dry_run=False
        )

    assert (report.added, report.rejected) == (1, ())


def test_a_trusts_attendances_and_its_four_hour_share() -> None:
    real = SHARED / TRUSTS
    data = (real if real.exists() else EXCERPTS / "kpi" / "ae_attendances.csv").read_bytes()

    report = import_bytes("ae_attendances.csv", data)

    share = db.session.scalars(
        select(Indicator).where(Indicator.name == "Seen within 4 hours")
    ).one()
    figures = db.session.execute(
        select(observation.c.value, observation.c.numerator, observation.c.denominator)
        .join(series, series.c.id == observation.c.series_id)
        .where(series.c.indicator_id == share.id)
    ).all()
    root = directory.organisation_unit()
    whole = db.session.execute(
        select(observation.c.period_start, observation.c.value, observation.c.target)
        .join(series, series.c.id == observation.c.series_id)
        .where(series.c.indicator_id == share.id, series.c.unit_id == root.id)
        .order_by(observation.c.period_start.desc())
    ).first()
    assert report.rejected == ()
    assert report.indicators_created == 3
    assert all(value == pytest.approx(part / all_of * 100) for value, part, all_of in figures)
    assert whole is not None
    assert whole.target == 95
    if real.exists():
        assert report.rows_read == 12765
        assert report.units_created == 274
        assert whole.period_start == date(2019, 3, 1)


@only_on_sqlite  # so many take their time; the other real files come in on both
def test_a_hundred_and_fifty_thousand_rows_come_in_whole() -> None:
    real = SHARED / SURVEY
    data = real.read_bytes() if real.exists() else _excerpt()

    report = import_bytes("csps_org_long.csv.gz", data)

    assert report.rejected == ()
    assert report.added + report.unchanged == report.rows_read
    assert engagement_years_of("Crown Prosecution Service") == list(range(2009, 2025))
    if real.exists():
        assert report.rows_read == 151_495


def engagement_years_of(unit: str) -> list[int]:
    unit_id = next(each.id for each in directory.units() if each.name == unit)
    stmt = (
        select(observation.c.period_start)
        .join(series, series.c.id == observation.c.series_id)
        .join(Indicator, Indicator.id == series.c.indicator_id)
        .where(series.c.unit_id == unit_id, Indicator.name == "Employee engagement index")
        .order_by(observation.c.period_start)
    )
    return [start.year for start in db.session.scalars(stmt)]


def _excerpt() -> bytes:
    return gzip.compress((EXCERPTS / "kpi" / "csps_org_long.csv").read_bytes())


def test_a_name_that_is_too_long_to_keep_is_refused_with_its_line() -> None:
    data = a_file(
        [
            ["Operations", "Incidents", "2026-03", 4],
            ["O" * 201, "Incidents", "2026-03", 4],
            ["\u0390" * 150, "Incidents", "2026-03", 4],
            ["Operations", "I" * 301, "2026-03", 4],
        ]
    )

    report = import_bytes("long.csv", data)

    assert report.added == 1
    assert [line for line, _ in report.rejected] == [3, 4, 5]
    assert "is longer than 200 characters." in report.rejected[0].reason


def test_every_row_is_kept_however_many_go_together_and_whichever_cells_are_empty() -> None:
    months = [f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(230)]
    plain = "".join(f"Operations,Calls,{each},{at}.5\n" for at, each in enumerate(months))
    aimed = "".join(f"Operations,Visits,{each},{at},7\n" for at, each in enumerate(months[:130]))

    import_bytes("calls.csv", f"unit,indicator,period,value\n{plain}".encode())
    import_bytes("visits.csv", f"unit,indicator,period,value,target\n{aimed}".encode())

    kept = db.session.execute(
        select(Indicator.name, observation.c.value, observation.c.target)
        .join(series, series.c.indicator_id == Indicator.id)
        .join(observation, observation.c.series_id == series.c.id)
        .where(observation.c.parts.is_(None))
        .order_by(Indicator.name, observation.c.period_start)
    ).all()
    assert [tuple(row) for row in kept] == [
        *[("Calls", at + 0.5, None) for at in range(230)],
        *[("Visits", at, 7) for at in range(130)],
    ]
