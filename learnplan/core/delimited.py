"""Delimited text: CSV and its cousins, as every importer reads it and every export writes it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from learnplan.core.errors import Invalid

DELIMITERS = ",;\t|"
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")

# The csv module knows one limit for a whole process: a cell may be as long as a file. Set in one
# place, it does not depend on which importer was loaded first.
csv.field_size_limit(50 * 2**20)


def rows_in(text: str, delimiter: str, *, spaced: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a cell may hold line breaks.

    Args:
        text: with whatever line ends it has.
        delimiter: what stands between cells.
        spaced: whether spaces may stand before a quotation mark.

    Raises:
        Invalid: a cell is longer than any file may be.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise Invalid(f"Line {line} has a cell that is too long to be one.") from None


def column_names(cells: Sequence[str], *, alike: Callable[[str], str]) -> tuple[str, ...]:
    """A name for each column: by its position where it has none, numbered where one comes twice.

    Args:
        cells: the heading.
        alike: what is the same for two names that mean one column.
    """
    names: dict[str, str] = {}
    taken: dict[str, int] = {}  # the last number given to a name, so that none is tried twice
    for position, cell in enumerate(cells, start=1):
        name = base = " ".join(cell.split()) or f"column {position}"
        number = taken.get(alike(base), 1)
        while alike(name) in names:
            number += 1
            name = f"{base} ({number})"
        taken[alike(base)] = number
        names[alike(name)] = name
    return tuple(names.values())


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as RFC 4180 has them, in UTF-8, with no cell that a spreadsheet would run."""
    return b"".join(csv_lines(heading, rows))


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """``csv_of``, a line at a time: for more rows than should be held."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in chain([heading], rows):
        writer.writerow([_harmless(each) for each in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _harmless(content: object) -> object:
    if isinstance(content, str) and content.startswith(RUN_BY_SPREADSHEETS):
        return f"'{content}"
    return content
