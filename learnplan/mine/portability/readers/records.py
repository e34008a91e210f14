"""From rows with named values, wherever they stood, to entries."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import lru_cache

from learnplan.mine.portability.dates import Found, clock_time, whole_date
from learnplan.mine.portability.readers.chronology import Mark, Settled, settle
from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.prose import links_in, without_links
from learnplan.mine.portability.readers.values import (
    KINDS,
    Entry,
    Findings,
    Options,
    digest,
    key_of,
    one_line,
)

YES = frozenset({"true", "yes", "y", "x", "✓", "✔"})
NO = frozenset({"false", "no", "n", "none", "null", "-", "n/a"})
PICTURES = frozenset({"cover", "image", "thumbnail", "picture", "img", "photo"})
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
KIND_WORDS = {
    "reading": "book books article articles blog paper papers ebook read newsletter",
    "practice": "exercise exercises kata project projects coding problem challenge quiz lab",
    "course": "course courses mooc online tutorial tutorials video videos webinar e-learning",
    "classroom session": "classroom workshop workshops class lecture training seminar bootcamp",
    "mentoring": "mentor coaching mentorship",
    "shadowing": "shadow",
    "community": "meetup conference forum network networking event group",
    "on the job": "work job on-the-job",
    "teaching others": "teaching talk presentation presenting taught",
    "other": "other misc",
}
KIND_OF = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()} | {
    kind: kind for kind in KINDS
}

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table, or an item of a list, by the names of its columns."""

    line: int | None
    values: dict[str, Value]

    def text(self, name: str) -> str:
        """One value; several as a line each."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n".join(value)

    def whole(self) -> str:
        """All of it, for somebody who has to see what was not understood."""
        return " · ".join(filter(None, (one_line(self.text(name)) for name in self.values)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How records of one source become entries.

    ``by_content`` says that rows are told apart by all they say. An item of a list that somebody
    keeps up to date (a book that was begun, then finished) is the same by its name, address and
    first date.
    """

    source: str
    kind: str = "other"
    by_content: bool = True


def entries_of(
    records: Sequence[Record],
    mapping: Mapping,
    style: Style,
    findings: Findings,
    options: Options,
) -> None:
    """Add an entry for each record that has a date and says something, and list the others."""
    founds = [_date_of(record, mapping) for record in records]
    marks = [
        Mark(line=record.line, found=found)
        for record, found in zip(records, founds, strict=True)
        if found is not None
    ]
    settled = iter(settle(marks, day_first=options.day_first, in_order=False))
    made: list[Entry] = []
    for done, (record, found) in enumerate(zip(records, founds, strict=True), start=1):
        if done % 1000 == 0 or done == len(records):
            options.progress(done, len(records))
        day = next(settled) if found is not None else _undated(record, mapping, findings, options)
        if day.on is None:
            findings.reject(record.line, record.whole(), day.reason)
            continue
        entry = _entry(
            record,
            mapping,
            style,
            member=findings.member,
            on=day.on,
            at=found.at if found is not None else None,
            remarks=[*day.remarks, *_stand_in(record, mapping)],
        )
        if not entry.what:
            findings.reject(record.line, record.whole(), "Nothing here says what was done.")
        else:
            made.append(entry)
    for entry in made if style.by_content else _told_apart(made):
        findings.add(entry)


def _told_apart(entries: Sequence[Entry]) -> Iterable[Entry]:
    """Items of the same name are told apart by what they say, not by which comes first."""
    times = Counter(entry.source_key for entry in entries)
    for entry in entries:
        if times[entry.source_key] == 1:
            yield entry
        else:
            content = digest(entry.on, entry.note, entry.thoughts)
            yield replace(entry, source_key=f"{entry.source_key}:{content}")


def _date_of(record: Record, mapping: Mapping) -> Found | None:
    cells = (record.text(str(name)) for name in mapping.date)
    return next((found for cell in cells if cell and (found := whole_date(cell))), None)


def _stand_in(record: Record, mapping: Mapping) -> Iterable[str]:
    """Say so when a date is not the one we would have liked: begun, but not finished."""
    filled = [str(name) for name in mapping.date if whole_date(record.text(str(name)))]
    if filled and filled[0] != mapping.date[0]:
        yield f"No “{mapping.date[0]}”, took “{filled[0]}”."


def _undated(record: Record, mapping: Mapping, findings: Findings, options: Options) -> Settled:
    cells = [cell for name in mapping.date if (cell := record.text(str(name)).strip())]
    if cells:
        return Settled(reason=f"“{one_line(cells[0])[:80]}” names no day.")
    findings.undated += 1
    if options.undated_on is None:
        return Settled(reason="It has no date.")
    return Settled(on=options.undated_on, remarks=("It has no date; you gave it this one.",))


