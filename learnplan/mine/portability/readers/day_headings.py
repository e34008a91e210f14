"""Which lines of a day log begin a day: "Day 12: March 5, 2019", "R1D5", "2020-03-05"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mode

from learnplan.mine.portability.dates import Found, dates_in, ordinal, whole_date
from learnplan.mine.portability.months import month_of, weekdays_in
from learnplan.mine.portability.readers.chronology import Mark
from learnplan.mine.portability.readers.markup import LIST_ITEM, UNMARKED, Document, Heading
from learnplan.mine.portability.readers.periods import Period, Periods, day_in, placed
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
    (
        *("the", "on", "of", "for", "from", "date", "log", "entry", "and", "to", "day", "am", "pm"),
        *("at", "den", "der", "am", "le", "el", "il", "calendar"),
    )
)
BEGAN = re.compile(r"\b(?:start|began|begin|commit)", re.IGNORECASE)
DIGIT = re.compile(r"\d")
DATE_SAID = re.compile(r"^[\W_]*(?:date|datum|fecha|data)\s*:\s*(\S.*)$", re.IGNORECASE)
DATE_LINE = re.compile(r"^\W*(?:date|updated|last updated)\b", re.IGNORECASE)
LONGEST = 100  # characters of a plain line that is a heading and not prose
LISTED = UNMARKED + 1  # the level of a day that is one line of a list
WEEKDAY_AFTER = re.compile(r"[\s,(]*([^\W\d_]{2,10})\.?[)\]>]*(?=[\s:–—-]|$)")
PARAGRAPH = LISTED + 1  # the level of a day that is a paragraph which begins with its date
SEPARATED = re.compile(r"(?:[\s)\]>*_]*(?::|[–—]|-\s)\s*|[\]>]\s+)(?=\S)")
EDGES = " \t-–—:|,.;/~•>#*_"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayHeading:
    """The beginning of a day in a log.

    ``label`` is what counts the day, ``title`` what else the heading says, ``aside`` what it says
    in brackets, and ``inline`` the text that goes on beside it. ``begins`` says that nothing
    stands before the date, ``in_period`` that headings above say the rest of it.
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
    in_period: bool = False


def day_headings(document: Document) -> list[DayHeading]:
    """Every line that begins a day, in order; weeks where nothing begins a day."""
    periods = Periods(document.headings)
    found = [
        day
        for heading in document.headings
        if heading.line not in periods.lines
        and (day := _from_heading(heading, periods.at(heading.line - 1))) is not None
    ]
    real = _usual([day for day in found if day.found is None or not day.found.week])
    unmarked = list(_unmarked(document, periods, alone=not real))
    days = sorted((*real, *unmarked), key=lambda day: day.line) or found
    return [
        day
        for at, day in enumerate(days)
        if day.level < UNMARKED or at == 0 or not day.label or day.label != days[at - 1].label
    ]


def _unmarked(document: Document, periods: Periods, *, alone: bool) -> Iterator[DayHeading]:
    """Days that begin without a heading's marks. ``alone``: no day of the log has any."""
    marked = {heading.line for heading in document.headings}
    days: list[DayHeading] = []
    blocks = 0
    for number, line in enumerate(document.lines, start=1):
        if number in document.code or number in marked:
            continue
        period = periods.at(number)
        day = _from_line(number, line, document.lines, period, alone=alone)
        above = document.lines[number - 2] if number > 1 else ""
        opens = not above.strip() or number - 1 in marked
        if day is None and alone and (opens or (days and days[-1].line == number - 1)):
            day = _from_paragraph(number, line, period)
        blocks += opens and bool(line.strip()) and day is None
        if day is not None:
            days.append(day)
    if not days and alone:
        yield from _by_date_lines(document)
    paragraphs = [day for day in days if day.level == PARAGRAPH]
    few = len(paragraphs) < blocks and not all(day.in_period for day in paragraphs)
    yield from (day for day in days if not few or day.level != PARAGRAPH)


def _by_date_lines(document: Document) -> Iterator[DayHeading]:
    """Days that each begin with a line "Date: 5 March 2020"; one alone is the date of a note."""
    days: list[DayHeading] = []
    for number, line in enumerate(document.lines, start=1):
        said = DATE_SAID.match(plain_of(line)) if number not in document.code else None
        found = whole_date(said[1]) if said else None
        if found is not None:
            days.append(DayHeading(line=number, level=UNMARKED, height=1, said=line, found=found))
    yield from days if len(days) > 1 else ()


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


def years_in(document: Document, days: Sequence[int]) -> Iterator[Mark]:
    """Where a log says which year it is, besides in its days.

    A heading may say it ("2019", "Week 1 (2 - 8 March 2020)"), or a line above all days on which
    it says that it began.

    Args:
        document: the log.
        days: the lines on which its days begin.
    """
    for heading in document.headings:
        dates = [found for found in dates_in(heading.text) if not found.week]
        year = PERIOD.fullmatch(heading.text)
        if year is not None and not dates:
            found = Found(text=year[1], start=0, end=0, year=int(year[1]), month=1, day=1)
            yield Mark(line=heading.line, found=found, is_year=True)
        elif heading.line not in days:
            yield from (Mark(line=heading.line, found=one) for one in dates if one.year)
    marked = {heading.line for heading in document.headings}
    for number, line in enumerate(document.lines[: min(days, default=0) - 1], start=1):
        if number not in marked and BEGAN.search(line):
            dates = list(dates_in(line))
            yield from (Mark(line=number, found=found) for found in dates if found.year is not None)


def _from_heading(heading: Heading, period: Period) -> DayHeading | None:
    day = _parsed(heading.text, period if heading.level > period.level else None)
    if day is None:
        return None
    return replace(day, line=heading.line, level=heading.level, height=heading.height)


