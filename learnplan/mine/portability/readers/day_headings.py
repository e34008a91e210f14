"""Which lines of a day log begin a day: "Day 12: March 5, 2019", "R1D5", "2020-03-05"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mode

from learnplan.mine.portability.dates import Found, dates_in, ordinal
from learnplan.mine.portability.months import month_of, weekdays_in
from learnplan.mine.portability.readers.chronology import Mark
from learnplan.mine.portability.readers.markup import LIST_ITEM, UNMARKED, Document, Heading
from learnplan.mine.portability.readers.prose import plain_of

_DAY_WORD = r"(?:days?|d[ií]as?|jours?|journée|tage?|giorn[oi]|dag(?:en)?)"
_COUNT = r"\d{1,4}(?!\d|\s*(?:st|nd|rd|th)\b)"
_AND = r"(?:\s?(?:-|–|—|/)\s?|\s*(?:&|\+|,|and|to|through|y|und|et|e|of)\s*)"
ROUND = re.compile(
    rf"p?r(?:ound)?[\s._-]*\d+[\s,.:_/-]*d(?:ay)?[\s._-]*{_COUNT}"
    rf"(?:\s*(?:&|\+|,|and|-)\s*(?:r\d+)?d?{_COUNT}(?![./-]\d))*",
    re.IGNORECASE,
)
COUNTED = re.compile(
    rf"(?:(?:round|r)\s*\d+\W+)?{_DAY_WORD}\s*[#:._-]?\s*#?{_COUNT}"
    rf"(?P<more>(?:{_AND}(?:{_DAY_WORD}\s*)?#?\d{{1,3}}(?!\d|[./-]\d|\s*(?:st|nd|rd|th)\b))*)",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    rf"{_DAY_WORD}\s*[#:]?\s*(?:[xn#_?]{{1,3}}|\[.*\]|<.*>)(?=\W|$)", re.IGNORECASE
)
BOLD = re.compile(r"^\s{0,3}(\*{1,3}|_{1,3})(?=\S)(.+?)\1\s*[:–—-]?\s*(.*)$")
OF_TOTAL = re.compile(r"\s*(?:/|of)\s*\d+$")
PERIOD = re.compile(r"(?:.*\W)?((?:19|20)\d\d)\W*")
LEAD = re.compile(
    r"^[^\w(\[]+|^(?:date|log|entry)\b\W*|^\d+ ?days? ?of ?\w+\W*|^week\s*\d+\W+(?=day)",
    re.IGNORECASE,
)
SHORT_COUNT = re.compile(r"d\d{1,3}", re.IGNORECASE)
FILLER = frozenset(
    ("the", "on", "of", "for", "from", "date", "log", "entry", "and", "to", "day", "am", "pm", "at")
)
BEGAN = re.compile(r"\b(?:start|began|begin|commit)", re.IGNORECASE)
DIGIT = re.compile(r"\d")
DATE_LINE = re.compile(r"^\W*(?:date|updated|last updated)\b", re.IGNORECASE)
LONGEST = 100  # characters of a plain line that is a heading and not prose
LISTED = UNMARKED + 1  # the level of a day that is one line of a list
EDGES = " \t-–—:|,.;/~•>#*_"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayHeading:
    """The beginning of a day in a log.

    ``label`` is what counts the day, ``title`` what else the heading says, ``aside`` what it says
    in brackets, and ``inline`` the text that goes on beside it. ``begins`` says that nothing
    stands before the date.
    """

    line: int
    level: int
    height: int
    said: str
    label: str = ""
    found: Found | None = None
    others: tuple[str, ...] = ()
    title: str = ""
    aside: str = ""
    inline: str = ""
    placeholder: bool = False
    begins: bool = False


def day_headings(document: Document) -> list[DayHeading]:
    """Every line that begins a day, in order."""
    real = _usual([day for h in document.headings if (day := _from_heading(h)) is not None])
    marked = {heading.line for heading in document.headings}
    unmarked = [
        day
        for number, line in enumerate(document.lines, start=1)
        if number not in document.code
        and number not in marked
        and (day := _from_line(number, line, document.lines, alone=not real)) is not None
    ]
    days = sorted((*real, *unmarked), key=lambda day: day.line)
    return [
        day
        for at, day in enumerate(days)
        if day.level < UNMARKED or at == 0 or not day.label or day.label != days[at - 1].label
    ]


def _usual(days: list[DayHeading]) -> list[DayHeading]:
    """Without headings that only mention a date: those below or above the level of the days.

    Where days are counted, a date under a counted heading is the date of that day.
    """
    labelled = [day.level for day in days if day.label]
    if labelled:
        level = mode(labelled)
        return [d for d in days if d.label or d.placeholder or (d.level <= level and d.begins)]
    dated = [day.level for day in days if not day.placeholder]
    level = mode(dated) if dated else UNMARKED
    return [day for day in days if day.level == level or not day.title]


def years_in(document: Document, first_day: int) -> Iterator[Mark]:
    """Where a log says which year it is: in a heading "2019", or when it says it began."""
    for heading in document.headings:
        year = PERIOD.fullmatch(heading.text)
        if year is not None and not dates_in(heading.text):
            found = Found(text=year[1], start=0, end=0, year=int(year[1]), month=1, day=1)
            yield Mark(line=heading.line, found=found, is_year=True)
    for number, line in enumerate(document.lines[: first_day - 1], start=1):
        if BEGAN.search(line):
            dates = dates_in(line)
            yield from (Mark(line=number, found=found) for found in dates if found.year is not None)


def _from_heading(heading: Heading) -> DayHeading | None:
    day = _parsed(heading.text)
    if day is None:
        return None
    return replace(day, line=heading.line, level=heading.level, height=heading.height)


def _from_line(number: int, line: str, lines: Sequence[str], *, alone: bool) -> DayHeading | None:
    """A day that begins without a heading's marks. ``alone``: no day of the log has any."""
    if not DIGIT.search(line) or DATE_LINE.match(line):
        return None
    if bold := BOLD.match(line):
        day = _parsed(plain_of(bold[2]))
        is_day = day is not None and (day.label or alone)
        inline = bold[3].strip()
    elif item := LIST_ITEM.match(line):
        day = _from_item(line[item.end() :]) if alone and line[:1] in "-*+" else None
        return None if day is None else replace(day, line=number, level=LISTED)
    else:
        above = lines[number - 2].strip() if number > 1 else ""
        day = None if above or len(line) >= LONGEST else _parsed(plain_of(line))
        is_day = day is not None and _stands_alone(day, alone=alone)
        inline = ""
    return replace(day, line=number, level=UNMARKED, inline=inline) if day and is_day else None


