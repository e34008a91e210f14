"""Folders of notes: one file for each thing learnt, dated by what it or its folder says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from learnplan.core.sources import Member
from learnplan.mine.portability.dates import Found, dates_in, whole_date
from learnplan.mine.portability.months import month_of, weekdays_in
from learnplan.mine.portability.readers.chronology import Mark, Settled, settle
from learnplan.mine.portability.readers.day_sections import first_words
from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.front_matter import DATES, FrontMatter, split_front_matter
from learnplan.mine.portability.readers.guessing import guessed, plain_name
from learnplan.mine.portability.readers.markup import Document, Heading, document_of
from learnplan.mine.portability.readers.note_index import NOTE_SUFFIXES, IndexItem
from learnplan.mine.portability.readers.prose import links_in, markdown_of, plain_of
from learnplan.mine.portability.readers.records import KIND_OF, Record
from learnplan.mine.portability.readers.tables import Table
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    Options,
    Rejected,
    key_of,
    one_line,
)

PATH_NAMES = frozenset({"path", "file", "filename", "file name", "file path", "note", "document"})
FIRST_DATES = ("first committed", "created", "created at", "date", "added", "day", "published")
CATEGORY_NAMES = frozenset({"category", "categories", "topic", "folder", "tag", "tags"})
CONTAINERS = frozenset(
    (
        "content",
        "contents",
        "posts",
        "post",
        "docs",
        "notes",
        "src",
        "pages",
        "til",
        "journal",
        "daily",
    )
)
STAMP = re.compile(r"(?<!\d)((?:19|20)\d{6})\d{4}(?:\d\d)?(?!\d)")
DATE_LINE = re.compile(
    r"^\W*(?:date|day|(?:created|published|posted|written|added|learned|learnt)(?:\s+on)?)"
    r"(?:\s*:+|(?<=\son))\s*(.+)$",
    re.IGNORECASE,
)
LEADING_DATE = re.compile(r"^[\d\s._T-]{6,19}(?=[^\W\d_])")
NUMBER_AND_NAME = re.compile(
    r"(?P<year>\d{4}[-_. ])?(?P<number>\d{1,2})[-_.,) ]+\(?(?P<name>[^\W\d_]+)\)?"
)
HEAD = 8
NOTHING_IN_FRONT = FrontMatter()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What a table of dates says about a note."""

    line: int | None
    path: str
    title: str
    category: str
    found: Found | None
    whole: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note, the date that it gives itself, and where that stands."""

    path: str
    member: Member | None = None
    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    front: FrontMatter = NOTHING_IN_FRONT
    found: Found | None = None
    line: int | None = None
    listed: Listed | None = None
    indexed: IndexItem | None = None


def dates_table(table: Table) -> list[Listed] | None:
    """The rows of a table that lists notes by their paths; None if it is another table."""
    names = {plain_name(column): column for column in table.columns}
    path = next((names[name] for name in names if name in PATH_NAMES), None)
    records = table.records()
    if path is None or not records:
        return None
    paths = sum(
        PurePosixPath(record.text(path)).suffix.lower() in NOTE_SUFFIXES for record in records
    )
    if paths * 2 < len(records):
        return None
    mapping = guessed(table.columns, [row.cells for row in table.rows[:50]])
    preferred = [names[name] for name in FIRST_DATES if name in names]
    dates = [*preferred, *(str(name) for name in mapping.date)]
    title = next((names[name] for name in ("title", "name") if name in names), "")
    category = next((names[name] for name in names if name in CATEGORY_NAMES), "")
    return [_listed(record, path, title, category, dates) for record in records]


def _listed(record: Record, path: str, title: str, category: str, dates: Sequence[str]) -> Listed:
    founds = (whole_date(record.text(name)) for name in dates if record.text(name))
    return Listed(
        line=record.line,
        path="/".join(p for p in PurePosixPath(record.text(path)).parts if p not in {".", "/"}),
        title=one_line(record.text(title)),
        category=one_line(record.text(category)),
        found=next((found for found in founds if found is not None), None),
        whole=record.whole(),
    )


def read_note(member: Member, text: str) -> Note:
    """Take a note apart."""
    front, body = split_front_matter(text, member.name)
    document = document_of(body)
    heading = _title_heading(document)
    lines = document.lines
    if heading is not None:
        lines = lines[heading.line - 1 + heading.height :]
    title = front.first("title", "name") or (heading.text if heading else "")
    found = _date_within(front, heading, lines) or date_of_path(member.name)
    return Note(
        path=member.name,
        member=member,
        title=title,
        body=markdown_of("\n".join(lines)).strip(),
        tags=front.all("tags", "tag", "categories", "category", "topics", "keywords"),
        front=front,
        found=found,
        line=1 + front.height if heading is None else heading.line + front.height,
    )


def _title_heading(document: Document) -> Heading | None:
    """The heading that a note begins with."""
    first = next((n for n, line in enumerate(document.lines, start=1) if line.strip()), 0)
    return next((heading for heading in document.headings if heading.line == first), None)


def _date_within(front: FrontMatter, heading: Heading | None, lines: Sequence[str]) -> Found | None:
    told = front.first(*DATES)
    found = whole_date(told) if told else None
    if found is not None:
        return found
    filled = [line for line in lines if line.strip()]
    for line in (*filled[:HEAD], *filled[HEAD:][-1:]):
        said = DATE_LINE.match(plain_of(line))
        found = whole_date(said[1].strip(" _.")) if said else None
        if found is not None:
            return found
    alone = whole_date(plain_of(filled[0])) if heading and filled else None
    if alone is not None and alone.year is not None:
        return alone
    dates = [one for one in dates_in(heading.text) if one.year is not None] if heading else []
    if heading is None or not dates:
        return None
    before = re.findall(r"\w+", heading.text[: dates[0].start])
    return dates[0] if all(map(weekdays_in, before)) else None


def date_of_path(path: str) -> Found | None:
    """The date in the name of a file, or in those of its folders: ``2020/01/05.md``."""
    stem = PurePosixPath(path).with_suffix("").as_posix()
    name = stem.rpartition("/")[2]
    stamp = STAMP.search(name)
    joined = "-".join(map(_plainly, PurePosixPath(stem).parts))
    for text in (stamp[1] if stamp else "", name, stem, stem.replace("/", "-"), joined):
        dated = [found for found in dates_in(text) if found.year is not None]
        if dated:
            return dated[0]
    return None


def _plainly(part: str) -> str:
    """A folder of a month or a day by its number alone: "02 February" is 02, "08 Sat" is 08."""
    numbered = NUMBER_AND_NAME.fullmatch(part)
    if numbered is None:
        return part
    number, name = numbered["number"], numbered["name"]
    month = month_of(name, sure=True) if len(name) > 2 else None  # noqa: PLR2004 - shorter words name no month
    if (month is not None and month[0] == int(number)) or weekdays_in(name):
        return f"{numbered['year'] or ''}{number}"
    return part


def read_notes(
    notes: Iterable[Note],
    listed: Sequence[Listed],
    indexed: Sequence[IndexItem],
    options: Options,
    *,
    tables_member: str = "",
    index_member: str = "",
) -> Findings:
    """Bring notes, the table of their dates and their index together, each note once."""
    findings = Findings(today=options.today)
    joined = list(_joined(notes, listed, indexed))
    settled = iter(
        settle(
            [Mark(line=_dated_on(note), found=found) for note in joined if (found := _found(note))],
            day_first=options.day_first,
            in_order=False,
        )
    )
    by_file_date = 0
    for done, note in enumerate(joined, start=1):
        day = next(settled) if _found(note) else None
        if day is None and note.member is not None and note.member.modified is not None:
            by_file_date += 1
        day = day or _from_file(note) or _given(options, findings)
        member = note.path if note.member else tables_member if note.listed else index_member
        if day.on is None:
            findings.rejected.append(_rejected(note, member, day.reason))
        else:
            findings.add(_entry(note, member, day.on, day.remarks))
        options.progress(done, len(joined))
    if by_file_date:
        notes_are = "1 note has" if by_file_date == 1 else f"{by_file_date:,} notes have"
        findings.remarks.append(f"{notes_are} no date but that of the file.")
    return findings


def _joined(
    notes: Iterable[Note], listed: Sequence[Listed], indexed: Sequence[IndexItem]
) -> Iterator[Note]:
    """Rows of the table first, in its order, then the other notes, then what only an index has."""
    by_path = {note.path: note for note in notes}
    in_index = {item.path: item for item in indexed if item.path}
    rows = {row.path: row for row in listed}
    named = {(_folder(row.path), row.title.casefold()) for row in listed}
    for row in listed:
        note = by_path.pop(row.path, Note(path=row.path))
        yield replace(note, listed=row, indexed=in_index.get(row.path))
    for note in by_path.values():
        yield replace(note, indexed=in_index.get(note.path))
    known = {*rows, *by_path}
    for item in indexed:
        moved = (_folder(item.path), item.title.casefold()) in named  # renamed after it was listed
        if not (item.path and item.path in known) and not moved:
            yield Note(path=item.path, indexed=item, line=item.line)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _found(note: Note) -> Found | None:
    """The note's own date goes before the table's, and that before the index's."""
    listed = note.listed.found if note.listed else None
    return note.found or listed or (note.indexed.found if note.indexed else None)


