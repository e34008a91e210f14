"""Tables as they are found: bytes in, a heading and numbered rows out."""

import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from learnplan.core.bulk import named
from learnplan.core.delimited import DELIMITERS, column_names, rows_in
from learnplan.core.errors import Invalid
from learnplan.core.texts import decode

FILE_LIMIT = 50 * 2**20
UNPACKED_LIMIT = 200 * 2**20
PART = 2**20
COLUMNS_LIMIT = 16_384
"""As many as a spreadsheet has."""
HEADING_LIMIT = 2**20
"""How many characters a heading may have: 64 for each of so many columns."""
ROWS_LIMIT = 2_000_000
CELLS_LIMIT = 20_000_000
_GZIP_MARK = b"\x1f\x8b"
_PAGE = re.compile(r"\s*<(!doctype\s+html|html[\s>])", re.IGNORECASE)
_SENTINEL = "\x1bend of the table"
"""Written below the last line: read back as a line of its own unless a quotation stays open."""


class Row(NamedTuple):
    """One line of a table, or several where a cell holds line breaks."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file's heading and rows. Every column has a name of its own; blank rows are gone.

    ``remarks`` are sentences about what was not as it should be, to be shown with the preview.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    delimiter: str = ","
    unnamed: frozenset[int] = frozenset()
    """Columns whose heading is empty; they are called "column 7"."""
    twice: tuple[str, ...] = ()
    """Headings that several columns have: the second of them is called "value (2)"."""
    remarks: tuple[str, ...] = ()
    at_signs: bool = True
    """Whether there may be one in it: without any, there is no address of a person's."""

    def column(self, name: str) -> int | None:
        """Where the column of this name is, whatever its capitals, spaces and underscores."""
        return self._places.get(plain(name))

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the first column of each plain name is."""
        return {plain(found): i for i, found in reversed(list(enumerate(self.header)))}

    def texts(self, column: int) -> frozenset[str]:
        """Everything that stands in a column, once."""
        return frozenset({row.cells[column] for row in self.rows if column < len(row.cells)})

    def need(self, name: str) -> int:
        """Where the column of this name is.

        Raises:
            Invalid: there is none.
        """
        position = self.column(name)
        if position is None:
            raise Invalid(f"The map speaks of a column “{name}”, which {self.name} lacks.")
        return position


def plain(name: str) -> str:
    """A column's name without what people vary: capitals, spaces, underscores."""
    return " ".join(name.replace("_", " ").split()).casefold()


def read_table(name: str, data: bytes) -> Table:
    """Read a delimited file, packed with gzip or not, in whatever encoding it was saved.

    Raises:
        Invalid: it is too large, not text, without a heading, or a quotation in it never ends; or
            it has more columns, rows or cells than are held at once.
    """
    if len(data) > FILE_LIMIT:
        raise Invalid(f"{name} is larger than 50 MiB. Split it and import the parts.")
    if data.startswith(_GZIP_MARK):
        data = _unpacked(name, data)
    text = decode(data)
    if _PAGE.match(text):
        raise Invalid(
            f"{name} is a web page and not a table. Perhaps it asks people to sign in before it "
            "gives the table."
        )
    beginning = text.lstrip("\r\n")[: HEADING_LIMIT + 1]
    delimiter = _delimiter(beginning)
    _must_have_a_heading(name, beginning, delimiter)
    surely_few = _are_few(text, delimiter)
    rows = iter(_all_rows(name, text, delimiter)) if surely_few else _rows(name, text, delimiter)
    header = next(rows, None)
    if header is None:
        raise Invalid(f"{name} is empty.")
    if text.count("\n") > ROWS_LIMIT:  # counted before they are held, so too many cost no memory
        for _ in _bounded(name, _rows(name, text, delimiter)):
            pass
    body = list(rows if surely_few else _bounded(name, rows))
    unnamed = frozenset(i for i, cell in enumerate(header.cells) if not cell.strip())
    filled = [row for row in body if row[1][0].strip() or "".join(row[1]).strip()]
    remarks = []
    names = column_names(header.cells, alike=plain)
    counted = Counter(plain(cell) for cell in header.cells if cell.strip())
    twice = tuple(heading for heading, columns in counted.items() if columns > 1)
    table = Table(name, names, filled, delimiter, unnamed, twice, at_signs="@" in text)
    used = sorted(i for i in unnamed if "".join(table.texts(i)).strip())
    if used:
        remarks.append(f"Columns without a heading: {', '.join(str(i + 1) for i in used)}.")
    if len(filled) < len(body):
        remarks.append(f"Blank rows left out: {len(body) - len(filled)}.")
    return replace(table, remarks=tuple(remarks))