def _stands_alone(day: DayHeading, *, alone: bool) -> bool:
    """Whether a plain line says nothing but which day it is."""
    if day.title or day.aside:
        return False
    if day.label and (alone or day.found is not None):
        return True
    return alone and day.found is not None and day.found.year is not None


def _from_item(text: str) -> DayHeading | None:
    """``- 2020-03-05: read about joins``: a day on one line of a list."""
    bold = BOLD.match(text)
    head, rest = (bold[2], bold[3]) if bold else (text, "")
    day = _parsed(plain_of(head))
    if day is None or day.found is None or day.found.year is None:
        return None
    if bold:
        return replace(day, inline=rest)
    dates = dates_in(text)
    if not dates or text[: dates[0].start].strip(EDGES + "[(`"):
        return None
    said = text[dates[0].end :].lstrip(EDGES + "])`")
    return replace(day, title="", inline=said)


def _parsed(text: str) -> DayHeading | None:
    """What a heading says, if it is a day's; where it stands is for the caller to add."""
    said = text
    while (lead := LEAD.match(text)) and lead.end():
        text = text[lead.end() :]
    text = text.strip()
    label, rest = _label(text)
    blank = DayHeading(line=0, level=0, height=1, said=said, label=label)
    if not label and PLACEHOLDER.match(text):
        return replace(blank, placeholder=True)
    found, others, rest = _date(rest, labelled=bool(label))
    if not label and found is None:
        return None
    title, aside = _title(rest)
    if not label:
        label, title, aside = _counted_after(title, aside)
    begins = found is not None and not _words(text[: found.start])
    return replace(
        blank,
        label=label,
        found=found,
        others=others,
        title=title,
        aside=aside,
        begins=begins,
    )