def _line(note: Note) -> int | None:
    return note.line if note.line is not None else note.listed.line if note.listed else None


def _dated_on(note: Note) -> int | None:
    """The line that gives the note its date, be it in the note or in the table."""
    return note.listed.line if note.listed and not note.found else _line(note)


def _from_file(note: Note) -> Settled | None:
    if note.member is None or note.member.modified is None:
        return None
    return Settled(on=note.member.modified, remarks=("Dated by when its file was changed.",))


def _given(options: Options, findings: Findings) -> Settled:
    findings.undated += 1
    if options.undated_on is None:
        return Settled(reason="It has no date, and nothing that came with it gives it one.")
    return Settled(on=options.undated_on, remarks=("It has no date; you gave it this one.",))


def _rejected(note: Note, member: str, reason: str) -> Rejected:
    whole = note.indexed.whole if note.indexed else note.listed.whole if note.listed else ""
    text = whole or f"{note.title}\n\n{note.body}".strip() or note.path
    return Rejected(member=member, line=_line(note), text=text[:2000], reason=reason)


def _entry(note: Note, member: str, on: date, remarks: Sequence[str]) -> Entry:
    found, front = _found(note), note.front
    told = front.first("duration", "minutes", "time spent", "time")
    link = front.first("link", "url", "source", "source url")
    kind = KIND_OF.get(front.first("kind", "type").casefold(), "other")
    address = note.indexed.address if note.indexed and not note.member else ""
    return Entry(
        source_key=key_of("note", note.path or address or _what(note)),
        member=member,
        line=_line(note),
        on=on,
        at=found.at if found else None,
        what=_what(note),
        kind=kind,
        note=note.body,
        minutes=minutes_of(told) if told else None,
        tags=(*_tags(note),),
        links=tuple(links_in(f"{link} {address}")),
        remarks=(*remarks, *filter(None, (front.remark,))),
    )


