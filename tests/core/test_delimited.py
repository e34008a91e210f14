"""Rows of delimited text keep their lines, and columns keep apart."""

import csv

import pytest

from learnplan.core.delimited import column_names, rows_in
from learnplan.core.errors import Invalid


def test_rows_know_the_line_they_begin_on() -> None:
    rows = list(rows_in('a,"one\ntwo"\r\n\r\nb,c\rd,e', ","))

    assert rows == [(1, ["a", "one\ntwo"]), (3, []), (4, ["b", "c"]), (5, ["d", "e"])]


def test_spaces_may_stand_before_a_quotation_mark() -> None:
    assert list(rows_in('a, "b, c"', ",", spaced=True)) == [(1, ["a", "b, c"])]


def test_a_cell_may_be_as_long_as_a_long_note() -> None:
    note = "x" * 200_000

    assert list(rows_in(f"a,{note}", ",")) == [(1, ["a", note])]


def test_a_cell_that_is_longer_than_any_file_is_refused() -> None:
    limit = csv.field_size_limit(1000)
    try:
        with pytest.raises(Invalid, match="Line 2 has a cell that is too long"):
            list(rows_in("a,b\n" + "x" * 1001, ","))
    finally:
        csv.field_size_limit(limit)


def test_no_column_hides_another() -> None:
    names = column_names(["Total\n 2012", "", "a (2)", "a", "A"], alike=str.casefold)

    assert names == ("Total 2012", "column 2", "a (2)", "a", "A (3)")
