"""Spreadsheets as files (Office Open XML, ECMA-376): one sheet, a heading, and no formula anywhere.

Written with the standard library alone: what a table of figures needs of the format is little, and
what is never written, such as a formula, can never run.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from typing import IO
from xml.sax.saxutils import escape

from learnplan.core.texts import for_xml

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LETTERS = 26
MOST_ROWS = 2**20
"""How many rows a sheet has room for, its heading among them."""
_ALIKE = (1980, 1, 1, 0, 0, 0)
"""When every part was written: the same content makes the same bytes."""
_AROUND = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PARTS}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PARTS}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Figures" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PARTS}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_BEGIN = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_END = "</sheetData></worksheet>"


class Sheet:
    """A sheet that is written into a file row by row: for more rows than should be held."""

    def __init__(self, file: IO[bytes], heading: Sequence[str]) -> None:
        self._parts = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        for name, content in _AROUND.items():
            self._parts.writestr(_part(name), f"{_DECLARED}{content}")
        self._sheet = self._parts.open(_part("xl/worksheets/sheet1.xml"), "w")
        self._sheet.write(f"{_DECLARED}{_BEGIN}".encode())
        self._number = 0
        self.write([heading])

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows below those that are there: numbers as numbers, everything else as text."""
        lines = []
        for self._number, row in enumerate(rows, start=self._number + 1):  # noqa: B020 - it goes on
            lines.append(f'<row r="{self._number}">{"".join(_cells(self._number, row))}</row>')
        self._sheet.write("".join(lines).encode())

    def close(self) -> None:
        """Nothing more comes."""
        self._sheet.write(_END.encode())
        self._sheet.close()
        self._parts.close()


def xlsx_of(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A sheet of rows under a heading."""
    packed = io.BytesIO()
    sheet = Sheet(packed, heading)
    sheet.write(rows)
    sheet.close()
    return packed.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _ALIKE)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _cells(number: int, row: Sequence[object]) -> Iterable[str]:
    for position, content in enumerate(row):
        place = f"{_column(position)}{number}"
        if isinstance(content, bool) or not isinstance(content, int | float | None):
            words = escape(for_xml(str(content)))
            yield f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
        elif content is not None:
            yield f'<c r="{place}"><v>{content!r}</v></c>'


@cache
def _column(position: int) -> str:
    """A to Z, then AA: the name of the column at a position, counted from 0."""
    name, left = "", position + 1
    while left:
        left, letter = divmod(left - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name
