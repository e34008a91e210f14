"""Dates as people write them: found in a text, and taken at their word or not at all.

Nothing here guesses. A ``Found`` date says what is written; whether ``3/4`` is in March or in
April, and which year a date without one belongs to, is for the whole log to say (see
``readers.chronology``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache

from learnplan.core.errors import Invalid
from learnplan.core.languages import day_said
from learnplan.mine.portability.months import MONTH_NAMES, month_of, weekdays_in
from learnplan.mine.portability.weeks import weeks_in

LATEST_YEAR = 2200
EARLIEST_YEAR = 1900
CENTURY_TURNS = 70

ISO = re.compile(r"(?<!\d)(\d{4})([-/._])(\d{1,2})\2(\d{1,2})(?!\d)")
COMPACT = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(0[1-9]|1[0-2])(\d\d)(?!\d)")
CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
SHORT = re.compile(r"(?<![\d./-])(\d{1,2})/(\d{1,2})(?![\d/])")
_ENDING = r"(?:st|nd|rd|th|er|º|ª|°)"
_DAY = rf"(\d{{1,2}})(?!\d){_ENDING}?"
_AND = r"\s*(?:&|\+|,|and|to|through|und|et|y|e|[-–—/])\s*"
_MORE_DAYS = rf"((?:{_AND}\d{{1,2}}(?!\d){_ENDING}?)*)"
_WORD = r"(?<![^\W\d_])([^\W\d_]{3,12})\.?(?![^\W\d_])"
_YEAR = (
    r"(?:(?:[\s,./_-]|del?\s|of\s)*?"
    r"(?:\(?[^\W\d_]{3,12}\)?,\s*|\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\)?\s+)?"
    r"(?<!\s-\s)((?:19|20|21)\d\d(?!\d)"
    r"|['’]\d\d(?!\d)))?"
)
MONTH_FIRST = re.compile(
    rf"{_WORD}(?:[/_-]|[\s,]*)(?:the\s+)?{_DAY}{_MORE_DAYS}\]?{_YEAR}", re.IGNORECASE
)
DAY_FIRST = re.compile(
    rf"(?<![\d:])(?:(\d{{1,2}}){_ENDING}?{_AND})?{_DAY}\.?"
    rf"(?:[/_-]|\s*)(?:of\s+|de\s+|di\s+|d['’])?{_WORD}{_YEAR}",
    re.IGNORECASE,
)
CLOCK_BETWEEN = re.compile(
    rf"{_WORD}\s+{_DAY}\s+(\d\d:\d\d(?::\d\d)?)\s+(?:[A-Z]{{2,5}}\s+)?((?:19|20|21)\d\d)(?!\d)"
)
YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})[\s,/._-]+{_WORD}[\s,/._-]*{_DAY}", re.IGNORECASE)
CLOCK = re.compile(
    r"^(?:[T\s,]|at\s)*(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT)?\s*(?:[+-]\d\d:?(?:\d\d)?)?(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)
BRACKETS = {("[", "]"), ("(", ")"), ("<", ">")}
DIGIT = re.compile(r"\d")
DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
SECONDS = (631_152_000, 4_102_444_800)  # an epoch between 1990 and 2100, or it is another number
UNSURE_ENDING = re.compile(r"^\s*(?:$|[],:;()–—-]|\d{4}|['’]\d\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A date as it is written, before anything is assumed about it.

    With ``pair``, ``month`` and ``day`` are the two numbers in the order in which they stand,
    and the rest of the log has to say which is which. A ``week`` is dated by its Monday.
    """

    text: str
    start: int
    end: int
    year: int | None
    month: int
    day: int
    pair: bool = False
    dotted: bool = False
    weekday: int | None = None
    at: time | None = None
    more_days: tuple[int, ...] = ()
    remark: str = ""
    week: bool = False

    @property
    def can_be_either(self) -> bool:
        """Whether both ``3/4`` as 3 April and as March 4 would be dates."""
        return self.pair and self.month <= 12 and self.day <= 12 and self.month != self.day  # noqa: PLR2004 - months in a year

    def ordered(self, *, day_first: bool) -> tuple[int, int]:
        """Month and day, once it is known which stands first."""
        return (self.day, self.month) if self.pair and day_first else (self.month, self.day)


