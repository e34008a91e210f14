"""Spreadsheets as they are sent (Office Open XML, ECMA-376): the rows that a person sees in them.

Nothing is worked out: a formula is what it came to when the workbook was saved. Numbers are read as
they are shown where that says more than the number: shares in per cent, days, months.
"""

import io
import posixpath
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from learnplan.core.errors import Invalid
from learnplan.core.texts import listed
from learnplan.core.workbook_parts import (
    MOST_CELLS,
    Book,
    Cells,
    Links,
    Rows,
    Shown,
    Styles,
    Texts,
    attribute,
)

MARK = b"PK\x03\x04"
UNPACKED_LIMIT = 200 * 2**20
PART = 2**16


@dataclass(frozen=True)
class Sheet:
    """The rows of the sheet that was read, and sentences about what was not.

    ``others`` are the sheets that could be read as well.
    """

    name: str
    rows: Rows
    remarks: tuple[str, ...]
    others: tuple[str, ...] = ()


def is_workbook(data: bytes) -> bool:
    """Whether a file is packed as a workbook is: what is in it is seen when it is read."""
    return data.startswith(MARK)


def read_workbook(name: str, data: bytes, *, sheet: str = "") -> Sheet:
    """The sheet of this name, or else the first with a table in it that is not hidden.

    Raises:
        Invalid: it is no workbook, is damaged or locked, or holds more than is read at once; or no
            such sheet of it can be seen, or there is no table in it.
    """
    with _opened(name, data) as workbook:
        return workbook.read(sheet)


def sheets_in(name: str, data: bytes) -> list[str]:
    """The names of the sheets that can be seen, in their order; none of what is no workbook.

    Raises:
        Invalid: it is packed, and no workbook, is damaged or locked.
    """
    if not is_workbook(data):
        return []
    with _opened(name, data) as workbook:
        return workbook.names()


