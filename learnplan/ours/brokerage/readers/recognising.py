"""What somebody gave us to read: recognised file by file, by its shape, and read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from learnplan.core.errors import Invalid
from learnplan.core.sources import Member, Source
from learnplan.core.tables import Table, read_table
from learnplan.core.texts import decode
from learnplan.core.yaml_values import document_of
from learnplan.ours.brokerage.drawing import Drawing
from learnplan.ours.brokerage.readers import cards, link_lists, trees
from learnplan.ours.brokerage.readers.headings import Part, rank_of
from learnplan.ours.brokerage.readers.reading import Progress, Reading
from learnplan.ours.brokerage.readers.tables import (
    EXAMPLE,
    is_clear,
    parts_in,
    read_table_into,
    with_heading,
)

TREES = frozenset({".yml", ".yaml", ".json"})
PROSE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"})
MEMBERS_LIMIT = 5_000
CHOOSE = "It is not clear what its columns are. Choose them below."


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How files are to be read: what the framework and the menu are called, and the columns.

    ``columns`` name the parts of one heading; they hold for tables with that heading.
    """

    framework: str
    menu: str
    columns: Mapping[str, str] = field(default_factory=dict)


def read_all(source: Source, settings: Settings, *, progress: Progress | None = None) -> Reading:
    """Read every file of a source into one drawing; ``progress`` hears of files, or rows of one.

    Raises:
        Invalid: there is nothing in any that could be a role map or a menu.
    """
    if len(source.members) > MEMBERS_LIMIT:
        raise Invalid(f"There are more than {MEMBERS_LIMIT:,} files. Import them in parts.")
    drawing = Drawing(settings.framework, settings.menu)
    files = len(source.members)
    reading = Reading(drawing=drawing, progress=progress if files == 1 else None)
    for sentence in source.remarks:
        reading.remark(sentence)
    for at, member in enumerate(source.members, start=1):
        if progress is not None and files > 1:
            progress(at, files)
        try:
            _read_member(reading, member, settings)
        except Invalid as trouble:
            reading.reject(member.name, None, str(trouble))
    reading.drawing.order_levels(rank_of)
    for lines, why in reading.drawing.settle():
        said = " and ".join(str(line) for line in lines)
        reading.reject("", lines[0], f"Lines {said} contradict each other. {why}")
    if not reading.shapes and not reading.columns:
        why = reading.rejected[0].says if reading.rejected else "It is empty."
        raise Invalid(f"This is neither a role map nor a menu that can be read. {why}")
    return reading


def names_for(source: Source) -> tuple[str, str]:
    """What a framework and a menu of this source may be called, until somebody says better."""
    first = source.members[0]
    stem = PurePosixPath(source.name).stem if len(source.members) == 1 else source.name
    stem = " ".join(re.split(r"[\s_-]+", stem)).strip() or "Role map"
    named = ""
    if PurePosixPath(first.name).suffix.lower() in TREES:
        try:
            named = trees.line_text(trees.get(document_of(_text(first), first.name), trees.NAME))
        except Invalid:
            named = ""
    elif PurePosixPath(first.name).suffix.lower() in PROSE:
        heading = re.search(r"^# +(.+?)\s*#*\s*$", _text(first), re.MULTILINE)
        named = re.sub(r":\w+:|[*_`]", "", heading[1]).strip() if heading else ""
    name = (named or stem[:1].upper() + stem[1:])[:200]
    return name, name


def _read_member(reading: Reading, member: Member, settings: Settings) -> None:
    """Recognise one file and read it.

    Raises:
        Invalid: it is none of the kinds that are read.
    """
    suffix = PurePosixPath(member.name).suffix.lower()
    if suffix in PROSE or suffix in TREES:
        text = _text(member)
        if not text.strip():
            raise Invalid(f"“{member.name}” is empty.")
        if suffix in TREES or text.lstrip()[0] in "[{":
            _read_tree(reading, text, member.name, settings)
            return
        if cards.front_of(text) and not link_lists.is_link_list(text[len(cards.front_of(text)) :]):
            cards.read_card(reading, text, member.name)
            return
        if link_lists.is_link_list(text):
            link_lists.read_links(reading, text, member.name)
            return
        if suffix not in {".txt", ".text"}:
            raise Invalid(
                f"“{member.name}” is neither a card with front matter nor a list of links."
            )
    _read_as_table(reading, read_table(member.name, member.data), settings)


def _read_tree(reading: Reading, text: str, name: str, settings: Settings) -> None:
    root = document_of(text, name)
    if trees.is_framework(root):
        trees.read_framework(reading, root, name)
        return
    table = trees.table_in(root, name)
    if table is None:
        raise Invalid(f"“{name}” has neither competencies nor roles, and is no list of records.")
    _read_as_table(reading, table, settings)


def _read_as_table(reading: Reading, table: Table, settings: Settings) -> None:
    table = with_heading(table)
    parts = parts_in(table)
    chosen = {name: settings.columns[name] for name in table.header if name in settings.columns}
    by_hand = bool(settings.columns) and len(chosen) == len(table.header)
    if by_hand:
        parts = {name: Part(part) for name, part in chosen.items()}
    clear = is_clear(parts)
    if not reading.columns:
        reading.columns = {name: str(parts[name]) for name in table.header}
        for at, name in enumerate(table.header):
            cells = (row.cells[at].strip() for row in table.rows if at < len(row.cells))
            reading.examples[name] = " ".join(next(filter(None, cells), "").split())[:EXAMPLE]
        reading.sure = clear
    if not clear:
        reading.reject(table.name, 1, CHOOSE)
        return
    read_table_into(reading, table, parts)


def _text(member: Member) -> str:
    return decode(member.data, member.name).replace("\r\n", "\n").replace("\r", "\n")
