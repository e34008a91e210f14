"""The parts of a workbook (Office Open XML, ECMA-376), each with what reads it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from xml.parsers.expat import ParserCreate

from learnplan.core.errors import Invalid

COLUMNS_LIMIT = 16_384
ROWS_LIMIT = 2**20
MOST_CELLS = 20_000_000
Attributes = dict[str, str]
Rows = list[tuple[int, list[str]]]
"""Rows that say something, each with its number in the sheet."""


class Reader:
    """What reads one part: names without their prefixes, and text only where it is wanted."""

    def __init__(self) -> None:
        self._text: list[str] | None = None

    def read(self, some: Iterable[bytes]) -> None:
        """Read a part.

        Raises:
            ExpatError: it is no XML.
            Invalid: it defines words of its own that may unfold without end.
        """
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_words_of_its_own
        parser.StartElementHandler = lambda name, said: self._begin(name.rpartition(":")[2], said)
        parser.EndElementHandler = lambda name: self._end(name.rpartition(":")[2])
        parser.CharacterDataHandler = self._hear
        for each in some:
            parser.Parse(each, False)
        parser.Parse(b"", True)

    def _begin(self, name: str, said: Attributes) -> None:
        """An element begins."""

    def _end(self, name: str) -> None:
        """An element ends."""

    def _hear(self, words: str) -> None:
        if self._text is not None:
            self._text.append(words)

    def _listen(self) -> None:
        """Keep what is said from here on."""
        self._text = []

    def _heard(self) -> str:
        """What was said since, once."""
        said, self._text = "".join(self._text or ()), None
        return said


def _no_words_of_its_own(*_: object) -> None:
    raise Invalid("This workbook defines words of its own that may unfold, which none needs.")


class Links(Reader):
    """Which parts a part leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def _begin(self, name: str, said: Attributes) -> None:
        if name == "Relationship" and said.get("TargetMode") != "External":
            kind = said.get("Type", "").rpartition("/")[2]
            self.found.append((said.get("Id", ""), kind, said.get("Target", "")))


class Book(Reader):
    """The sheets of a workbook, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Attributes] = []
        self.counts_from_1904 = False

    def _begin(self, name: str, said: Attributes) -> None:
        if name == "sheet":
            self.sheets.append(said)
        elif name == "workbookPr":
            self.counts_from_1904 = said.get("date1904", "0") in {"1", "true"}


class Texts(Reader):
    """The texts that cells share, each once, without how they are pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._said: list[str] = []
        self._aside = False

    def _begin(self, name: str, said: Attributes) -> None:  # noqa: ARG002 - as every reader
        if name == "si":
            self._said = []
        elif name == "rPh":
            self._aside = True
        elif name == "t" and not self._aside:
            self._listen()

    def _end(self, name: str) -> None:
        if name == "t" and not self._aside:
            self._said.append(self._heard())
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.texts.append("".join(self._said))


_USUAL_FORMATS = {9: "0%", 10: "0.00%", 17: "mmm-yy"} | dict.fromkeys((14, 15, 16, 22), "d/m/y")
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)


class Styles(Reader):
    """How each style shows a number."""

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[int, str] = {}
        self._used: list[int] = []
        self._of_cells = False

    def _begin(self, name: str, said: Attributes) -> None:
        if name == "numFmt":
            self._written[int(said["numFmtId"])] = said["formatCode"]
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self._used.append(int(said.get("numFmtId", "0")))

    def _end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False

    def formats(self) -> "list[str]":
        """What each style shows: "%", days (d), months (m), years (y), or the number alone."""
        return [
            _shows(self._written.get(each, _USUAL_FORMATS.get(each, ""))) for each in self._used
        ]


def _shows(code: str) -> str:
    bare = _NO_LETTERS.sub("", code.partition(";")[0]).casefold()
    if "%" in bare:
        return "%"
    if "y" not in bare and "d" not in bare:
        return ""
    return "d" if "d" in bare else "m" if "m" in bare else "y"


@dataclass(frozen=True)
class Shown:
    """How the numbers of a workbook are shown; its days are counted from ``first_day``."""

    formats: Sequence[str]
    first_day: date

    def said(self, number: str, style: str) -> str:
        """A number as it says most: 94.7 %, a day, a month."""
        shows = self.formats[int(style)] if style else ""
        try:
            value = float(number)
        except ValueError:
            return number
        exact = f"{value:.15g}"  # as many digits as a spreadsheet keeps to
        if shows == "%":
            return f"{(Decimal(exact) * 100).normalize():f}%"
        if shows and value >= 1:
            day = (self.first_day + timedelta(int(value))).isoformat()
            return {"d": day, "m": day[:7], "y": day[:4]}[shows]
        return exact


_AT = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})")


def _column(letters: str) -> int:
    """Where a column is, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@dataclass(eq=False)
class Cells(Reader):
    """The rows of a sheet that say something."""

    shared: list[str]
    shown: Shown
    rows: Rows = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """The first and last row and the first column of what is merged over several rows."""
    hides: bool = False
    without_result: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._number = self._count = 0
        self._cells: list[str] = []
        self._cell: tuple[int, str, str] = (0, "", "")
        self._said: list[str] = []
        self._has_formula = False
        self._once: dict[str, str] = {}

    def _begin(self, name: str, said: Attributes) -> None:
        if name == "c":
            at = _AT.fullmatch(said.get("r", ""))
            column = _column(at[1]) if at else len(self._cells)
            self._cell = column, said.get("t", "n"), said.get("s", "")
            self._said, self._has_formula = [], False
        elif name in {"v", "t"}:
            self._listen()
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._number = int(said.get("r") or self._number + 1)
            self._cells = []
            self.hides |= said.get("hidden", "0") in {"1", "true"}
        elif name == "col":
            self.hides |= said.get("hidden", "0") in {"1", "true"}
        elif name == "mergeCell" and (over := _MERGED.fullmatch(said.get("ref", ""))):
            first, last = int(over[2]), int(over[3])
            if first < last:
                self.merged.append((first, last, _column(over[1])))

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._said.append(self._heard())
        elif name == "c":
            self._keep()
        elif name == "row" and any(map(str.strip, self._cells)):
            if self._number > ROWS_LIMIT or (self.rows and self._number <= self.rows[-1][0]):
                raise ValueError
            self.rows.append((self._number, self._cells))

    def _keep(self) -> None:
        """Put a cell into its row."""
        column, kind, style = self._cell
        said = "".join(self._said)
        if not said:
            self.without_result += self._has_formula
            return
        if kind == "s":
            said = self.shared[int(said)]
        elif kind == "n":
            said = self.shown.said(said, style)
        elif kind == "d":
            said = said[:10]
        elif kind == "b":
            said = "TRUE" if said == "1" else "FALSE"
        missing = column - len(self._cells)
        if missing < 0 or column >= COLUMNS_LIMIT:
            raise ValueError
        self._count += missing + 1
        if self._count > MOST_CELLS:
            raise Invalid("It has too many cells to be read at once. Split it in parts.")
        self._cells.extend([""] * missing)
        self._cells.append(self._once.setdefault(said, said))


def attribute(said: Attributes, name: str) -> str:
    """An attribute, whatever its prefix."""
    return next((word for key, word in said.items() if key.rpartition(":")[2] == name), "")