def _entry(
    record: Record,
    mapping: Mapping,
    style: Style,
    *,
    member: str,
    on: date,
    at: time | None,
    remarks: list[str],
) -> Entry:
    what, author = _text(record, mapping.what), _text(record, mapping.author)
    note, thoughts = _texts(record, mapping.note), _texts(record, mapping.thoughts)
    at = at or clock_time(_text(record, mapping.time))
    minutes = _minutes(record, mapping, remarks)
    kind, kind_tags = _kind(_text(record, mapping.kind), style, by_author=bool(author))
    key = _key(record, mapping, style, (on, at, what, kind, minutes, note, thoughts))
    if not what:
        what = _first_line(note or thoughts)
        note = note if "\n" in note else ""
    more, states = _leftovers(record, mapping)
    return Entry(
        source_key=key,
        member=member,
        line=record.line,
        on=on,
        at=at,
        what=f"{what} by {author}" if author else what,
        kind=kind,
        note="\n\n".join(filter(None, (note, more))),
        thoughts=thoughts,
        minutes=minutes,
        tags=(*_tags(record, mapping), *kind_tags, *states),
        links=tuple(link for name in mapping.links for link in links_in(record.text(str(name)))),
        with_whom=_text(record, mapping.with_whom),
        remarks=tuple(remarks),
    )


def _key(record: Record, mapping: Mapping, style: Style, content: tuple[object, ...]) -> str:
    identity = _text(record, mapping.identity)
    if identity:
        return key_of(style.source, identity)
    if style.by_content:
        return key_of(style.source, digest(*content))
    first = next((cell for name in reversed(mapping.date) if (cell := record.text(str(name)))), "")
    address = next((record.text(str(name)) for name in mapping.links), "")
    return key_of(style.source, digest(_text(record, mapping.what), address, first))


def _text(record: Record, name: str | int | None) -> str:
    return "" if name is None else record.text(str(name)).strip()


def _texts(record: Record, names: Sequence[str | int]) -> str:
    """The filled ones of several columns, the second and later under their names."""
    texts = [(name, text) for name in names if (text := _text(record, name))]
    said = [text if at == 0 else f"**{name}:** {text}" for at, (name, text) in enumerate(texts)]
    return BREAK.sub("\n", "\n\n".join(said))


def _first_line(text: str) -> str:
    return one_line(text.split("\n", 1)[0]).strip("*#- ")


def _minutes(record: Record, mapping: Mapping, remarks: list[str]) -> int | None:
    total = 0
    for name, unit in ((mapping.minutes, 1), (mapping.hours, 60)):
        text = _text(record, name)
        minutes = minutes_of(text, unit=unit) if text else None
        if text and minutes is None and text.strip("0:.,hm ") and text.casefold() not in NO:
            remarks.append(f"“{one_line(text)[:80]}” was not understood as a duration.")
        total += minutes or 0
    return total or None


def _kind(text: str, style: Style, *, by_author: bool) -> tuple[str, tuple[str, ...]]:
    """A kind we know, or ``other`` with what the log calls it as a tag."""
    if not text:
        return ("reading" if by_author and style.kind == "other" else style.kind), ()
    kind = KIND_OF.get(one_line(text).casefold())
    return (kind, ()) if kind is not None else (style.kind, (text,))


def _tags(record: Record, mapping: Mapping) -> Iterable[str]:
    for name in mapping.tags:
        value = record.values.get(str(name), "")
        parts = re.split(r"[,;|\n]", value) if isinstance(value, str) else value
        yield from (part.strip().strip("#[]\"'") for part in parts if part.strip("#[]\"' "))


def _leftovers(record: Record, mapping: Mapping) -> tuple[str, list[str]]:
    """What no column was for is kept: a yes as a tag, anything else as a line of the note."""
    dated_by = next((str(name) for name in mapping.date if record.text(str(name))), None)
    used = _used(mapping)
    lines, states = [], []
    for name in record.values:
        text = record.text(name).strip()
        if (
            not text
            or name in used
            or name == dated_by
            or name.casefold() in PICTURES
            or text.casefold() in NO
        ):
            continue
        if name in mapping.links and not without_links(text).strip():
            continue
        if text.casefold() in YES:
            states.append(name.replace("_", " "))
        else:
            lines.append(f"- {name.replace('_', ' ')}: {BREAK.sub(' ', text)}")
    return "\n".join(lines), states


@lru_cache(maxsize=8)
def _used(mapping: Mapping) -> frozenset[str]:
    """The columns that have a place in an entry, besides its date and links."""
    one = (mapping.what, mapping.author, mapping.minutes, mapping.hours, mapping.kind)
    other = (mapping.with_whom, mapping.identity, mapping.time)
    many = (*mapping.note, *mapping.thoughts, *mapping.tags)
    return frozenset(str(name) for name in (*one, *other, *many) if name is not None)