def _what(note: Note) -> str:
    """The note's title; a title that is only a date says less than its first words."""
    titles = (
        note.title,
        note.listed.title if note.listed else "",
        note.indexed.title if note.indexed else "",
        _title_of_file(note.path),
    )
    worded = (one_line(title) for title in titles if title and not _is_date(title))
    return next(worded, "") or first_words(note.body) or PurePosixPath(note.path).stem


def _title_of_file(path: str) -> str:
    stem = PurePosixPath(path).stem
    title = LEADING_DATE.sub("", stem).replace("-", " ").replace("_", " ").strip()
    return title if re.search(r"[^\W\d_]", title) and not _is_date(stem) else ""


def _is_date(title: str) -> bool:
    return whole_date(title) is not None or title.strip().isdigit()


def _tags(note: Note) -> Iterator[str]:
    """Its own tags, and the folders that it lies in, unless they are dates or mere containers."""
    yield from note.tags
    folders = PurePosixPath(note.path).parts[:-1]
    kept = [folder for folder in folders if not _says_when(folder)]
    kept = [folder for folder in kept if folder.strip("_").casefold() not in CONTAINERS]
    yield from kept
    if not kept and note.listed and note.listed.category:
        yield note.listed.category
    elif not kept and note.indexed and note.indexed.category:
        yield note.indexed.category


def _says_when(folder: str) -> bool:
    words = re.findall(r"[^\W\d_]+", folder)
    months = all(len(word) > 2 and month_of(word, sure=False) for word in words)  # noqa: PLR2004 - shorter words name no month
    return any(char.isdigit() for char in folder) and months if words else True
