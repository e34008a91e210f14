"""Tables: CSV and its cousins with tabs, semicolons or pipes, with a header or without one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from learnplan.core.delimited import DELIMITERS, column_names, rows_in
from learnplan.core.errors import Invalid
from learnplan.core.languages import day_said
from learnplan.mine.portability.dates import whole_date
from learnplan.mine.portability.readers.guessing import WORDS, guessed, plain_name
from learnplan.mine.portability.readers.mapping import Column, Mapping
from learnplan.mine.portability.readers.records import Record, Style, entries_of
from learnplan.mine.portability.readers.serials import all_serials, day_of_serial
from learnplan.mine.portability.readers.values import ENTRY_LIMIT, Findings, Options, Reading

SAMPLE = 50
SHOWN = 5
MENDED = 20  # quotation marks that are passed over before the rest is left as it is
SAMPLE_SIZE = 64 * 1024
EXCEL_HINT = "sep="
HEADER_WORDS = frozenset(word for words in WORDS.values() for word in words)


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table as it was found. ``broken`` rows open a quotation mark that is never closed."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_header: bool
    delimiter: str
    broken: tuple[Row, ...] = ()

    def records(self) -> list[Record]:
        """Its rows by the names of the columns; cells beyond the last column keep a number."""
        names = self.columns
        return [
            Record(
                row.line,
                dict(zip(_names_for(names, len(row.cells)), row.cells, strict=False)),
            )
            for row in self.rows
        ]


def _names_for(names: Sequence[str], width: int) -> Sequence[str]:
    if width <= len(names):
        return names
    return (*names, *(f"column {at}" for at in range(len(names) + 1, width + 1)))


def table_of(text: str, mapping: Mapping | None = None) -> Table | None:
    """Find the table in a text, or None if it has no columns."""
    skipped, said = 0, mapping.delimiter if mapping else None
    first = text.split("\n", 1)[0].strip()
    if first.lower().startswith(EXCEL_HINT) and len(first) == len(EXCEL_HINT) + 1:
        said, skipped = said or first[-1], 1
        text = text.partition("\n")[2]
    delimiter = said or _delimiter(text)
    if delimiter is None:
        return None
    rows, broken = _rows(text, delimiter, skipped)
    if not rows:
        return None
    wanted = mapping.has_header if mapping else None
    has_header = _has_header(rows) if wanted is None else wanted
    width = max(len(row.cells) for row in rows[:SAMPLE])
    numbers = tuple(str(at) for at in range(1, width + 1))
    return Table(
        columns=column_names(rows[0].cells, alike=str.casefold) if has_header else numbers,
        rows=tuple(rows[1:] if has_header else rows),
        has_header=has_header,
        delimiter=delimiter,
        broken=tuple(broken),
    )


def _delimiter(text: str) -> str | None:
    """The one that cuts the most rows into the same number of columns, more than one."""
    sample = text[:SAMPLE_SIZE]
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        widths = [len(row.cells) for row in _rows(sample, delimiter, 0)[0][:SAMPLE]]
        if len(widths) > 1 and len(text) > SAMPLE_SIZE:
            widths.pop()
        common = max(set(widths), key=widths.count, default=0)
        agreed = widths.count(common) / max(len(widths), 1)
        score = agreed * min(common, 8) if common > 1 else 0
        if score > best_score and agreed >= 0.5:  # noqa: PLR2004 - most rows
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str, skipped: int) -> tuple[list[Row], list[Row]]:
    """Rows that are not blank; and those whose quotation mark would swallow all that follows."""
    rows: list[Row] = []
    broken: list[Row] = []
    while text:
        for row in _read(text, delimiter, skipped):
            if len(rows) > ENTRY_LIMIT:
                raise Invalid(f"This table has more than {ENTRY_LIMIT:,} rows. Import it in parts.")
            rows.append(row)
        swallowed = _from_last(text, rows, skipped)
        if not swallowed or len(broken) == MENDED:
            break
        first, _, text = swallowed.partition("\n")
        skipped = rows.pop().line
        broken.append(Row(skipped, (first,)))
    return rows, broken


def _read(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    for line, cells in rows_in(text, delimiter, spaced=True):
        if any(cell.strip() for cell in cells):
            yield Row(line + skipped, tuple(_unwrapped(cell) for cell in cells))


def _from_last(text: str, rows: Sequence[Row], skipped: int) -> str:
    """The text of the last row, if a quotation mark made it swallow several lines."""
    if not rows or not any("\n" in cell for cell in rows[-1].cells):
        return ""
    tail = text.split("\n", rows[-1].line - skipped - 1)[-1]
    return tail if tail.count('"') % 2 else ""


def _unwrapped(cell: str) -> str:
    """What a spreadsheet was told to show as text: ``="0525"`` is 0525."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell


