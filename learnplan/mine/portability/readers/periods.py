"""Headings that say which year or month the days below them are in: "# 2021", "## March"."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from learnplan.mine.portability.dates import Found, dates_in, full_year
from learnplan.mine.portability.months import MONTH_NAMES, month_of, weekdays_in
from learnplan.mine.portability.readers.markup import Heading

TOKEN = re.compile(r"[^\W\d_]+|['’]\d\d(?!\d)|\d+")
YEAR = re.compile(r"(?:19|20|21)\d\d")
ENDS_WITH_YEAR = re.compile(r"(?:.*\s)((?:19|20|21)\d\d)\W*")
FILLER = frozenset(("year", "month", "of", "log", "año", "jahr", "année", "ano", "anno"))
BOTH_NAMED = re.compile(r"((?:19|20|21)\d\d)[-./ ](\d\d)[-./ ]+([^\W\d_]+)")
NUMBERED = re.compile(
    r"(?:(?P<weekday>[^\W\d_]{2,11})\.?,?\s+)?(?:the\s+)?(?P<day>\d{1,2})(?![\d%]|[./:,-]\d)"
    r"(?P<ending>st|nd|rd|th|er|º|ª|°|\.)?(?!\w)"
    r"(?:[\s,(]+(?P<after>[^\W\d_]{2,11})\.?\)?(?=\s*(?:$|[:–—|-])))?"
    r"\s*(?:$|(?::|[–—|]|-\s)\s*(?P<title>.*))",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """The year and the month in which a line of a log stands, as far as headings say.

    ``sure`` is whether the year holds for every day: it was said with the month, or the log has a
    heading for each of its years. ``aside`` is a year that a heading only ends with: "Books read in
    2021". ``level`` is that of the lowest heading that says so.
    """

    line: int
    level: int
    year: int | None = None
    month: int | None = None
    sure: bool = False
    aside: bool = False


NO_PERIOD = Period(line=0, level=0)


class Periods:
    """The periods of a document, by line."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        said = [(heading, period_of(heading.text)) for heading in headings]
        self.lines = frozenset(
            heading.line for heading, period in said if period and not period.aside
        )
        years = {one.year for _, one in said if one and one.month is None and not one.aside}
        self._starts: list[int] = []
        self._periods: list[Period] = []
        year = month = NO_PERIOD
        for heading, period in said:
            if period is None:
                year = year if heading.level > year.level else NO_PERIOD
                month = month if heading.level > month.level else NO_PERIOD
            elif period.aside and year.level and heading.level > year.level:
                pass  # "## Books of 2020" below "# 2021" names no other year for its days
            elif period.month is None:
                year = replace(
                    period,
                    line=heading.line,
                    level=heading.level,
                    sure=len(years) > 1 and not period.aside,
                )
                month = NO_PERIOD
            else:
                year = year if heading.level >= year.level else NO_PERIOD
                month = replace(
                    period,
                    line=heading.line,
                    level=heading.level,
                    year=period.year or (None if year.aside else year.year),
                    sure=True,
                )
            self._starts.append(heading.line)
            self._periods.append(month if month.month else year)

    def at(self, line: int) -> Period:
        """The period that a line stands in; ``NO_PERIOD`` where nothing above it says any."""
        place = bisect_right(self._starts, line)
        return self._periods[place - 1] if place else NO_PERIOD


def period_of(text: str) -> Period | None:
    """The year or month that a heading names, or the year with which it ends."""
    named = _named_alone(text)
    year = ENDS_WITH_YEAR.fullmatch(text) if named is None and not dates_in(text) else None
    return Period(line=0, level=0, year=int(year[1]), aside=True) if year else named


def _named_alone(text: str) -> Period | None:
    both = BOTH_NAMED.fullmatch(text.strip())
    if both and month_of(both[3], sure=True) == (int(both[2]), ""):
        return Period(line=0, level=0, year=int(both[1]), month=int(both[2]))
    if dates_in(text):
        return None
    year: int | None = None
    month: int | None = None
    for token in TOKEN.findall(text):
        named = month_of(token, sure=False) if len(token) > 2 else None  # noqa: PLR2004 - shorter words name no month
        if named is not None and month is None:
            month = named[0]
        elif YEAR.fullmatch(token) and year is None:
            year = int(token)
        elif token[0] in "'’" and month and year is None:
            year = full_year(token[1:])
        elif token.isdigit() and year and month is None and 1 <= int(token) <= 12:  # noqa: PLR2004 - months in a year
            month = int(token)
        elif token.casefold() not in FILLER:
            return None
    return Period(line=0, level=0, year=year, month=month) if year or month else None


def day_in(text: str, period: Period) -> tuple[Found, str] | None:
    """A day that is only a number, "5", "Monday 5th: joins", in the month above; and its title."""
    match = NUMBERED.fullmatch(text) if period.month else None
    if match is None or period.month is None:
        return None
    names = [name for name in (match["weekday"], match["after"]) if name]
    weekdays = [day for name in names for day in weekdays_in(name)]
    if len(weekdays) != len(names):
        return None
    shown = text[: match.start("title")] if match["title"] else text
    shown = shown.strip(" -–—|:")
    day = int(match["day"])
    month = f"{MONTH_NAMES[period.month - 1]} {period.year or ''}".strip()
    found = Found(
        text=f"{MONTH_NAMES[period.month - 1]} {day}",
        start=0,
        end=len(shown),
        year=period.year,
        month=period.month,
        day=day,
        weekday=weekdays[0] if weekdays else None,
        remark=f"Read “{shown}” as a day of {month}, from line {period.line}.",
    )
    return found, (match["title"] or "").strip()


def placed(found: Found, period: Period) -> Found:
    """A date without a year, with what the headings above it say for sure."""
    if found.year is not None:
        return found
    if found.pair and period.month in {found.month, found.day} and found.month != found.day:
        day_first = found.day == period.month
        month, day = found.ordered(day_first=day_first)
        order = "day/month" if day_first else "month/day"
        remark = f"Read “{found.text}” as {order}, as line {period.line} says the month."
        found = replace(found, month=month, day=day, pair=False, remark=remark)
    if period.year is None or not (period.sure and period.month in {None, found.month}):
        return found
    said = f"No year, took {period.year} from line {period.line}."
    return replace(found, year=period.year, remark=f"{found.remark} {said}".strip())
