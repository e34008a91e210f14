"""The record as data: one JSON document with a row a line, and a table of each drawer as CSV."""

from collections.abc import Callable, Iterator

import orjson

from learnplan.core.delimited import csv_lines
from learnplan.core.drawers import Drawer
from learnplan.mine.portability.record.rooms import drawers, returning
from learnplan.mine.portability.record.saying import Record

RECORD = "record.json"
INFORMATION = "information.json"
SCHEMA = "learnplan-record"
VERSION = 1
Said = Callable[[int], None]


def record_json(record: Record, said: Said) -> Iterator[bytes]:
    """All that comes back elsewhere, in the order in which rows refer to rows."""
    yield from _document(record, returning(), SCHEMA, said)


def information_json(record: Record, said: Said) -> Iterator[bytes]:
    """What is told to its owner and does not come back: disclosures, receipts, open answers."""
    told = tuple(drawer for drawer in drawers() if drawer.told_only)
    yield from _document(record, told, "learnplan-information", said)


def table_csv(record: Record, drawer: Drawer, said: Said) -> Iterator[bytes]:
    """One drawer as a table."""

    def rows() -> Iterator[list[object]]:
        for row in record.plain(drawer):
            said(1)
            yield ["" if value is None else value for value in row.values()]

    yield from csv_lines(drawer.columns, rows())


def _document(
    record: Record, which: tuple[Drawer, ...], schema: str, said: Said
) -> Iterator[bytes]:
    yield b'{"schema": "%s", "version": %d, "tables": {' % (schema.encode(), VERSION)
    for place, drawer in enumerate(which):
        yield b'%s\n"%s": [' % (b"," if place else b"", drawer.name.encode())
        for number, row in enumerate(record.plain(drawer)):
            said(1)
            yield (b",\n" if number else b"\n") + orjson.dumps(row)
        yield b"\n]"
    yield b"\n}}\n"