def _has_header(rows: Sequence[Row]) -> bool:
    """Names we know, or words above a column of dates or numbers."""
    first = rows[0].cells
    if any(whole_date(cell) is not None for cell in first):
        return False
    if sum(plain_name(cell) in HEADER_WORDS for cell in first) > 0:
        return True
    below = rows[1].cells if len(rows) > 1 else ()
    return any(whole_date(cell) is not None for cell in below)


def by_name(mapping: Mapping, columns: Sequence[str]) -> Mapping:
    """The mapping with every column called by the name it has in this table.

    Raises:
        Invalid: it names a column that is not there.
    """
    known = {column.casefold(): column for column in columns}

    def name(column: Column) -> str:
        if isinstance(column, int) or (column.isdigit() and column not in columns):
            at = int(column)
            if 1 <= at <= len(columns):
                return columns[at - 1]
            raise Invalid(f"There is no column {at}: this table has {len(columns)}.")
        if column.casefold() not in known:
            raise Invalid(f"There is no column “{column}”. The columns are: {', '.join(columns)}.")
        return known[column.casefold()]

    said = mapping.to_dict()
    named: dict[str, object] = {}
    for role, value in said.items():
        if role in {"has_header", "delimiter"}:
            named[role] = value
        elif isinstance(value, list):
            named[role] = [name(one) for one in value]
        elif isinstance(value, str | int):
            named[role] = name(value)
    return Mapping.from_dict(named)


def read_table(table: Table, member: str, options: Options) -> Reading:
    """Read a table by the mapping that was given, or by a guess that can be put right."""
    findings = Findings(today=options.today, member=member)
    sample = [row.cells for row in table.rows[:SAMPLE]]
    asked = options.mapping
    mapping = by_name(asked, table.columns) if asked else guessed(table.columns, sample)
    mapping = replace(mapping, has_header=table.has_header, delimiter=table.delimiter)
    records = table.records()
    for name in map(str, mapping.date):
        if all_serials(record.text(name) for record in records):
            records, remark = _from_serials(records, name)
            findings.remarks.append(remark)
    for row in table.broken:
        why = f"The quotation mark opened on line {row.line} is never closed."
        findings.reject(row.line, row.cells[0], why)
    entries_of(records, mapping, Style(source="row"), findings, options)
    return replace(
        findings.reading("a table"),
        columns=table.columns,
        rows=tuple(tuple(row) for row in sample[:SHOWN]),
        mapping=mapping,
    )


def _from_serials(records: Sequence[Record], name: str) -> tuple[list[Record], str]:
    """Records whose column of serial numbers holds days instead, and what to say about it."""
    first = next(text for record in records if (text := record.text(name).strip()))
    written = [
        replace(record, values={**record.values, name: day_of_serial(record.text(name))})
        for record in records
    ]
    day = date.fromisoformat(day_of_serial(first)[:10])
    said = f"“{name}” counts days as spreadsheets do: {first} is {day_said(day)}."
    return written, said