def _from_line(
    number: int, line: str, lines: Sequence[str], period: Period, *, alone: bool
) -> DayHeading | None:
    if not DIGIT.search(line) or DATE_LINE.match(line):
        return None
    if bold := BOLD.match(line):
        day = _parsed(plain_of(bold[2]), period)
        is_day = day is not None and (day.label or alone)
        inline = bold[3].strip()
    elif item := LIST_ITEM.match(line):
        listed = alone and not line[:1].isspace()
        day = _from_item(line[item.end() :], period) if listed else None
        return None if day is None else replace(day, line=number, level=LISTED)
    else:
        above = lines[number - 2] if number > 1 else ""
        follows = above.strip() and not (above[:1].isspace() or LIST_ITEM.match(above))
        day = None if follows or len(line) >= LONGEST else _parsed(plain_of(line))
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


def _from_item(text: str, period: Period) -> DayHeading | None:
    """``- 2020-03-05: read about joins``: a day on one line of a list."""
    bold = BOLD.match(text)
    if not bold:
        return _begun(text, period, separated=False)
    day = _parsed(plain_of(bold[2]), period)
    if day is None or day.found is None or not (day.found.year or day.in_period):
        return None
    return replace(day, inline=bold[3])


def _from_paragraph(number: int, line: str, period: Period) -> DayHeading | None:
    """``5 March: read about joins``: a day in a paragraph that begins with its date."""
    if line[:1].isspace() or not DIGIT.search(line) or line.startswith(("- ", "* ", "+ ")):
        return None
    day = _begun(line, period, separated=True)
    return replace(day, line=number, level=PARAGRAPH) if day and day.inline else None


def _begun(text: str, period: Period, *, separated: bool) -> DayHeading | None:
    """A line that begins with a date and goes on with what was done.

    ``3/4`` and a number alone are dates only under a heading that says the year or the month, and
    only with a colon or a dash behind them.
    """
    within = bool(period.year or period.month)
    dates = dates_in(text, short=within)
    if not dates or _words(text[: dates[0].start]) or re.search(r"\d", text[: dates[0].start]):
        return _numbered(text, period) or (None if separated else _ended(text, dates, period))
    first = dates[0]
    said = text[first.end :]
    after = WEEKDAY_AFTER.match(said)
    if after is not None and weekdays_in(after[1]):
        said = said[after.end() :]
    plainly = first.year is not None and first.text[:4].isdigit()
    unsure = (separated and not plainly) or (first.pair and first.year is None)
    if (unsure and not SEPARATED.match(said)) or not (first.year or within):
        return None
    return DayHeading(
        line=0,
        level=0,
        height=1,
        said=text,
        found=placed(first, period),
        inline=said.lstrip(EDGES + "])`"),
        begins=True,
        in_period=first.year is None,
    )


def _ended(text: str, dates: Sequence[Found], period: Period) -> DayHeading | None:
    """``Joins, by Ann (3 May)``: an item of a list with its day at its end."""
    said, last = text, dates[-1] if dates else None
    if last is None or not (last.year or period.year) or text[last.end :].strip(EDGES + ")]`"):
        return None
    said = text[: last.start]
    if not re.search(r"(?:[(\[]|[-–—|,:]\s)\s*$", said):
        return None
    inline, in_period = said.rstrip(EDGES + "([ "), last.year is None
    found = placed(last, period)
    return DayHeading(
        line=0, level=0, height=1, said=text, found=found, inline=inline, in_period=in_period
    )


def _numbered(text: str, period: Period) -> DayHeading | None:
    numbered = day_in(text, period)
    if numbered is None or not numbered[1]:
        return None
    found, title = numbered
    return DayHeading(
        line=0, level=0, height=1, said=text, found=found, inline=title, in_period=True
    )


def _parsed(text: str, period: Period | None = None) -> DayHeading | None:
    """What a heading says, if it is a day's; where it stands is for the caller to add."""
    said = text
    while (lead := LEAD.match(text)) and lead.end():
        text = text[lead.end() :]
    text = text.strip()
    label, rest = _label(text)
    blank = DayHeading(line=0, level=0, height=1, said=said, label=label)
    if not label and PLACEHOLDER.match(text):
        return replace(blank, placeholder=True)
    within = period is not None and bool(period.year or period.month)
    found, others, rest = _date(rest, short=bool(label) or within)
    if not label and found is None:
        numbered = day_in(text, period) if period is not None else None
        if numbered is None:
            return None
        return replace(blank, found=numbered[0], title=numbered[1], begins=True, in_period=True)
    title, aside = _title(rest)
    if not label:
        label, title, aside = _counted_after(title, aside)
    begins = found is not None and not _words(text[: found.start])
    in_period = within and found is not None and found.year is None
    return replace(
        blank,
        label=label,
        found=placed(found, period) if found is not None and period is not None else found,
        in_period=in_period,
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


def _date(rest: str, *, short: bool) -> tuple[Found | None, tuple[str, ...], str]:
    """The date of a heading, further dates in it, and what is left of its words."""
    dates = dates_in(rest, short=short)
    if not dates:
        return None, (), rest
    first, last = dates[0], dates[-1]
    before, after = rest[: first.start], rest[last.end :]
    leads, ends = not _words(before), not _words(after)
    if first.pair and first.year is None and not (leads and ends):
        return None, (), rest
    if not (leads or ends) or (not short and not leads and first.year is None):
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
    if all(word.strip(EDGES).casefold() in FILLER for word in words):
        return ""
    title = " ".join(words).strip(EDGES + "()[]")
    return title if any(char.isalpha() for char in title) else ""
