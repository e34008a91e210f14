"""Day logs, as in "100 days of code": headings that are days, and under each what was done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from learnplan.mine.portability.dates import Found, dates_in, whole_date
from learnplan.mine.portability.readers.chronology import Mark, Settled, settle
from learnplan.mine.portability.readers.day_headings import (
    LISTED,
    DayHeading,
    day_headings,
    years_in,
)
from learnplan.mine.portability.readers.day_sections import (
    Part,
    Section,
    first_words,
    is_known_label,
    is_only_links,
    sections_of,
    stated_minutes,
)
from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.markup import LIST_ITEM, Document
from learnplan.mine.portability.readers.periods import Periods
from learnplan.mine.portability.readers.prose import links_in, markdown_of, plain_of
from learnplan.mine.portability.readers.values import Entry, Findings, Options, key_of

HEAD = 6  # lines below a heading in which the date of its day may stand
TIME_SPENT = re.compile(r"^(?:time(?: spent)?|duration)\b[\s:,–-]*(.*)$", re.IGNORECASE)
MERE_MARKS = re.compile(
    r"^\W*\(?delete me or comment me out\)?\W*$|^\s*(?:</?details[^<>]*>\s*)+$", re.IGNORECASE
)
CLOCK_ALONE = re.compile(r"(\d{1,2}):\d\d")
LONG_DAY = 6  # hours from which on a clock time without a word beside it is a time of day
SAMPLE_DAY = "I've gone through many exercises on FreeCodeCamp."
SAMPLE_DATE = (6, 27)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day of a log as it stands there; ``end`` is the line after its last."""

    heading: DayHeading
    lines: tuple[str, ...]
    end: int

    @property
    def whole(self) -> str:
        """All of it, for somebody who has to see what was not understood."""
        return "\n".join((self.heading.said, *self.lines)).strip()


def days_of(document: Document) -> list[Day]:
    """The days of a document, each with the date that it gives itself."""
    return [_dated(day) for day in _days(document, day_headings(document))]


def is_day_log(document: Document) -> bool:
    """Whether a document is a log of days: several, or one with a date and the usual parts."""
    days = days_of(document)
    if len(days) != 1:
        return bool(days)
    day = days[0]
    usual = {Part.PROGRESS, Part.THOUGHTS, Part.LINKS}
    parts = any(section.part in usual for section in sections_of(day.lines))
    heading = day.heading
    return heading.found is not None and (bool(heading.label) or heading.in_period or parts)


def read_day_log(document: Document, member: str, options: Options) -> Findings:
    """Read each day as one entry, dated by its heading or by the lines right below it."""
    findings = Findings(today=options.today, member=member)
    days = days_of(document)
    anchors = list(years_in(document, [day.heading.line for day in days]))
    dated = [(day, day.heading.found) for day in days if day.heading.found is not None]
    own = [Mark(line=day.heading.line, found=found) for day, found in dated]
    marks = sorted((*anchors, *own), key=lambda mark: mark.line or 0)
    settled = {
        id(mark): day
        for mark, day in zip(marks, settle(marks, day_first=options.day_first), strict=True)
    }
    by_line = {mark.line: settled[id(mark)] for mark in own}
    for done, whole in enumerate(days, start=1):
        day = _without_strangers(whole, findings)
        _add(day, by_line.get(day.heading.line), findings, options)
        options.progress(done, len(days))
    findings.remarks += _left_out(document, days)
    return findings


def _days(document: Document, headings: Sequence[DayHeading]) -> list[Day]:
    """Each day with its lines: up to the next day, or a heading above the days' own."""
    days: list[Day] = []
    for at, heading in enumerate(headings):
        start = heading.line + heading.height
        end = headings[at + 1].line if at + 1 < len(headings) else len(document.lines) + 1
        above = (
            other.line
            for other in document.headings
            if start <= other.line < end
            and other.level < heading.level
            and not is_known_label(other.text)
        )
        end = min((end, *above))
        lines = document.lines[start - 1 : end - 1]
        inline = (heading.inline,) if heading.inline else ()
        days.append(Day(heading=heading, lines=(*inline, *lines), end=end))
    return days


def _dated(day: Day) -> Day:
    """Find the date of a day below its heading, where it may stand on a line of its own."""
    if day.heading.found is not None or day.heading.placeholder:
        return day
    seen = 0
    for at, line in enumerate(day.lines):
        if not line.strip():
            continue
        found = _date_line(line)
        if found is not None:
            rest = (*day.lines[:at], *day.lines[at + 1 :])
            return replace(day, heading=replace(day.heading, found=found), lines=rest)
        seen += 1
        if seen == HEAD:
            break
    return day


def _date_line(line: str) -> Found | None:
    """The date on a line that says nothing else: ``*March 5, 2020*``, ``**Date:** 2020-03-05``."""
    text = re.sub(r"^\W*date\b\W*", "", plain_of(line.lstrip("# >-")), flags=re.IGNORECASE)
    return whole_date(text) if dates_in(text) else None


def _without_strangers(day: Day, findings: Findings) -> Day:
    """A list with a day in each line may have lines without one, which are not part of it."""
    if day.heading.level != LISTED:
        return day
    own = 1 if day.heading.inline else 0
    strangers = [
        at
        for at, line in enumerate(day.lines[own:])
        if LIST_ITEM.match(line) and not line[:1].isspace()
    ]
    for at in strangers:
        line = day.lines[own + at]
        findings.undated += 1
        findings.reject(day.heading.line + 1 + at, line, "This line of the list has no date.")
    return replace(day, lines=day.lines[: own + strangers[0]]) if strangers else day


