import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from learnplan.core import workbooks
from learnplan.core.errors import Invalid
from learnplan.core.spreadsheets import xlsx_of
from learnplan.core.tables import read_table

HEADING = ["unit", "period", "value"]
SHEET = "xl/worksheets/sheet1.xml"


def a_workbook(
    *rows: Sequence[object], also: Callable[[Workbook, Worksheet], None] | None = None
) -> bytes:
    """A workbook with one sheet of rows, and whatever else is done to it."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if also:
        also(book, sheet)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one of its parts replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", 8) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return packed.getvalue()


def the_rows(data: bytes) -> list[list[str]]:
    return [cells for _, cells in workbooks.read_workbook("book.xlsx", data).rows]


def test_a_sheet_is_a_table_like_any_other() -> None:
    table = read_table("book.xlsx", a_workbook(HEADING, ["Ops", "2026-04", 12.5], ["Ops", None, 3]))

    assert table.header == ("unit", "period", "value")
    assert list(table.rows) == [(2, ["Ops", "2026-04", "12.5"]), (3, ["Ops", "", "3"])]
    assert table.remarks == ()


def test_what_is_exported_can_be_read_again() -> None:
    assert the_rows(xlsx_of(HEADING, [["Ops", "2026-04", 0.1]])) == [
        HEADING,
        ["Ops", "2026-04", "0.1"],
    ]


def test_numbers_say_what_a_person_sees() -> None:
    shown = [
        (0.947, "0.0%", "94.7%"),
        (1, "0%", "100%"),
        (date(2026, 4, 1), "dd/mm/yyyy", "2026-04-01"),
        (datetime(2026, 4, 30, 18), "yyyy-mm-dd hh:mm", "2026-04-30"),  # noqa: DTZ001 - as sheets have it
        (date(2026, 4, 1), "mmm-yy", "2026-04"),
        (date(2026, 1, 1), "yyyy", "2026"),
        (1234.5, '#,##0.00 "days"', "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (5, "[Red]0", "5"),
        (0.5, "h:mm", "0.5"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        ("=1+1", "@", ""),
    ]

    def format_them(_book: Workbook, sheet: Worksheet) -> None:
        for at, (_, code, _) in enumerate(shown, start=1):
            sheet.cell(at, 2).number_format = code

    found = the_rows(a_workbook(*(["x", value] for value, _, _ in shown), also=format_them))

    assert [row[1] for row in found] == [said for _, _, said in shown]


def test_days_are_counted_from_1904_where_a_workbook_says_so() -> None:
    def count_from_1904(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet.append(["x", date(2026, 4, 1)])

    assert the_rows(a_workbook(also=count_from_1904)) == [["x", "2026-04-01"]]


def test_what_is_merged_over_rows_is_in_each_of_them() -> None:
    def merge(_book: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B4:C4")

    data = a_workbook(HEADING, ["Ops", "a", 1], [None, "b", 2], ["It", "c"], also=merge)

    assert the_rows(data)[1:] == [["Ops", "a", "1"], ["Ops", "b", "2"], ["It", "c", ""]]


def test_titles_above_the_heading_are_left_out_and_said() -> None:
    table = read_table("b.xlsx", a_workbook(["Monthly  report"], [], HEADING, ["Ops", "2026", 1]))

    assert table.header == tuple(HEADING)
    assert [row.line for row in table.rows] == [4]
    assert table.remarks == ("Above the heading, and left out: “Monthly report”.",)


ONLY_FIGURES = "Only the sheet “Figures” was read, and not “Cover” and “Notes”."


def test_the_first_sheet_with_a_table_that_is_seen_is_read_and_the_others_are_named() -> None:
    def more(book: Workbook, sheet: Worksheet) -> None:
        sheet.title = "Cover"
        hidden, figures = book.create_sheet("Staff"), book.create_sheet("Figures")
        hidden.sheet_state = "hidden"
        hidden.append(["secret", "staff"])
        figures.append(HEADING)
        figures.append(["Ops", "2026-04", 1])
        figures.row_dimensions[2].hidden = True
        book.create_sheet("Notes").append(["not", "this"])

    sheet = workbooks.read_workbook("b.xlsx", a_workbook(["Welcome"], also=more))

    assert [cells for _, cells in sheet.rows] == [HEADING, ["Ops", "2026-04", "1"]]
    assert sheet.remarks == (
        ONLY_FIGURES,
        "Hidden and not read: “Staff”.",
        "Rows or columns that are hidden in the sheet were read like the others.",
    )
    data = a_workbook(["Welcome"], also=more)
    assert workbooks.sheets_in("b.xlsx", data) == ["Cover", "Figures", "Notes"]
    assert workbooks.read_workbook("b.xlsx", data, sheet="Notes").rows == [(1, ["not", "this"])]
    for wanted, trouble in (
        ("Staff", "has no sheet “Staff” that can be seen. It has “Cover”"),
        ("Cover", "The sheet “Cover” of b.xlsx has no table in it."),
    ):
        with pytest.raises(Invalid, match=trouble):
            workbooks.read_workbook("b.xlsx", data, sheet=wanted)


def test_formulas_are_never_worked_out_and_their_absence_is_said() -> None:
    (remark,) = workbooks.read_workbook("b.xlsx", a_workbook(HEADING, ["A", "B", "=1+1"])).remarks

    assert remark.startswith("Formulas without a result in the file are read as empty cells: 1.")


def a_zip(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return packed.getvalue()


GOOD = a_workbook(HEADING, ["Ops", "2026-04", 1])
UNFOLDING = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (a_zip(notes=b"unit,value\nOps,1\n"), "no workbook that can be read here"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (GOOD[:-40], "is damaged"),
        (a_workbook(["only one"]), "has a table in it"),
        (with_part(GOOD, SHEET, b"<worksheet><sheetData>"), "is damaged"),
        (with_part(GOOD, SHEET, UNFOLDING), "words of its own"),
        (
            with_part(GOOD, SHEET, b'<a><row r="1"><c r="ZZZ1"><v>1</v></c></row></a>'),
            "is damaged",
        ),
        (with_part(GOOD, SHEET, b'<a><row r="2000000"><c><v>1</v></c></row></a>'), "is damaged"),
        (with_part(GOOD, SHEET, b'<a><row r="1"><c t="s"><v>99</v></c></row></a>'), "is damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        workbooks.read_workbook("book.xlsx", data)


def test_what_unfolds_to_more_than_may_be_is_refused_in_words() -> None:
    data = with_part(GOOD, SHEET, b"<a>" + b" " * 210 * 2**20 + b"</a>")

    with pytest.raises(Invalid, match="larger than 200 MiB"):
        workbooks.read_workbook("book.xlsx", data)


def test_merged_cells_without_end_are_refused() -> None:
    rows = b"".join(b'<row r="%d"><c><v>1</v></c><c><v>1</v></c></row>' % at for at in range(1, 50))
    merged = b'<mergeCell ref="A1:A1048576"/>' * 100
    data = with_part(GOOD, SHEET, b"<a>" + rows + merged + b"</a>")

    with pytest.raises(Invalid, match="overlap"):
        workbooks.read_workbook("book.xlsx", data)


def test_a_stray_cell_far_away_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 30)
    rows = [["Ops", "2026-04", at] for at in range(4)]

    table = read_table("b.xlsx", a_workbook(HEADING, *rows, [None] * 20 + ["stray"]))

    assert table.header == tuple(HEADING)
    assert len(table.rows) == 5