@contextmanager
def _opened(name: str, data: bytes) -> "Iterator[_Workbook]":
    """A workbook to be read; what may be wrong with it is said in words."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield _Workbook(name, packed)
    except Invalid:
        raise
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError),
        *(ExpatError, KeyError, ValueError, IndexError, OverflowError),
    ):
        raise Invalid(
            f"{name} is damaged and cannot be read. Save it again as XLSX or CSV."
        ) from None
    except RuntimeError:  # zipfile's word for what is locked
        raise Invalid(f"{name} is locked with a password. Save it without one.") from None


class _Named(NamedTuple):
    """A sheet of a workbook: what it is called, the part it is in, and whether people see it."""

    name: str
    part: str
    hidden: bool


class _Workbook:
    """One workbook, and how much of it was unpacked so far."""

    def __init__(self, name: str, packed: zipfile.ZipFile) -> None:
        self.name, self.packed, self.unpacked = name, packed, 0

    def read(self, wanted: str = "") -> Sheet:
        """The rows of the sheet of this name, or else of its first with a table."""
        book, links, first_day = self._listed()
        shared, shown = self._shared(links, first_day)
        visible = [each for each in book if not each.hidden]
        asked = [each for each in visible if wanted in {"", each.name}]
        if not asked:
            there = f" It has {_quoted([each.name for each in visible])}." if visible else ""
            raise Invalid(f"{self.name} has no sheet “{wanted}” that can be seen.{there}")
        for sheet in asked:
            found = Cells(shared, shown)
            found.read(self._parts(sheet.part))
            rows = _filled(found)
            if any(sum(map(bool, cells)) > 1 for _, cells in rows):
                others = tuple(each.name for each in visible if each is not sheet)
                hidden = [each.name for each in book if each.hidden]
                said = tuple(_remarks(sheet.name, others, hidden, found))
                return Sheet(sheet.name, rows, said, others)
        if wanted:
            raise Invalid(f"The sheet “{wanted}” of {self.name} has no table in it.")
        raise Invalid(f"No sheet of {self.name} that can be seen has a table in it.")

    def names(self) -> list[str]:
        """What its sheets that can be seen are called."""
        return [each.name for each in self._listed()[0] if not each.hidden]

    def _listed(self) -> "tuple[list[_Named], dict[str, tuple[str, str]], date]":
        """Its sheets, what it leads to, and the day that its days are counted from.

        Raises:
            Invalid: it is packed, and no workbook.
        """
        names = set(self.packed.namelist())
        opened = self._linked("", names).values()
        at = next((part for kind, part in opened if kind == "officeDocument"), "")
        if at not in names or at.endswith(".bin"):
            raise Invalid(
                f"{self.name} is packed, and no workbook that can be read here. Save it as XLSX or "
                "CSV."
            )
        links = self._linked(at, names)
        book = Book()
        book.read(self._parts(at))
        sheets = [
            _Named(each.get("name", ""), part, each.get("state", "visible") != "visible")
            for each in book.sheets
            for kind, part in [links[attribute(each, "id")]]
            if kind == "worksheet"
        ]
        first_day = date(1904, 1, 1) if book.counts_from_1904 else date(1899, 12, 30)
        return sheets, links, first_day

    def _shared(
        self, links: dict[str, tuple[str, str]], first_day: date
    ) -> "tuple[list[str], Shown]":
        """The texts that its sheets share, and how they show numbers."""
        shared, styles = Texts(), Styles()
        for kind, part in links.values():
            if kind == "sharedStrings":
                shared.read(self._parts(part))
            elif kind == "styles":
                styles.read(self._parts(part))
        return shared.texts, Shown(styles.formats(), first_day)

    def _linked(self, part: str, names: set[str]) -> dict[str, tuple[str, str]]:
        """What a part leads to, by the ids that it uses: the kind of each, and its name."""
        folder, name = posixpath.split(part)
        at = posixpath.join(folder, "_rels", f"{name}.rels")
        links = Links()
        if at in names:
            links.read(self._parts(at))
        return {
            id_: (kind, posixpath.normpath(posixpath.join("/", folder, to)).lstrip("/"))
            for id_, kind, to in links.found
        }

    def _parts(self, part: str) -> Iterator[bytes]:
        """A part, some at a time. It is counted as it unpacks, so a bomb costs no memory.

        Raises:
            Invalid: it is too large.
        """
        with self.packed.open(part) as stream:
            while some := stream.read(PART):
                self.unpacked += len(some)
                if self.unpacked > UNPACKED_LIMIT:
                    raise Invalid(f"{self.name} is larger than 200 MiB when unpacked.")
                yield some


def _remarks(
    name: str, others: Sequence[str], hidden: Sequence[str], found: Cells
) -> Iterator[str]:
    if others:
        yield f"Only the sheet “{name}” was read, and not {_quoted(others)}."
    if hidden:
        yield f"Hidden and not read: {_quoted(hidden)}."
    if found.hides:
        yield "Rows or columns that are hidden in the sheet were read like the others."
    if found.without_result:
        yield (
            "Formulas without a result in the file are read as empty cells: "
            f"{found.without_result}. Open it in a spreadsheet and save it to have them."
        )


def _quoted(names: Sequence[str]) -> str:
    return listed(f"“{name}”" for name in names)


def _filled(found: "Cells") -> Rows:
    """The rows, each as wide as the widest, with what is merged over several of them in each."""
    rows = found.rows
    width = max((len(cells) for _, cells in rows), default=0)
    if width * len(rows) <= MOST_CELLS:
        for _, cells in rows:
            cells.extend([""] * (width - len(cells)))
    numbers = [number for number, _ in rows]
    left = len(rows) * max(width, 1)  # merged cells never overlap: more are not from a spreadsheet
    for first, last, column in found.merged:
        begin, end = bisect_left(numbers, first), bisect_left(numbers, last + 1)
        if begin == end or numbers[begin] != first or column >= len(rows[begin][1]):
            continue
        left -= end - begin
        if left < 0:
            raise Invalid("Its merged cells overlap, which no spreadsheet lets them.")
        for _, cells in rows[begin + 1 : end]:
            if column < len(cells) and not cells[column]:
                cells[column] = rows[begin][1][column]
    return rows
