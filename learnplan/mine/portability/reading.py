"""Recognise somebody's log, whatever it is, and read it: the one door to all the readers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from learnplan.core.errors import Invalid
from learnplan.core.sources import Source
from learnplan.mine.portability.enclosed import Enclosed
from learnplan.mine.portability.readers.bookmarks import read_bookmarks
from learnplan.mine.portability.readers.daylog import read_day_log
from learnplan.mine.portability.readers.goodreads import is_goodreads, read_goodreads
from learnplan.mine.portability.readers.json_list import read_json
from learnplan.mine.portability.readers.leap2a import read_leap2a
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.notes import read_note, read_notes
from learnplan.mine.portability.readers.org import read_org
from learnplan.mine.portability.readers.recognising import Export, Piece, recognised
from learnplan.mine.portability.readers.tables import read_table
from learnplan.mine.portability.readers.values import (
    KINDS,
    Entry,
    Findings,
    Link,
    Options,
    Progress,
    Reading,
    Rejected,
)
from learnplan.mine.portability.readers.xapi import read_xapi
from learnplan.mine.portability.readers.yaml_list import read_yaml

__all__ = [
    "KINDS",
    "Entry",
    "Link",
    "Mapping",
    "Reading",
    "Rejected",
    "read",
]

PORTFOLIO = "leap2a.xml"
ABOUT = ("readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security")
NAMED = 5


def read(
    source: Source,
    *,
    today: date,
    mapping: Mapping | None = None,
    day_first: bool | None = None,
    undated_on: date | None = None,
    room: int | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a log without keeping anything: what was understood, what was not, and why.

    Args:
        source: a file, a folder or a zip.
        today: the day from which on a date is still to come.
        mapping: which column of a table is what, where the guess was wrong.
        day_first: whether 3/4 is 3 April; without it the log has to tell, and months go first
            where it does not.
        undated_on: the day for entries that have none. Without it they are rejected.
        room: how many bytes of files may come with it.
        progress: told how many of how many entries are done.

    Raises:
        Invalid: there is no log in this that we know how to read, in a sentence.
    """
    options = Options(
        today=today,
        mapping=mapping,
        day_first=day_first,
        undated_on=undated_on,
        enclosed=Enclosed(source.packed, room=room),
        progress=progress or (lambda _done, _total: None),
    )
    source = _without_what_is_attached(source)
    reading = (
        _read_one(source, options) if len(source.members) == 1 else _read_many(source, options)
    )
    return replace(reading, remarks=(*source.remarks, *reading.remarks))


def _without_what_is_attached(source: Source) -> Source:
    """What lies beside a portfolio in its zip is attached to it, and no log of its own."""
    portfolios = [one for one in source.members if one.name.rpartition("/")[2] == PORTFOLIO]
    if not source.packed or not portfolios:
        return source
    return replace(source, members=tuple(portfolios), remarks=())


def _read_one(source: Source, options: Options) -> Reading:
    piece = recognised(source.members[0], options)
    if piece.is_data:
        return _data(piece, options)
    if piece.days is not None:
        return read_day_log(piece.days, piece.member.name, options).reading("a log of days")
    if piece.table is not None:
        return replace(_notes([piece], options), columns=piece.table.columns)
    return _notes([piece], options)


def _export(piece: Piece, export: Export, options: Options) -> Reading:
    if export is Export.LEAP2A:
        return read_leap2a(piece.member.data, piece.member.name, options)
    read_text = read_bookmarks if export is Export.BOOKMARKS else read_org
    return read_text(piece.text, piece.member.name, options)


def _data(piece: Piece, options: Options) -> Reading:
    name = piece.member.name
    if piece.export is not None:
        return _export(piece, piece.export, options)
    if piece.table is not None:
        known = options.mapping is None and is_goodreads(piece.table.columns)
        return (read_goodreads if known else read_table)(piece.table, name, options)
    if piece.yaml:
        return read_yaml(piece.text, name, options)
    if piece.is_statements:
        return read_xapi(piece.values, name, options)
    return read_json(list(piece.values), name, options)


def _notes(pieces: Sequence[Piece], options: Options) -> Reading:
    """Read notes with the tables and indexes that belong to them."""
    tables = [piece for piece in pieces if piece.listed is not None]
    indexes = [piece for piece in pieces if piece.index]
    notes = [read_note(piece.member, piece.text) for piece in pieces if piece.is_note]
    findings = read_notes(
        notes,
        [row for piece in tables for row in piece.listed or ()],
        [item for piece in indexes for item in piece.index],
        options,
        tables_member=tables[0].member.name if tables else "",
        index_member=indexes[0].member.name if indexes else "",
    )
    if notes:
        return findings.reading("a note" if len(pieces) == 1 else "a folder of notes")
    return findings.reading("a table of notes" if tables else "an index of notes")


def _read_many(source: Source, options: Options) -> Reading:
    """Read a folder: notes with their dates, logs of days, or files of data."""
    findings = Findings(today=options.today)
    pieces: list[Piece] = []
    for member in source.members:
        try:
            pieces.append(recognised(member, options))
        except Invalid as why:
            findings.reject(None, member.name, str(why), member=member.name)
    prose = [piece for piece in pieces if not piece.is_data]
    data = [piece for piece in pieces if piece.is_data and (not prose or piece.is_a_known_export)]
    aside = [piece.member.name for piece in pieces if piece.is_data and piece not in data]
    if aside:
        findings.remarks.append(f"Left out as not part of the notes: {_named(aside)}.")
    kinds: list[str] = []
    for reading in (*_prose(prose, options, findings), *_all_data(data, options, findings)):
        kinds.append(reading.kind)
        findings.take(reading)
    return findings.reading(" and ".join(dict.fromkeys(kinds)) or "a folder")


def _prose(pieces: Sequence[Piece], options: Options, findings: Findings) -> Iterator[Reading]:
    """Logs of days one by one, and the notes together."""
    in_table = {row.path for piece in pieces for row in piece.listed or ()}
    days = [p for p in pieces if p.days is not None and p.member.name not in in_table]
    days = [piece for piece in days if not _is_about(piece, "change", "license", "licence")]
    rest = [piece for piece in pieces if piece not in days]
    about = [
        p for p in rest if p.is_note and _is_about(p, *ABOUT) and p.member.name not in in_table
    ]
    if about and len(pieces) > len(about):
        names = _named([piece.member.name for piece in about])
        findings.remarks.append(f"Left out as being about the folder: {names}.")
        rest = [piece for piece in rest if piece not in about]
    for piece in days:
        if piece.days is not None:
            yield read_day_log(piece.days, piece.member.name, options).reading("a log of days")
    if days:  # what lies beside a log of days is no entry unless it says when
        rest = [replace(p, member=replace(p.member, modified=None)) for p in rest]
    if rest:
        yield _notes([replace(piece, days=None) for piece in rest], options)


def _all_data(pieces: Sequence[Piece], options: Options, findings: Findings) -> Iterator[Reading]:
    for piece in pieces:
        try:
            yield _data(piece, options)
        except Invalid as why:
            findings.reject(None, piece.member.name, str(why), member=piece.member.name)


def _is_about(piece: Piece, *words: str) -> bool:
    return PurePosixPath(piece.member.name).stem.casefold().startswith(words)


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
