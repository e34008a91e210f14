"""Tables as they are found, as text or in a workbook: bytes in, a heading and numbered rows out."""

import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple, overload

from learnplan.core.bulk import named
from learnplan.core.delimited import DELIMITERS, column_names, rows_in
from learnplan.core.errors import Invalid
from learnplan.core.texts import decode, listed
from learnplan.core.workbooks import is_workbook, read_workbook

FILE_LIMIT = 50 * 2**20
UNPACKED_LIMIT = 200 * 2**20
PART = 2**20
COLUMNS_LIMIT = 16_384
"""As many as a spreadsheet has."""
HEADING_LIMIT = 2**20
"""How many characters a heading may have: 64 for each of so many columns."""
ROWS_LIMIT = 2_000_000
CELLS_LIMIT = 20_000_000
AT_ONCE = 500
"""How many rows are looked at together: few enough to be at hand for the processor."""
TITLE_LIMIT = 20
"""How many rows above its heading a table may have: what it is called, when it was made."""
SAID_OF_A_TITLE = 60
REMEMBERED = 200_000
"""How many texts are remembered while a file is read, to hold each of them once."""
_GZIP_MARK = b"\x1f\x8b"
_PAGE = re.compile(r"\s*<(!doctype\s+html|html[\s>])", re.IGNORECASE)
_SENTINEL = "\x1bend of the table"
"""Written below the last line: read back as a line of its own unless a quotation stays open."""


class Row(NamedTuple):
    """One line of a table, or several where a cell holds line breaks."""

    line: int
    cells: list[str]


_Lot = list[tuple[int, list[str]]]
"""Some of the rows of a file, each with the line that it starts on."""


class Even(Sequence[Row]):
    """Rows of one width, held by the column; what is said often is held once.

    A hundred thousand rows say a few thousand texts. So they take little room, and whoever reads
    a column goes through it and not through all of memory.
    """

    def __init__(self, width: int) -> None:
        self.lines: list[int] = []
        self.columns: list[list[str]] = [[] for _ in range(width)]
        self._said: dict[str, str] = {}

    def add(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Hold more rows, all of them of this width."""
        if not rows:
            return
        if len(self._said) > REMEMBERED:
            self._said.clear()
        once = self._said.setdefault
        self.lines.extend(map(itemgetter(0), rows))
        by_column = zip(*map(itemgetter(1), rows), strict=True)
        for column, texts in zip(self.columns, by_column, strict=True):
            column.extend(map(once, texts, texts))

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Row]:
        cells = map(list, zip(*self.columns, strict=True))
        return iter(named(Row, zip(self.lines, cells, strict=True)))

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return Row(self.lines[at], [column[at] for column in self.columns])


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
    sheet: str = ""
    """Which sheet of a workbook it is, where there are others that could be read."""

    def column(self, name: str) -> int | None:
        """Where the column of this name is, whatever its capitals, spaces and underscores."""
        return self._places.get(plain(name))

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the first column of each plain name is."""
        return {plain(found): i for i, found in reversed(list(enumerate(self.header)))}

    def is_headed(self, *headings: Sequence[str]) -> bool:
        """Whether its heading is one of these, whatever its capitals, spaces and underscores."""
        return [plain(name) for name in self.header] in map(list, headings)

    def texts(self, column: int) -> frozenset[str]:
        """Everything that stands in a column, once."""
        if isinstance(self.rows, Even):
            return frozenset(self.rows.columns[column])
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


def read_table(name: str, data: bytes, *, sheet: str = "") -> Table:
    """Read a workbook, or a delimited file, packed with gzip or not, in whatever encoding.

    Of a workbook it is the ``sheet`` of this name, or else the first that has a table.

    Raises:
        Invalid: it is too large, neither text nor a workbook, without a heading, or a quotation in
            it never ends; or it has more columns, rows or cells than are held at once.
    """
    if len(data) > FILE_LIMIT:
        raise Invalid(f"{name} is larger than 50 MiB. Split it and import the parts.")
    if is_workbook(data):
        read = read_workbook(name, data, sheet=sheet)
        rows = read.rows
        parts = (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))
        table = _table(name, parts, "", remarks=read.remarks)
        return replace(table, sheet=read.name) if read.others else table
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
    if text.count("\n") > ROWS_LIMIT:  # counted before they are held, so too many cost no memory
        for _ in _lots(name, text, delimiter):
            pass
    return _table(name, _lots(name, text, delimiter), delimiter, at_signs="@" in text)


