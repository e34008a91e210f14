"""All pages of a board in one file of each kind: made piece by piece, so that few are held.

A page's files have what the page has. These have what all pages have, and of each unit below all
indicators, where the table of a page has room for a few. What may be seen is decided by the same
edition, so that no figure is here that is not on some page.
"""

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import orjson

from learnplan.core.delimited import csv_of
from learnplan.core.spreadsheets import MOST_ROWS, Sheet
from learnplan.ours.performance import boards, exports
from learnplan.ours.performance.boards import CARDS, Card
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.exports import FIGURE, ChartLink
from learnplan.ours.performance.parts import Parts

AT_ONCE = 100
"""How many units are read at a time."""
Progress = Callable[[int, int], None]


class Files(NamedTuple):
    """A whole board: CSV and JSON as gzip has them; XLSX, unless it has more rows than a sheet."""

    rows: int
    csv: bytes
    json: bytes
    xlsx: bytes | None


def extent_of(edition: Edition, unit_id: UUID) -> tuple[int, int]:
    """How many indicators and how many units a whole board has at most.

    Raises:
        NotFound: there is no such unit.
    """
    listing = boards.listing_of(edition, unit_id)
    return len(listing.indicators), len(edition.rows_below(listing.place))


def files_of(edition: Edition, unit_id: UUID, *, chart_at: ChartLink, progress: Progress) -> Files:
    """The whole board of a unit. ``progress`` hears of each unit.

    Raises:
        NotFound: there is no such unit.
    """
    listing = boards.listing_of(edition, unit_id)
    place, below = listing.place, edition.rows_below(listing.place)
    indicators = listing.below(listing.indicators) if below else []
    parts = Parts.of(edition, place, indicators)
    indicators = list(parts.indicators)
    most = len(listing.indicators) + len(below) * len(indicators)
    csv, json = _Packed(), _Packed()
    packed = io.BytesIO()
    sheet = Sheet(packed, FIGURE) if most < MOST_ROWS else None
    heading, rows = csv_of(FIGURE, []), 0

    def write(some: Sequence[exports.Row]) -> None:
        nonlocal rows
        rows += len(some)
        csv.write(csv_of(FIGURE, some).removeprefix(heading))
        if sheet is not None:
            sheet.write(some)

    csv.write(heading)
    about = exports.about(place, indicators=len(listing.indicators), units=len(below))
    json.write(orjson.dumps(about).removesuffix(b"}") + b',"indicators":[')
    for number, card in enumerate(_cards(listing)):
        write([exports.card_row(place, card)])
        json.write(_item(number, exports.card_said(place, card, chart_at)))
    json.write(b'\n],"units":[')
    for first in range(0, len(below), AT_ONCE):
        progress(first, len(below))
        places = [edition.place(each) for each in below[first : first + AT_ONCE]]
        for number, line in enumerate(parts.lines(places), start=first):
            write(exports.unit_rows(line, indicators))
            json.write(_item(number, exports.unit_said(line, indicators)))
    json.write(b"\n]}\n")
    if sheet is not None:
        sheet.close()
    return Files(rows, csv.close(), json.close(), packed.getvalue() if sheet is not None else None)


def _cards(listing: boards.Listing) -> Iterator[Card]:
    """All cards, in the order of the pages."""
    if listing.is_ranked:
        yield from listing.ranked()[0]
        return
    for first in range(0, len(listing.indicators), CARDS):
        yield from listing.cards(listing.indicators[first : first + CARDS])


def _item(number: int, said: dict[str, object]) -> bytes:
    return (b",\n" if number else b"\n") + orjson.dumps(said)


class _Packed:
    """What is written, as gzip has it; without a time, so that the same makes the same bytes."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(wbits=31)
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> None:
        self._pieces.append(self._packer.compress(piece))

    def close(self) -> bytes:
        return b"".join([*self._pieces, self._packer.flush()])