def on_calendar(found: Found, *, year: int, day_first: bool = False) -> date:
    """The day that was written.

    Raises:
        Invalid: the calendar has no such day; the sentence says why.
    """
    month, day = found.ordered(day_first=day_first)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Invalid(f"“{found.text}” is not a date in a log: it is in the year {year}.")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months in a year
        raise Invalid(f"“{found.text}” is not a date: there is no month {month}.")
    name = MONTH_NAMES[month - 1]
    if day < 1:
        raise Invalid(f"“{found.text}” is not a date: no month has a day {day}.")
    last = days_in(year, month)
    if day > last:
        raise Invalid(
            f"“{name} {day}” is not a date: {name} ended on the {ordinal(last)} in {year}."
        )
    return date(year, month, day)


def days_in(year: int, month: int) -> int:
    """How many days a month had."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def ordinal(number: int) -> str:
    """29 as 29th."""
    teens = 11 <= number % 100 <= 13  # noqa: PLR2004 - eleventh, twelfth, thirteenth
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def dates_in(text: str, *, short: bool = False) -> tuple[Found, ...]:
    """Every date in a line of text, in order; with ``short`` also ``4/7``, which has no year."""
    if not DIGIT.search(text):
        return ()
    candidates = sorted(_candidates(text, short=short), key=lambda one: (one.start, -one.end))
    days = weekdays_in(text)
    weekday = days[0] if len(set(days)) == 1 else None
    found: list[Found] = []
    for one in candidates:
        if not found or one.start >= found[-1].end:
            found.append(one)
    if len(found) != 1 or weekday is None:
        return tuple(found)
    return (replace(found[0], weekday=weekday),)


@lru_cache(maxsize=16_384)
def whole_date(cell: str) -> Found | None:
    """The date that a cell of a table holds, if it holds a date and at most a time beside it."""
    text = cell.strip("\"'*_ \t\n")
    text = text[1:-1] if (text[:1], text[-1:]) in BRACKETS else text
    plain = _plain_iso(text)
    if plain is not None:
        return plain
    if DIGITS.fullmatch(text):
        epoch = _epoch(text)
        if epoch is not None:
            return epoch
    dates = dates_in(text)
    if not dates:
        return None
    found = dates[0]
    return found if _is_about_a_date(text, dates) else None


def _plain_iso(text: str) -> Found | None:
    if len(text) != len("2020-03-05") or not text[:4].isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Found(text=text, start=0, end=10, year=day.year, month=day.month, day=day.day)


def _epoch(text: str) -> Found | None:
    value = float(text)
    for unit in (1, 1_000, 1_000_000):
        if SECONDS[0] <= value / unit <= SECONDS[1]:
            moment = datetime.fromtimestamp(value / unit, tz=UTC)
            return Found(
                text=text,
                start=0,
                end=len(text),
                year=moment.year,
                month=moment.month,
                day=moment.day,
                at=moment.time().replace(microsecond=0),
                remark=f"“{text}” counts seconds; its day is the one it was in UTC.",
            )
    return None


def _is_about_a_date(text: str, dates: tuple[Found, ...]) -> bool:
    """A cell that says more than when ("chapter 3/4/5 again") is not a date."""
    rest = text
    for found in reversed(dates):
        rest = rest[: found.start] + " " + rest[found.end :]
    words = [word for word in re.findall(r"[^\W\d_]{2,}", rest) if not weekdays_in(word)]
    return all(word.lower() in {"gmt", "utc", "am", "pm", "at", "to", "the"} for word in words)


def _candidates(text: str, *, short: bool) -> Iterator[Found]:
    for match in ISO.finditer(text):
        yield _found(text, match, year=int(match[1]), month=int(match[3]), day=int(match[4]))
    for match in COMPACT.finditer(text):
        yield _found(text, match, year=int(match[1]), month=int(match[2]), day=int(match[3]))
    for match in CJK.finditer(text):
        yield _found(text, match, year=int(match[1]), month=int(match[2]), day=int(match[3]))
    for match in NUMBERS.finditer(text):
        yield _pair(text, match, year=full_year(match[4]), dotted=match[2] == ".")
    if short:
        for match in SHORT.finditer(text):
            yield _pair(text, match, year=None)
    yield from _weeks(text)
    yield from _worded(text)


def _weeks(text: str) -> Iterator[Found]:
    for match, day, exact in weeks_in(text):
        found = _found(text, match, year=day.year, month=day.month, day=day.day)
        said = f"“{found.text}” is a week; took its Monday, {day_said(day)}."
        yield found if exact else replace(found, week=True, remark=said)


def _pair(text: str, match: re.Match[str], *, year: int | None, dotted: bool = False) -> Found:
    first, second = int(match[1]), int(match[3] if year is not None else match[2])
    return _found(text, match, year=year, month=first, day=second, pair=True, dotted=dotted)


def _worded(text: str) -> Iterator[Found]:
    for match in CLOCK_BETWEEN.finditer(text):
        for found in _named(text, match, word=match[1], day=match[2], year=match[4]):
            yield replace(found, at=clock_time(match[3]))
    for match in YEAR_FIRST.finditer(text):
        yield from _named(text, match, word=match[2], day=match[3], year=match[1])
    for match in MONTH_FIRST.finditer(text):
        days = tuple(int(day) for day in re.findall(r"\d+", match[3]))
        rising = all(a < b for a, b in zip((int(match[2]), *days), days, strict=False))
        if days and not (rising and UNSURE_ENDING.match(text[match.end(3) :])):
            match = MONTH_FIRST.match(text[: match.start(3)], match.start()) or match  # noqa: PLW2901 - "March 5 - 3 katas" is one day
            days = ()
        yield from _named(text, match, word=match[1], day=match[2], year=match[4], more=days)
    for match in DAY_FIRST.finditer(text):
        first, more = (match[1], (int(match[2]),)) if match[1] else (match[2], ())
        yield from _named(text, match, word=match[3], day=first, year=match[4], more=more)


def _named(
    text: str,
    match: re.Match[str],
    *,
    word: str,
    day: str,
    year: str | None,
    more: tuple[int, ...] = (),
) -> Iterator[Found]:
    named = month_of(word, sure=year is not None)
    if named is None:
        return
    month, remark = named
    written = None if year is None else full_year(year.strip("'’"))
    yield _found(
        text, match, year=written, month=month, day=int(day), more_days=more, remark=remark
    )


def full_year(digits: str) -> int:
    """19 is 2019 and 98 is 1998; four digits are themselves."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - two-digit years
        return year
    return year + (2000 if year < CENTURY_TURNS else 1900)


def _found(
    text: str,
    match: re.Match[str],
    *,
    year: int | None,
    month: int,
    day: int,
    pair: bool = False,
    dotted: bool = False,
    more_days: tuple[int, ...] = (),
    remark: str = "",
) -> Found:
    start, end, at = match.start(), match.end(), None
    clock = CLOCK.match(text[end:])
    if clock is not None:
        at = _time(clock)
        end += clock.end()
    return Found(
        text=match[0].strip(" ,([])"),
        start=start,
        end=end,
        year=year,
        month=month,
        day=day,
        pair=pair,
        dotted=dotted,
        at=at,
        more_days=more_days,
        remark=remark,
    )


def clock_time(text: str) -> time | None:
    """The time of day that a cell holds, if it holds one."""
    clock = CLOCK.match(text)
    return None if clock is None else _time(clock)


def _time(clock: re.Match[str]) -> time | None:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower().startswith("p") else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