def _add(day: Day, settled: Settled | None, findings: Findings, options: Options) -> None:
    why = _not_a_day(day)
    if not why and settled is None:
        findings.undated += 1
        settled = _given(day, options)
    if settled is None or settled.on is None or why:
        reason = why or (settled.reason if settled else "")
        findings.reject(day.heading.line, day.whole, reason)
    else:
        findings.add(_entry(day, settled.on, settled.remarks, findings.member))


def _given(day: Day, options: Options) -> Settled:
    if options.undated_on is None:
        return Settled(reason=f"“{day.heading.said}” has no date.")
    return Settled(on=options.undated_on, remarks=("It has no date; you gave it this one.",))


def _not_a_day(day: Day) -> str:
    """Why something that looks like a day is the example of the template it came from."""
    found = day.heading.found
    if day.heading.placeholder:
        return "This is a placeholder: it says neither which day it is nor when."
    if found is None or found.pair:
        return ""
    is_sample = (found.month, found.day) == SAMPLE_DATE and SAMPLE_DAY in day.whole
    if is_sample and found.year is None:
        return "This is the example that the “100 days of code” template comes with."
    return ""


def _entry(day: Day, on: date, assumed: Sequence[str], member: str) -> Entry:
    heading = day.heading
    title, minutes = _without_time(heading.title)
    in_brackets = stated_minutes(heading.aside)
    aside = heading.aside if in_brackets is None else ""
    lines = [markdown_of(line) for line in day.lines if not MERE_MARKS.match(line)]
    sections = sections_of("\n".join(lines).split("\n"))
    remarks = list(assumed)
    if heading.others:
        remarks.append(f"Its heading also names {' and '.join(heading.others)}.")
    what, parts = f"{title} ({aside})" if title and aside else title, list(sections)
    if not what:
        what, parts = _named_by(sections)
        if what and aside:
            remarks.append(f"Its heading also says “{aside}”.")
    minutes = _time_in(sections, parts, remarks) or minutes or in_brackets
    text = "\n".join(lines)
    links = [link for s in sections if s.part is Part.LINKS for link in links_in(s.text)]
    return Entry(
        source_key=key_of(
            "day", on, heading.label or title or (what if heading.level >= LISTED else "")
        ),
        member=member,
        line=heading.line,
        on=on,
        at=heading.found.at if heading.found is not None else None,
        what=what or aside or heading.said,
        kind="practice",
        note=_note(parts),
        thoughts="\n\n".join(s.text for s in parts if s.part is Part.THOUGHTS and s.text),
        minutes=minutes,
        links=(*links, *links_in(text)),
        remarks=tuple(remarks),
    )


def _without_time(title: str) -> tuple[str, int | None]:
    """A heading may say how long the day was: "Time spent, 1 hour"."""
    spent = TIME_SPENT.match(title)
    minutes = minutes_of(spent[1]) if spent else None
    return (title, None) if minutes is None else ("", minutes)


def _named_by(sections: Sequence[Section]) -> tuple[str, list[Section]]:
    """What was done in a line, and the sections without it if it was all they said."""
    order = (Part.PROGRESS, Part.BODY, Part.OTHER, Part.THOUGHTS)
    ranked = [s for part in order for s in sections if s.part is part and s.text]
    for section in ranked:
        what = first_words(section.text)
        if what:
            is_all = section.part is not Part.THOUGHTS and _says_only(section, what)
            return what, [s for s in sections if not (is_all and s is section)]
    return "", list(sections)


def _says_only(section: Section, what: str) -> bool:
    """Whether a section is this one line, without links or code that would be lost with it."""
    lines = [line for line in section.lines if line.strip()]
    return (not section.label or section.part is Part.PROGRESS) and " ".join(
        " ".join(lines).split()
    ) in (what, f"1. {what}", f"- {what}", f"* {what}")


def _time_in(sections: Sequence[Section], parts: list[Section], remarks: list[str]) -> int | None:
    total = 0
    for section in sections:
        total += section.minutes or 0
        if section.part is not Part.TIME:
            continue
        minutes = _spent(section)
        if minutes is None:
            if section.text:
                remarks.append(f"“{section.text[:80]}” was not understood as a duration.")
        else:
            total += minutes
            parts[:] = [part for part in parts if part is not section]
    return total or None


def _spent(section: Section) -> int | None:
    """Minutes in a section about time. "Time: 21:30" is when, not for how long."""
    said, label = plain_of(section.text), section.label.casefold()
    if label == "time" and (clock := CLOCK_ALONE.fullmatch(said)) and int(clock[1]) >= LONG_DAY:
        return None
    return minutes_of(said, unit=60 if "hour" in label and "minute" not in label else 1)


def _note(parts: Sequence[Section]) -> str:
    """What is left to say: every part but the thoughts, and links that are only links."""
    said: list[str] = []
    for section in parts:
        if section.part is Part.THOUGHTS or not section.text:
            continue
        if section.part is Part.LINKS and is_only_links(section.text):
            continue
        if section.part in {Part.BODY, Part.PROGRESS}:
            said.append(section.text)
        else:
            between = "\n\n" if "\n" in section.text else " "
            said.append(f"**{section.label}:**{between}{section.text}")
    return "\n\n".join(said)


def _left_out(document: Document, days: Sequence[Day]) -> list[str]:
    """Say which lines of the log belong to no day."""
    remarks = [f"Lines {first} to {last} are commented out." for first, last in document.hidden]
    inside = set(Periods(document.headings).lines)
    for day in days:
        inside.update(range(day.heading.line, day.end))
    outside = [
        number
        for number, line in enumerate(document.lines, start=1)
        if number not in inside and line.strip()
    ]
    if outside:
        count = "1 line" if len(outside) == 1 else f"{len(outside):,} lines"
        remarks.append(f"{count} outside the days left out, from line {outside[0]} on.")
    return remarks
