"""Say what a file of somebody's log is, by what stands in it before what it is called."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from learnplan.core.errors import Invalid
from learnplan.core.sources import Member
from learnplan.mine.portability.readers.bookmarks import is_bookmarks
from learnplan.mine.portability.readers.daylog import is_day_log
from learnplan.mine.portability.readers.goodreads import is_goodreads
from learnplan.mine.portability.readers.guessing import guessed
from learnplan.mine.portability.readers.json_values import Located, values_in
from learnplan.mine.portability.readers.leap2a_xml import is_leap2a
from learnplan.mine.portability.readers.markdown_tables import log_table
from learnplan.mine.portability.readers.markup import Document, document_of
from learnplan.mine.portability.readers.note_index import IndexItem, index_items, is_index
from learnplan.mine.portability.readers.notes import Listed, dates_table
from learnplan.mine.portability.readers.org import is_org
from learnplan.mine.portability.readers.tables import Table, table_of
from learnplan.mine.portability.readers.values import Options
from learnplan.mine.portability.readers.xapi import is_statement, statements_in
from learnplan.mine.portability.texts import text_of

PROSE = frozenset(
    {".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst", ".org", ".txt", ".text", ""}
)
TABLES = frozenset({".csv", ".tsv"})
JSON = frozenset({".json", ".jsonl", ".ndjson"})
YAML = frozenset({".yml", ".yaml"})
PAGES = frozenset({".html", ".htm", ".xhtml", ".xml"})
ORG = ".org"


class Export(enum.Enum):
    """What a programme wrote, in a form of its own."""

    BOOKMARKS = "bookmarks"
    LEAP2A = "leap2a"
    ORG = "org"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A member and what it was recognised as: one of the other fields is filled in."""

    member: Member
    text: str
    values: Sequence[Located] = ()
    yaml: bool = False
    export: Export | None = None
    table: Table | None = None
    listed: Sequence[Listed] | None = None
    days: Document | None = None
    index: Sequence[IndexItem] = ()

    @property
    def is_data(self) -> bool:
        """Whether it is neither a note nor a list of notes nor a log of days."""
        is_table = self.table is not None and self.listed is None
        return bool(self.values) or self.yaml or self.export is not None or is_table

    @property
    def is_note(self) -> bool:
        """Whether it is prose, and neither a list of notes nor a log of days."""
        return not (self.is_data or self.listed is not None or self.index or self.days)

    @property
    def is_a_known_export(self) -> bool:
        """Whether it is certainly a log, even where it lies among notes."""
        if self.is_statements or self.export is not None:
            return True
        return self.table is not None and is_goodreads(self.table.columns)

    @property
    def is_statements(self) -> bool:
        """Whether it holds xAPI statements, of which the first ones tell."""
        return any(is_statement(one.value) for one in statements_in(self.values[:10]))


def recognised(member: Member, options: Options) -> Piece:
    """Say what a file is, by what stands in it before what it is called.

    Raises:
        Invalid: it is not text, or there is nothing in it.
    """
    text = text_of(member.data, member.name)
    if not text.strip():
        raise Invalid(f"“{member.name}” is empty.")
    piece = Piece(member=member, text=text)
    suffix = PurePosixPath(member.name).suffix.lower()
    if (export := _export(text, suffix)) is not None:
        return replace(piece, export=export)
    if suffix in PAGES:
        raise Invalid(
            f"“{member.name}” is a page, but neither bookmarks of a browser or of Pocket nor a "
            "portfolio in Leap2A."
        )
    if text.lstrip()[0] in "[{":
        values = list(values_in(text, member.name))
        if not values or suffix in JSON or _begins_with_data(values[0]):
            return replace(piece, values=values)
    if suffix in YAML or (suffix not in PROSE and _looks_like_yaml(text)):
        return replace(piece, yaml=True)
    if suffix not in PROSE or options.mapping is not None:
        table = table_of(text, options.mapping)
        if table is not None:
            listed = None if options.mapping else dates_table(table)
            return replace(piece, table=table, listed=listed)
    piece = _prose(piece, suffix)
    if suffix in TABLES and piece.is_note:
        raise Invalid(f"“{member.name}” has one column only: there is no day beside what was done.")
    return piece


def _export(text: str, suffix: str) -> Export | None:
    if text.lstrip().startswith("<"):
        if is_leap2a(text):
            return Export.LEAP2A
        if is_bookmarks(text):
            return Export.BOOKMARKS
    return Export.ORG if suffix == ORG and is_org(text) else None


def _begins_with_data(first: Located) -> bool:
    """Whether this is JSON by what stands in it: "[2020-01-05] Joins" only begins like a list."""
    return not first.broken and isinstance(first.value, dict | list)


def _looks_like_yaml(text: str) -> bool:
    first = text.lstrip().split("\n", 1)[0]
    return first.startswith("- ") and ": " in first


def _prose(piece: Piece, suffix: str) -> Piece:
    document = document_of(piece.text)
    items = index_items(document)
    if is_index(document, items):
        return replace(piece, index=items)
    if is_day_log(document):
        return replace(piece, days=document)
    table = log_table(document)
    if table is None and suffix in {".txt", ".text", ""}:
        table = table_of(piece.text)
        table = table if table is not None and _has_days(table) else None
    return replace(piece, table=table)


def _has_days(table: Table) -> bool:
    return bool(guessed(table.columns, [row.cells for row in table.rows[:50]]).date)
