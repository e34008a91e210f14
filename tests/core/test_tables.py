import csv
import gzip
import io
import random
import tracemalloc

import pytest

from learnplan.core import tables
from learnplan.core.errors import Invalid
from learnplan.core.tables import Even, read_table

LINES = "unit,value\nCafé,1\nOps,2\n"


# Tables


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_newline_and_delimiter_is_read(newline: str, delimiter: str) -> None:
    text = LINES.replace("\n", newline).replace(",", delimiter)

    table = read_table("t.csv", text.encode())

    assert table.header == ("unit", "value")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["Café", "1"]), (3, ["Ops", "2"])]
    assert table.delimiter == delimiter


def test_headings_may_have_line_breaks_be_empty_or_come_twice() -> None:
    data = b'"Total\n Jul - Sep 2012",,Total,total,column 2\n1,2,3,4,5\n'

    table = read_table("t.csv", data)

    assert table.header == (
        "Total Jul - Sep 2012",
        "column 2",
        "Total",
        "total (2)",
        "column 2 (2)",
    )
    assert table.rows[0].line == 3
    assert table.remarks == ("Columns without a heading: 2.",)


def test_lines_are_those_of_the_file_even_after_cells_of_several_lines() -> None:
    table = read_table("t.csv", b'unit,note\nA,"one\ntwo\nthree"\n\nB,four\n')

    assert [row.line for row in table.rows] == [2, 6]


def test_blank_rows_are_left_out_and_counted() -> None:
    table = read_table("t.csv", b"unit,value\nA,1\n,\n  , \nB,2\n")

    assert len(table.rows) == 2
    assert table.remarks == ("Blank rows left out: 2.",)


def test_rows_of_one_width_are_held_by_the_column_and_each_text_once() -> None:
    table = read_table("t.csv", b"unit,value\n" + b"Alpha,11\nBravo,12\n" * 1000)

    assert isinstance(table.rows, Even)
    assert len(table.rows) == 2000
    assert len({id(text) for column in table.rows.columns for text in column}) == 4
    assert table.rows[1999] == (2001, ["Bravo", "12"]) == list(table.rows)[-1]
    assert table.rows[:2] == [(2, ["Alpha", "11"]), (3, ["Bravo", "12"])]
    assert table.texts(0) == {"Alpha", "Bravo"}


def test_what_was_said_long_ago_is_held_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "REMEMBERED", 10)
    lines = "".join(f"A,{number}\n" for number in range(2000))

    table = read_table("t.csv", f"unit,value\n{lines}".encode())

    assert [row.cells[1] for row in table.rows] == [str(number) for number in range(2000)]


@pytest.mark.parametrize("at", [0, 1, 1200, 1999])
def test_rows_of_other_widths_stay_in_their_places(at: int) -> None:
    lines = ["A,1"] * 2000
    lines[at] = "A,1,odd"

    table = read_table("t.csv", "\n".join(["unit,value", *lines, " , "]).encode())

    assert len(table.rows) == 2000
    assert table.rows[at] == (at + 2, ["A", "1", "odd"])
    assert table.remarks == ("Blank rows left out: 1.",)
    assert table.texts(0) == {"A"}


@pytest.mark.parametrize(("limit", "most"), [("ROWS_LIMIT", 1000), ("CELLS_LIMIT", 2000)])
def test_more_rows_than_are_held_at_once_are_refused(
    limit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, limit, most)

    with pytest.raises(Invalid, match=r"t\.csv has too many rows to be read at once"):
        read_table("t.csv", b"unit,value\n" + b"A,1\n" * 1000)

    assert len(read_table("t.csv", b"unit,value\n" + b"A,1\n" * 999).rows) == 999


def test_columns_are_found_whatever_their_capitals_spaces_and_underscores() -> None:
    table = read_table("t.csv", b"Response_Rate , As of\n1,2\n")

    assert table.column("response rate") == 0
    assert table.need("AS_OF") == 1
    assert table.column("value") is None
    with pytest.raises(Invalid, match=r"speaks of a column “value”, which t\.csv lacks"):
        table.need("value")


def test_a_quotation_that_never_ends_is_refused_with_its_line() -> None:
    with pytest.raises(Invalid, match=r"opens near line 3 of t\.csv never closes"):
        read_table("t.csv", b'unit,value\nA,1\n"B,2\nC,3\nD,4\n')


def test_a_cell_that_swallows_a_file_is_refused() -> None:
    limit = csv.field_size_limit(1000)
    try:
        with pytest.raises(Invalid, match="Line 2 has a cell that is too long"):
            read_table("t.csv", b"unit,value\n" + b"x" * 1001 + b",1\n")
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"t\.csv is empty"):
        read_table("t.csv", data)


# Packed files and limits


def test_one_layer_of_packing_comes_off() -> None:
    packed = gzip.compress(LINES.encode()) + gzip.compress(b"More,3\n")

    assert len(read_table("t.csv.gz", packed).rows) == 3
    with pytest.raises(Invalid, match="not text"):
        read_table("t.csv.gz", gzip.compress(packed))


def test_a_packed_file_cut_short_or_damaged_is_refused() -> None:
    packed = gzip.compress(random.Random(1).randbytes(3000))

    with pytest.raises(Invalid, match="cut short"):
        read_table("t.csv.gz", packed[:2000])
    with pytest.raises(Invalid, match="damaged"):
        read_table("t.csv.gz", packed + b"more")


def test_what_is_too_large_is_refused_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FILE_LIMIT", 5000)
    monkeypatch.setattr(tables, "UNPACKED_LIMIT", 50_000)
    packed = io.BytesIO(gzip.compress(b"a,b\n" * 20_000)).getvalue()

    with pytest.raises(Invalid, match="larger than 200 MiB when unpacked"):
        read_table("t.csv.gz", packed)
    with pytest.raises(Invalid, match="larger than 50 MiB"):
        read_table("t.csv", b"a,b\n" * 2000)


def test_a_million_columns_are_refused_in_words() -> None:
    with pytest.raises(Invalid, match="has more than 16,384 columns, which are the most"):
        read_table("figures.csv", b"," * 999_999 + b"\n1")


def test_of_too_many_columns_no_cell_is_held() -> None:
    rows = b"\n".join([b",".join([b"12"] * 20_000)] * 20)
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="more than 16,384 columns"):
            read_table("figures.csv", rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 8 * len(rows)  # its cells would be 20 times as large


def test_a_heading_without_an_end_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="is longer than 1,048,576 characters"):
        read_table("figures.csv", b'"unit' + b"\nA,1" * 2**18)


def test_as_many_columns_as_a_spreadsheet_has_are_told_apart() -> None:
    table = read_table("figures.csv", b",".join([b"value"] * 16_384))

    assert table.header[-1] == "value (16384)"
    assert table.column("VALUE (16384)") == 16_383


@pytest.mark.parametrize("data", [b"<!DOCTYPE html>\n<p>Sign in, please", b"\n <HTML lang='en'>"])
def test_a_page_to_sign_in_is_no_table(data: bytes) -> None:
    with pytest.raises(Invalid, match="is a web page and not a table"):
        read_table("figures.csv", data)
