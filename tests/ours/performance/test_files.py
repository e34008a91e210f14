"""Every file of a board and of a chart says the same numbers, and none of them can run."""

import csv
import io
from collections.abc import Callable, Iterator
from uuid import UUID

import openpyxl  # type: ignore[import-untyped]
import pytest

from learnplan.core.actor import Actor
from learnplan.core.spreadsheets import xlsx_of
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
UNTRUE = "=HYPERLINK(1)&<b>"


@pytest.fixture
def chart(app: object) -> str:
    """The address of a chart, without what kind of file."""
    assert app
    unit = a_unit("Operations")
    figures = [12.5, 12, 13.25, 0.1, 1e14, -3.125, 12, 11]
    some_figures(
        *(
            [
                "Operations",
                UNTRUE,
                f"2026-{month:02}",
                value,
                None,
                None,
                11.75 if month > 2 else None,
            ]
            for month, value in enumerate(figures, start=1)
        )
    )
    return f"/org/performance/units/{unit}/indicators/{an_indicator_called(UNTRUE)}"


def in_csv(text: str) -> Iterator[dict[str, object]]:
    for row in csv.DictReader(io.StringIO(text)):
        yield {name: said_by(cell) for name, cell in row.items()}


def in_xlsx(data: bytes) -> Iterator[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    heading, *rows = sheet.iter_rows()
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    for row in rows:
        yield {
            str(name.value): said_by(cell.value) for name, cell in zip(heading, row, strict=False)
        }


def said_by(cell: object) -> object:
    """A number as a number, nothing as nothing, and words as words."""
    words = "" if cell is None else str(cell)
    try:
        return float(words)
    except ValueError:
        return words.removeprefix("'")


def without_nothing(row: dict[str, object]) -> dict[str, object]:
    return {name: said for name, said in row.items() if said != ""}


def test_a_chart_says_the_same_in_every_kind_of_file(visit: Visit, chart: str) -> None:
    worker = visit(a_worker())
    told = worker.get(f"{chart}.json").json
    assert told is not None

    points = [{name: said_by(each) for name, each in point.items()} for point in told["points"]]
    table = list(in_csv(worker.get(f"{chart}.csv").text))
    sheet = list(in_xlsx(worker.get(f"{chart}.xlsx").data))

    assert len(points) == 8
    assert list(map(without_nothing, table)) == list(map(without_nothing, points))
    assert list(map(without_nothing, sheet)) == list(map(without_nothing, points))
    page = worker.get(chart).text
    assert all(said in page for said in ("12.5", "13.25", "-3.125", "100,000,000,000,000"))


def test_a_board_says_the_same_in_every_kind_of_file(visit: Visit, chart: str) -> None:
    worker, board = visit(a_worker()), chart.partition("/indicators/")[0]
    told = worker.get(f"{board}.json").json
    assert told is not None

    [card] = told["indicators"]
    [line] = in_csv(worker.get(f"{board}.csv").text)
    [row] = in_xlsx(worker.get(f"{board}.xlsx").data)

    assert without_nothing(row) == without_nothing(line)
    assert (
        without_nothing(row).items() <= {name: said_by(each) for name, each in card.items()}.items()
    )
    assert row["indicator"] == UNTRUE


def test_a_spreadsheet_is_the_same_bytes_each_time_and_holds_any_text() -> None:
    rows: list[list[object]] = [["\x00\ud800 a\nb", 1e-7, None, True, 10**20, UUID(int=1)] * 30]

    data = xlsx_of(["a"] * 180, rows)

    assert data == xlsx_of(["a"] * 180, rows)
    cells = next(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2))
    assert [cell.value for cell in cells[:6]] == [
        *(" a\nb", 1e-7, None, "True", 10**20),
        str(UUID(int=1)),
    ]
    assert cells[-1].coordinate == "FX2"