def _bounded(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, as long as they are not too many to hold.

    Raises:
        Invalid: there are too many, or too many cells in them.
    """
    cells = 0
    for count, row in enumerate(rows, start=1):
        cells += len(row.cells)
        if count > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise Invalid(f"{name} has too many rows to be read at once. Split it in parts.")
        yield row


def _unpacked(name: str, data: bytes) -> bytes:
    """Take off one layer of gzip. It is counted before it is held, so a bomb costs no memory.

    Raises:
        Invalid: it is too large, damaged, or cut short.
    """
    size = 0
    for part in _parts(name, data):
        size += len(part)
        if size > UNPACKED_LIMIT:
            raise Invalid(f"{name} is larger than 200 MiB when unpacked.")
    return b"".join(_parts(name, data))


def _parts(name: str, data: bytes) -> Iterator[bytes]:
    """What is packed in one layer of gzip, of one member or of several, some at a time."""
    try:
        while data:
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            while data and not unpacker.eof:
                yield unpacker.decompress(data, PART)
                data = unpacker.unconsumed_tail
            if not unpacker.eof:
                raise Invalid(f"{name} is cut short: its packing has no end.")
            data = unpacker.unused_data.lstrip(b"\0")
    except zlib.error:
        raise Invalid(f"{name} is damaged and cannot be unpacked.") from None


def _must_have_a_heading(name: str, beginning: str, delimiter: str) -> None:
    """Look at the heading alone, before anything else of the file is held.

    Raises:
        Invalid: it has too many columns, or is too long to be one.
    """
    lines = io.StringIO(beginning, newline="")
    cells = next(csv.reader(lines, delimiter=delimiter), [])
    if len(cells) > COLUMNS_LIMIT:
        raise Invalid(f"{name} has more than {COLUMNS_LIMIT:,} columns, which are the most.")
    if lines.tell() > HEADING_LIMIT:
        raise Invalid(
            f"The heading of {name} is longer than {HEADING_LIMIT:,} characters. Is there a "
            "quotation mark in it that never closes?"
        )


def _delimiter(beginning: str) -> str:
    """Whichever of comma, semicolon, tab and bar divides the heading most often."""
    heading, quoted = [], False
    for character in beginning:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            break
        elif not quoted:
            heading.append(character)
    return max(DELIMITERS, key=heading.count)


def _are_few(text: str, delimiter: str) -> bool:
    """Whether there is no need to count rows and cells: no text makes more than it has marks."""
    lines = text.count("\n") + text.count("\r")
    return max(lines - ROWS_LIMIT, lines + text.count(delimiter) - CELLS_LIMIT) < 0


def _rows(name: str, text: str, delimiter: str) -> Iterator[Row]:
    """Each row with the line it starts on.

    Raises:
        Invalid: a quotation is opened and never closed, or a cell is too long to be one.
    """
    for row in _with_an_end(text, delimiter):
        if row.cells == [_SENTINEL]:
            return
        if row.cells:
            yield row
    raise _never_closed(name, text)


def _all_rows(name: str, text: str, delimiter: str) -> Sequence[Row]:
    """The same at once, which is quicker, for a text that does not make too many.

    Raises:
        Invalid: as above.
    """
    *rows, last = _with_an_end(text, delimiter)
    if last.cells != [_SENTINEL]:
        raise _never_closed(name, text)
    return list(filter(itemgetter(1), rows))


def _with_an_end(text: str, delimiter: str) -> Iterable[Row]:
    return named(Row, rows_in(f"{text}\n{_SENTINEL}\n", delimiter))


def _never_closed(name: str, text: str) -> Invalid:
    return Invalid(f"A quotation mark that opens near line {_opened(text)} of {name} never closes.")


def _opened(text: str) -> int:
    """The line of the last quotation mark, which is the one left open or close to it."""
    return len(re.findall(r"\r\n|\r|\n", text[: text.rindex('"')])) + 1
