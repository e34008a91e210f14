"""Every batch says who sent it and what it restated, and its figures can be put right."""

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.ours.performance import services
from learnplan.ours.performance.models import ObservationBatch
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
IMPORTS = "/org/performance/imports/"


@pytest.fixture(autouse=True)
def packaging(app: Flask) -> UUID:
    assert app
    return a_unit("Packaging")


def last_batch() -> str:
    """The address of the latest import."""
    newest = select(ObservationBatch.id).order_by(ObservationBatch.number.desc()).limit(1)
    found = db.session.scalars(newest).one()
    db.session.rollback()
    return f"{IMPORTS}{found}"


def test_what_was_restated_stays_visible_to_everyone(visit: Visit, packaging: UUID) -> None:
    some_figures(["Packaging", "Incidents", "2026-03", 4], ["Packaging", "Incidents", "2026-04", 7])
    some_figures(["Packaging", "Incidents", "2026-03", 5])
    some_figures(["Packaging", "Incidents", "2026-03", 6.5])
    chart = f"/org/performance/units/{packaging}/indicators/{an_indicator_called('Incidents')}"

    seen = visit(a_worker()).get(chart).text
    batch = visit(a_manager()).get(last_batch()).text

    restated = seen.partition("What was restated")[2]
    assert [row.count("<td") for row in restated.partition("</tbody>")[0].split("<tr>")[2:]] == [
        3,
        3,
    ]
    assert '<td class="num">5</td><td class="num">6.5</td>' in restated
    assert '<td class="num">4</td><td class="num">5</td>' in restated
    assert "Restated" in batch
    assert '<td class="num">5</td><td class="num">6.5</td>' in batch
    assert '<td class="num">4</td>' not in batch


def test_the_figures_of_a_batch_are_a_file_that_changes_nothing_when_imported(
    visit: Visit,
) -> None:
    rows = (
        ["Operations / Packaging", "Incidents", "2026-03", 4, None, None, 3, "decrease"],
        ["Operations / Packaging", "Rework", "2026-Q1", None, 5, 8],
    )
    some_figures(*rows)

    answer = visit(a_manager()).get(f"{last_batch()}/figures.csv")

    found = list(csv.reader(io.StringIO(answer.text)))
    again = some_figures(*[[each or None for each in [*row[:7], row[7]]] for row in found[1:]])
    assert (again.unchanged, again.added, again.updated) == (2, 0, 0)


def test_the_list_of_batches_has_pages() -> None:
    for month in (1, 2, 3):
        some_figures(["Packaging", "Incidents", f"2026-0{month}", 4])
    marek = a_manager()

    first = services.batches_for(marek, limit=2)
    older = services.batches_for(marek, before=first[-1].number, limit=2)

    assert [[batch.number for batch in found] for found in (first, older)] == [[3, 2], [1]]
    db.session.rollback()


def test_the_figures_of_a_batch_are_for_those_who_import(visit: Visit) -> None:
    some_figures(["Packaging", "Incidents", "2026-03", 4])

    assert visit(a_worker()).client.get(f"{last_batch()}/figures.csv").status_code == 403
