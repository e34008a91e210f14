"""Org-mode: an outline whose headings say what was done, when, and for how long.

Source: the Org manual, "Document Structure" and "TODO Items" (orgmode.org/manual).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from learnplan.core.errors import Invalid
from learnplan.core.languages import day_said
from learnplan.mine.portability.readers.org_times import (
    PLANNED,
    STAMP,
    Clocked,
    Stamp,
    clocked_in,
    planned_in,
    stamps_in,
)
from learnplan.mine.portability.readers.prose import links_in
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    Link,
    Options,
    Reading,
    digest,
    key_of,
    one_line,
)
from learnplan.mine.portability.texts import lines_of

HEADING = re.compile(r"^(?P<stars>\*+)[ \t]+(?P<rest>\S.*)$")
PRIORITY = re.compile(r"\[#([A-Z0-9]{1,2})\]\s*")
TAGS = re.compile(r"(?:^|\s):((?:[\w@#%]+:)+)\s*$")
KEYWORDS = re.compile(r"^#\+(?:TODO|SEQ_TODO|TYP_TODO):\s*(.*)$", re.IGNORECASE)
FILE_TAGS = re.compile(r"^#\+FILETAGS:\s*(.*)$", re.IGNORECASE)
SETTING = re.compile(r"^#\+\w+:|^#\s|^#$")
DRAWER = re.compile(r"^\s*:([A-Za-z_-]+):\s*$")
END = re.compile(r"^\s*:END:\s*$", re.IGNORECASE)
PROPERTY = re.compile(r"^\s*:([^\s:]+):\s+(.*?)\s*$")
STATE_CHANGE = re.compile(r"^\s*- (?:State\s+\"|Note taken on|Rescheduled|New deadline)")
LINK = re.compile(r"\[\[([^\]]+)\](?:\[([^\]]+)\])?\]")
ONLY_A_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:\s+[^\W\d_]+)?$")
ONLY_A_TIME = re.compile(r"^\d{4}(?:-\d{2})?(?:\s+[^\W\d_]+)?$")
STILL_TO_DO = frozenset({"TODO", "NEXT", "WAITING", "WAIT", "HOLD", "STARTED", "DOING", "SOMEDAY"})
DONE = frozenset({"DONE", "CANCELLED", "CANCELED"})
GIVEN_UP = frozenset({"CANCELLED", "CANCELED"})
SIGNS = re.compile(
    rf"^\*+[ \t]+(?:(?:{'|'.join(sorted(STILL_TO_DO | DONE))})\s"
    r"|[^\n]*[<\[]\d{4}-\d\d-\d\d|[^\n]*\n[^\S\n]*[<\[]\d{4}-\d\d-\d\d)"
    r"|^[^\S\n]*(?:CLOCK|CLOSED|SCHEDULED|DEADLINE):\s*[<\[]",
    re.MULTILINE,
)


def is_org(text: str) -> bool:
    """Whether a text is an outline with moments or states in its headings, and not merely prose."""
    return SIGNS.search(text) is not None


@dataclass(kw_only=True, slots=True)
class _Heading:
    """One heading with all that stands under it, up to the next."""

    line: int
    level: int
    title: str = ""
    state: str = ""
    priority: str = ""
    tags: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    day: date | None = None
    lost_under: str = ""
    planned: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    clocks: list[Clocked] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    trouble: str = ""
    has_children: bool = False

    def says_more(self, body: str) -> bool:
        """Whether it says anything besides holding what stands under it."""
        return bool(body or self.state or self.clocks or self.planned or self.trouble)


def read_org(text: str, member: str, options: Options) -> Reading:
    """Every heading that says something was done, on the day it says.

    That day is the one it was clocked on, else closed, else the first it names, else the one of
    the heading it stands under. What is still to do is listed, and not taken for done.

    Raises:
        Invalid: there are more entries than one import takes.
    """
    findings = Findings(today=options.today, member=member)
    headings = list(_Outline(text).headings())
    for done, heading in enumerate(headings, start=1):
        if done % 1000 == 0 or done == len(headings):
            options.progress(done, len(headings))
        _add(heading, findings, options)
    return findings.reading("an Org-mode outline")


class _Outline:
    """The headings of a text, each with the tags and the day of those it stands under."""

    def __init__(self, text: str) -> None:
        self._lines = lines_of(text)
        self._words = set(STILL_TO_DO | DONE)
        self._done = set(DONE)
        self._file_tags: tuple[str, ...] = ()
        for line in self._lines:
            if match := KEYWORDS.match(line):
                self._declare(match[1])
            elif match := FILE_TAGS.match(line):
                self._file_tags = tuple(filter(None, re.split(r"[:\s]+", match[1])))

    def _declare(self, said: str) -> None:
        """Which words of this file are states; those after the bar, or the last one, say done."""
        words = [re.sub(r"\(.*\)$", "", word) for word in said.split()]
        bar = words.index("|") if "|" in words else len(words) - 1
        undone, done = words[:bar], [word for word in words[bar:] if word != "|"]
        self._words |= {*undone, *done}
        self._done = (self._done - set(undone)) | set(done)

    def headings(self) -> Iterator[_Heading]:
        above: list[_Heading] = []
        now = _Heading(line=1, level=0, tags=self._file_tags, has_children=True)
        drawer = ""
        for number, line in enumerate(self._lines, start=1):
            if match := HEADING.match(line):
                now.has_children = len(match["stars"]) > now.level
                yield self._settled(now)
                while above and above[-1].level >= len(match["stars"]):
                    above.pop()
                now = self._heading(match, number, above)
                above.append(now)
                drawer = ""
            elif drawer:
                drawer = "" if END.match(line) else drawer
                self._in_drawer(now, drawer, line)
            elif (match := DRAWER.match(line)) and not END.match(line):
                drawer = match[1].upper()
            else:
                self._in_body(now, line)
        yield self._settled(now)

    def _heading(self, match: re.Match[str], number: int, above: Sequence[_Heading]) -> _Heading:
        rest = match["rest"].strip()
        over = above[-1] if above else None
        heading = _Heading(
            line=number,
            level=len(match["stars"]),
            path=_path_below(over),
            day=over.day if over else None,
            lost_under=(over.title if over.trouble else over.lost_under) if over else "",
            tags=over.tags if over else self._file_tags,
        )
        word = rest.split(None, 1)[0]
        if word in self._words:
            heading.state, rest = word, rest[len(word) :].strip()
        if found := PRIORITY.match(rest):
            heading.priority, rest = found[1], rest[found.end() :]
        if found := TAGS.search(rest):
            heading.tags = (*heading.tags, *found[1].strip(":").split(":"))
            rest = rest[: found.start()]
        heading.title = rest.strip()
        only = ONLY_A_DAY.match(heading.title)
        if only or STAMP.search(heading.title):
            heading.day, heading.lost_under = None, ""
        try:
            if only:
                heading.day = next(stamps_in(f"[{only[1]}]")).on
            elif stamp := next(stamps_in(heading.title), None):
                heading.day = stamp.on
        except Invalid as why:
            heading.trouble = str(why)
        return heading

    def _in_drawer(self, heading: _Heading, drawer: str, line: str) -> None:
        if drawer == "PROPERTIES":
            if match := PROPERTY.match(line):
                heading.properties[match[1].upper()] = match[2]
        elif drawer and not self._clock(heading, line) and not STATE_CHANGE.match(line):
            heading.body.append(line)

    def _in_body(self, heading: _Heading, line: str) -> None:
        if SETTING.match(line) or self._clock(heading, line):
            return
        if heading.level and PLANNED.search(line) and not heading.body:
            heading.planned |= planned_in(line)
        else:
            heading.body.append(line)

    def _clock(self, heading: _Heading, line: str) -> bool:
        try:
            clocked = clocked_in(line)
        except Invalid as why:
            heading.trouble = str(why)
            return True
        if clocked is not None:
            heading.clocks.append(clocked)
        return clocked is not None

    def _settled(self, heading: _Heading) -> _Heading:
        if heading.state and heading.state not in self._done and not heading.trouble:
            heading.properties.setdefault("STILL", heading.state)
        return heading


def _path_below(over: _Heading | None) -> tuple[str, ...]:
    """The headings above one that stands under ``over``; years, months and days are left out."""
    if over is None:
        return ()
    is_a_time = ONLY_A_DAY.match(over.title) or ONLY_A_TIME.match(over.title)
    return over.path if is_a_time or not over.title else (*over.path, over.title)


def _add(heading: _Heading, findings: Findings, options: Options) -> None:
    body = "\n".join(heading.body).strip()
    is_only_a_time = ONLY_A_DAY.match(heading.title) or ONLY_A_TIME.match(heading.title)
    if not heading.says_more(body) and (is_only_a_time or heading.has_children):
        return  # it only holds what stands under it
    shown = one_line(f"{heading.state} {heading.title} {body}")
    try:
        _must_be_done(heading)
        days = list(_days(heading, body))
    except Invalid as why:
        findings.reject(heading.line, shown, str(why))
        return
    if not days:
        findings.undated += 1
        if options.undated_on is None:
            lost = f"It stands under “{heading.lost_under}”, which is no day."
            reason = lost if heading.lost_under else "It has no date."
            findings.reject(heading.line, shown, reason)
            return
        days = [(Stamp(options.undated_on, None, active=False), None)]
    for entry in _entries(heading, body, days, findings.member, bool(is_only_a_time)):
        findings.add(entry)


def _must_be_done(heading: _Heading) -> None:
    """Go on with what was done; what was clocked was, whatever its state.

    Raises:
        Invalid: it names a day that there was not, is still to do, or was given up.
    """
    still = heading.properties.get("STILL")
    if heading.trouble:
        raise Invalid(heading.trouble)
    if still and not heading.clocks:
        raise Invalid(f"It is still to do ({still}), and not something that was done.")
    if heading.state in GIVEN_UP and not heading.clocks:
        raise Invalid(f"It was given up ({heading.state}).")


def _days(heading: _Heading, body: str) -> Iterator[tuple[Stamp, int | None]]:
    """The days on which it happened, with the minutes of each."""
    by_day: dict[date, list[Clocked]] = defaultdict(list)
    for clocked in heading.clocks:
        by_day[clocked.start.on].append(clocked)
    if by_day:
        for clocks in by_day.values():
            minutes = sum(clocked.minutes or 0 for clocked in clocks)
            yield min((c.start for c in clocks), key=lambda start: start.moment), minutes or None
        return
    closed = heading.planned.get("CLOSED", "")
    created = heading.properties.get("CREATED", "") or heading.properties.get("DATE", "")
    for text in (closed, heading.title, body, created, heading.planned.get("SCHEDULED", "")):
        if stamp := next(stamps_in(text), None):
            yield stamp, stamp.minutes
            return
    if heading.day is not None:
        yield Stamp(heading.day, None, active=False), None


def _entries(
    heading: _Heading,
    body: str,
    days: Sequence[tuple[Stamp, int | None]],
    member: str,
    is_only_a_time: bool,  # noqa: FBT001 - the one thing its heading can be
) -> Iterator[Entry]:
    """An entry for each day; what was written about it stands with the last."""
    title = one_line(LINK.sub(_words_of_link, STAMP.sub("", heading.title))).strip(" :-–")
    note = LINK.sub(_markdown_link, body).strip()
    if is_only_a_time or not title:
        title, _, note = note.partition("\n")
    links = tuple(_links(f"{heading.title}\n{body}"))
    about = filter(None, (note.strip(), *_facts(heading)))
    whole = "\n\n".join(about)
    identity = heading.properties.get("ID", "")
    for number, (stamp, minutes) in enumerate(days, start=1):
        last = number == len(days)
        name = identity or digest(heading.title, *heading.path)
        yield Entry(
            source_key=key_of("org", name, stamp.on, "" if identity else digest(body)),
            member=member,
            line=heading.line,
            on=stamp.on,
            at=stamp.at,
            what=title or "Something without a heading",
            note=whole if last else "",
            minutes=minutes,
            tags=heading.tags,
            links=links,
            remarks=tuple(_remarks(heading, days, stamp)),
        )


def _facts(heading: _Heading) -> Iterator[str]:
    """What a log has no place for, as lines of the note."""
    lines = []
    if heading.path:
        lines.append(f"- Under: {' / '.join(heading.path)}")
    if heading.priority:
        lines.append(f"- Priority: {heading.priority}")
    lines += [f"- {name.capitalize()}: {said.strip('<[]>')}" for name, said in
              heading.planned.items() if name != "CLOSED"]  # fmt: skip
    told = {"ID", "STILL", "CREATED", "DATE"}
    lines += [f"- {name}: {said}" for name, said in heading.properties.items() if name not in told]
    yield "\n".join(lines)


def _remarks(
    heading: _Heading, days: Sequence[tuple[Stamp, int | None]], stamp: Stamp
) -> Iterator[str]:
    if len(days) > 1:
        yield f"It was clocked on {len(days)} days; each is an entry."
    if stamp.on == heading.day and not heading.clocks and not STAMP.search(heading.title):
        yield f"It stands under {day_said(stamp.on)}."
    if heading.properties.get("STILL"):
        yield f"It is still to do ({heading.state}); the time that was clocked is kept."


def _links(text: str) -> Iterator[Link]:
    for match in LINK.finditer(text):
        if match[1].lower().startswith(("http://", "https://", "mailto:")):
            yield Link(address=match[1], title=match[2] or "")
    yield from links_in(LINK.sub(" ", text))


def _words_of_link(match: re.Match[str]) -> str:
    return match[2] or match[1]


def _markdown_link(match: re.Match[str]) -> str:
    words = match[2] or match[1]
    is_page = match[1].lower().startswith(("http://", "https://", "mailto:"))
    return f"[{words}]({match[1]})" if is_page else words