def _table(
    name: str,
    lots: Iterator[_Lot],
    delimiter: str,
    *,
    at_signs: bool = True,
    remarks: Iterable[str] = (),
) -> Table:
    """The table that some rows make.

    Raises:
        Invalid: there are none.
    """
    first = next(lots, None)
    if first is None:
        raise Invalid(f"{name} is empty.")
    above = _above_the_heading(first)
    said = [*remarks]
    titles = (" ".join("".join(cells).split()) for _, cells in first[:above])
    if titled := [f"“{each[:SAID_OF_A_TITLE]}”" for each in titles if each]:
        said.append(f"Above the heading, and left out: {listed(titled)}.")
    header = first[above][1]
    filled, blank = _held(chain([first[above + 1 :]], lots), len(header))
    unnamed = frozenset(i for i, cell in enumerate(header) if not cell.strip())
    names = column_names(header, alike=plain)
    counted = Counter(plain(cell) for cell in header if cell.strip())
    twice = tuple(heading for heading, columns in counted.items() if columns > 1)
    table = Table(name, names, filled, delimiter, unnamed, twice, at_signs=at_signs)
    used = sorted(i for i in unnamed if "".join(table.texts(i)).strip())
    if used:
        said.append(f"Columns without a heading: {', '.join(str(i + 1) for i in used)}.")
    if blank:
        said.append(f"Blank rows left out: {blank}.")
    return replace(table, remarks=tuple(said))


def _above_the_heading(rows: _Lot) -> int:
    """How many rows stand above the heading: titles of one cell, and empty ones."""
    for at, (_, cells) in enumerate(rows[:TITLE_LIMIT]):
        if sum(bool(cell.strip()) for cell in cells) > 1:
            return at
    return 0


def _held(lots: Iterable[_Lot], width: int) -> tuple[Sequence[Row], int]:
    """The rows that say something, by the column where all are of one width; how many do not."""
    even, others, blank = Even(width), list[Row](), 0
    for lot in lots:
        filled = lot
        if not all(row[1][0].strip() for row in lot):
            filled = [row for row in lot if "".join(row[1]).strip()]
            blank += len(lot) - len(filled)
        if others or not {width}.issuperset(map(len, map(itemgetter(1), filled))):
            others = others or list(even)
            others.extend(named(Row, filled))
        else:
            even.add(filled)
    return others or even, blank


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
    heading, quoted = list[str](), False
    for character in beginning:
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            if any(each in DELIMITERS for each in heading):  # else it is a title above it
                break
            heading.clear()
        elif not quoted:
            heading.append(character)
    return max(DELIMITERS, key=heading.count)


def _lots(name: str, text: str, delimiter: str) -> Iterator[_Lot]:
    """The rows that are not empty, many at a time.

    Raises:
        Invalid: a quotation is opened and never closed, or a cell is too long to be one; or there
            are too many rows to be held, or too many cells in them.
    """
    rows = filter(itemgetter(1), rows_in(f"{text}\n{_SENTINEL}\n", delimiter))
    count = cells = 0
    lot = list(islice(rows, AT_ONCE))
    while lot:
        following = list(islice(rows, AT_ONCE))
        if not following and lot.pop()[1] != [_SENTINEL]:
            raise _never_closed(name, text)
        count += len(lot)
        cells += sum(map(len, map(itemgetter(1), lot)))
        if count > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise Invalid(f"{name} has too many rows to be read at once. Split it in parts.")
        if lot:
            yield lot
        lot = following


def _never_closed(name: str, text: str) -> Invalid:
    return Invalid(f"A quotation mark that opens near line {_opened(text)} of {name} never closes.")


def _opened(text: str) -> int:
    """The line of the last quotation mark, which is the one left open or close to it."""
    return len(re.findall(r"\r\n|\r|\n", text[: text.rindex('"')])) + 1