def _counted_after(title: str, aside: str) -> tuple[str, str, str]:
    """The label of a heading that counts its day behind the date: "2020-03-05 (Day 5)"."""
    if SHORT_COUNT.fullmatch(title):
        return f"day {title[1:]}", "", aside
    label, rest = _label(title)
    if label:
        return label, _unless_weekday(rest), aside
    label, rest = _label(aside)
    return (label, title, _unless_weekday(rest)) if label else ("", title, aside)


def _label(text: str) -> tuple[str, str]:
    """What counts the day, whatever it is called, and the rest of the heading."""
    match = ROUND.match(text)
    if match is not None:
        first, *days = re.findall(r"\d+", match[0])
        return f"r{first}d{'-'.join(days)}", text[match.end() :]
    match = COUNTED.match(text)
    if match is None:
        return "", text
    end = match.end() if _counts_on(match, text) else match.start("more")
    of_total = OF_TOTAL.search(text, 0, end)
    counted = re.findall(r"\d+", text[: of_total.start() if of_total else end])
    return f"day {'-'.join(str(int(count)) for count in counted)}", text[end:]


def _counts_on(match: re.Match[str], text: str) -> bool:
    """Whether "3 - 5" are days of the log; "Day 3 - 5 March" and "Day 12, 5 katas" are not."""
    numbers = [int(n) for n in re.findall(r"\d+", match[0])]
    after = re.match(r"\s*([^\W\d_]{3,})", text[match.end() :])
    if after is not None and month_of(after[1], sure=False) is not None:
        return False
    return bool(OF_TOTAL.search(match["more"])) or numbers == sorted(set(numbers))


def _date(rest: str, *, labelled: bool) -> tuple[Found | None, tuple[str, ...], str]:
    """The date of a heading, further dates in it, and what is left of its words."""
    dates = dates_in(rest, short=labelled)
    if not dates:
        return None, (), rest
    first, last = dates[0], dates[-1]
    before, after = rest[: first.start], rest[last.end :]
    leads, ends = not _words(before), not _words(after)
    if first.pair and first.year is None and not (leads and ends):
        return None, (), rest
    if not (leads or ends) or (not labelled and not leads and first.year is None):
        return None, (), rest
    others = [one.text for one in dates[1:]]
    others += [f"the {ordinal(day)}" for day in first.more_days]
    if first.year is None:
        year = next((one.year for one in dates if one.year is not None), None)
        first = replace(first, year=year)
    return first, tuple(others), f"{before} {after}"


def _words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", text)
    return [w for w in words if w.casefold() not in FILLER and not weekdays_in(w)]


def _title(rest: str) -> tuple[str, str]:
    """What a heading says besides its date, outside and inside of brackets."""
    aside = " ".join(re.findall(r"[(\[]([^()\[\]]*)[)\]]", rest))
    title = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", rest)
    return _unless_weekday(title), _unless_weekday(aside)


def _unless_weekday(text: str) -> str:
    """Weekdays and marks at the edges of a title say nothing more."""
    words = text.split()
    while words and (weekdays_in(words[0]) or not any(map(str.isalnum, words[0]))):
        words.pop(0)
    title = " ".join(words).strip(EDGES + "()[]")
    return title if any(char.isalpha() for char in title) else ""
