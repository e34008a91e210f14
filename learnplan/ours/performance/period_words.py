"""How people write periods: one at a time, or a file's worth that decides together."""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learnplan.core.errors import Invalid
from learnplan.ours.performance.periods import MONTHS, Period, PeriodKind, day_said, month_said

WEEK, MONTH, QUARTER, YEAR = PeriodKind
_APRIL = 4
"""Financial years such as 2012/13 start in April; one that does not is written out."""


_LONGEST_IN_WORDS, _LONGEST = 6, 60
"""No period takes more words or characters to write."""


class _Unknown(Invalid):
    """It does not look like a period at all, as opposed to an impossible one."""


def parse(text: str, *, kind: PeriodKind | None = None) -> Period:
    """Read one period on its own. ``kind`` says how long one is that is written as a date.

    Raises:
        Invalid: it is not a period, or can be read in two ways.
    """
    return PeriodReader([text], kind=kind).read(text)


def parse_day(text: str) -> date:
    """Read one day, such as the one that figures are as of.

    Raises:
        Invalid: it is not a day, or can be read in two ways.
    """
    day = _day(_tidied(text), day_first=None)
    if day is None:
        raise Invalid(f"“{text}” is not a day. Write one like 2026-04-30.")
    return day


def period_in_name(name: str) -> str:
    """The period that a file's name speaks of, such as 2019 in csps2019_all_20191203.csv.

    Raises:
        Invalid: it speaks of none, or of several.
    """
    found = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]|[QqWw]\d\d?))?(?!\d)", name))
    if len(found) != 1:
        raise Invalid(f"The name “{name}” does not say which period the file is about.")
    return str(found.pop())


def split_heading(heading: str) -> tuple[str, str] | None:
    """Part a column's heading into the period it starts or ends with and the rest of it.

    "2012-Q4 Vol." is ("2012-Q4", "Vol."). ``None`` when no period is there. What looks like a
    period may still be an impossible one, which ``PeriodReader.read`` then says.
    """
    words = heading.split()
    for count in range(min(len(words), _LONGEST_IN_WORDS), 0, -1):
        head, tail = words[:count], words[count:]
        for period, rest in ((head, tail), (words[-count:], words[:-count])):
            written = " ".join(period).strip(" :;,-")
            if written.startswith("(") and written.endswith(")"):
                written = written[1:-1]
            if _looks_like_one(written):
                return written, " ".join(rest).strip(" :;,-")
    return None


def _looks_like_one(text: str) -> bool:
    try:
        _read(_tidied(text), _File())
    except _Unknown:
        return False
    except Invalid:
        return True
    return True


class PeriodReader:
    """Reads the periods of one file, after a look at all of them.

    A date such as 2016-04-01 says when a period starts, not how long it is. The file says that:
    dates that are all firsts (or lasts) of months are months, all 1 January are years, mostly
    Mondays are weeks. Likewise whether 01/04/2016 is written day first, and whether 2011/12 is
    a financial year. What stays open is refused, never guessed. ``remark`` says what was decided.
    """

    def __init__(self, texts: Iterable[str], *, kind: PeriodKind | None = None) -> None:
        tidied = sorted({_tidied(text) for text in set(texts)})
        day_first = _day_first(tidied)
        days = list(_days(tidied, day_first=day_first))
        self.remark = ""
        if days and kind is None:
            kind = _kind_of(days)
            if kind is not None:
                self.remark = f"Dates such as {day_said(days[0])} are read as {kind}s."
        self._file = _File(kind, day_first, _has_financial_years(tidied))
        self._known: dict[str, Period | Invalid] = {}

    def read(self, text: str) -> Period:
        """The period that ``text`` means in this file.

        Raises:
            Invalid: it is not a period, is an impossible one, or can be read in two ways.
        """
        known = self._known.get(text)
        if known is None:
            try:
                known = _read(_tidied(text), self._file)
            except Invalid as reason:
                known = reason
            self._known[text] = known
        if isinstance(known, Invalid):
            raise known
        return known


@dataclass(frozen=True)
class _File:
    """What the rest of the file says about its dates."""

    kind: PeriodKind | None = None
    day_first: bool | None = None
    financial_years: bool | None = None


def _tidied(text: str) -> str:
    """One kind of dash, single spaces, no time of day."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.split()))
    return re.sub(r"^(\d{4}-\d\d-\d\d)[Tt ]\d\d:\d\d.*$", r"\1", text)


_NUMBERS = {
    name[:length].casefold(): number
    for number, name in enumerate(MONTHS, start=1)
    for length in range(3, len(name) + 1)
}
"""A month's name, or its first three letters or more."""
_NAME = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\.?"
_Y, _Y2 = r"(?P<year>\d{4})", r"'?(?P<year>\d{4}|\d\d)"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# What a file says as a whole

_DASHED = _form(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_NAMED = _form(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[- ]{_NAME},?[- ]{_Y2}")
_NAMED_DAY = _form(rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_Y}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TWO_NUMBERS = re.compile(r"(\d{4})([-/])(\d\d)")


def _day_first(tidied: list[str]) -> bool | None:
    """Whether 01/04/2016 is 1 April here; ``None`` when the file does not say."""
    pairs = [
        (int(a), int(b), int(y))
        for text in tidied
        if (match := _SLASHED.fullmatch(text))
        for a, b, y in [match.groups()]
    ]
    if any(a > len(MONTHS) for a, _, _ in pairs) != any(b > len(MONTHS) for _, b, _ in pairs):
        return any(a > len(MONTHS) for a, _, _ in pairs)
    if all(a == 1 for a, _, _ in pairs) != all(b == 1 for _, b, _ in pairs):
        return all(a == 1 for a, _, _ in pairs)
    return None


def _days(tidied: list[str], *, day_first: bool | None) -> Iterator[date]:
    """The dates there are; impossible ones are told of when it is their turn to be read."""
    for text in tidied:
        try:
            day = _day(text, day_first=day_first)
        except Invalid:
            continue
        if day is not None:
            yield day


def _kind_of(days: Sequence[date]) -> PeriodKind | None:
    """What periods are in a file that gives these dates for them."""
    if all((day.month, day.day) == (1, 1) for day in days):
        return YEAR
    months = sum(day.day == 1 or _ends_month(day) for day in days)
    weeks = sum(day.weekday() == 0 for day in days)
    if not months and not weeks:
        return None
    return WEEK if weeks > months else MONTH


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _has_financial_years(tidied: list[str]) -> bool | None:
    """Whether 2011/12 is a financial year here: all could be one and some can be nothing else."""
    found = [match.groups() for text in tidied if (match := _TWO_NUMBERS.fullmatch(text))]
    years = [(int(year) + 1) % 100 == int(number) for year, _, number in found]
    months = [1 <= int(number) <= len(MONTHS) for _, _, number in found]
    if all(years) == all(months):
        return None
    return all(years)


# One period


def _read(text: str, file: _File) -> Period:
    if not text:
        raise _Unknown("There is no period.")
    if len(text) > _LONGEST:
        raise _Unknown(f"“{text[:_LONGEST]}…” is not a period.")
    if (day := _day(text, day_first=file.day_first)) is not None:
        return _starting(day, file.kind)
    for pattern, build in _FORMS:
        if match := pattern.fullmatch(text):
            try:
                return build(match, file)
            except ValueError:
                raise Invalid(f"“{text}” is no period: there is no such year.") from None
    raise _Unknown(f"“{text}” is not a period. Write one like 2026-04, 2026-Q2, 2026-W12 or 2026.")


def _starting(day: date, kind: PeriodKind | None) -> Period:
    """The period that a date stands for."""
    if kind is None:
        raise Invalid(
            f"{day_said(day)} is a day; a period is a week, a month, a quarter or a year."
        )
    if kind is MONTH and _ends_month(day):
        day = day.replace(day=1)
    return Period(kind, day)


def _day(text: str, *, day_first: bool | None) -> date | None:
    """The date this is, or ``None`` when it is not written as one.

    Raises:
        Invalid: there is no such date, or it can be read in two ways.
    """
    if match := _DASHED.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _SLASHED.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        if day_first is False or (month > len(MONTHS) and day_first is None):
            day, month = month, day
        elif day_first is None and day <= len(MONTHS) and day != month:
            raise Invalid(f"“{text}” can be read day first or month first. Write it as 2026-04-01.")
    elif match := _DAY_NAMED.fullmatch(text) or _NAMED_DAY.fullmatch(text):
        day, month, year = int(match["day"]), _month(match["month"]), _year(match["year"])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(f"“{text}” is not a date.") from None


def _month(name: str) -> int:
    return _NUMBERS[name.casefold()]


def _year(digits: str) -> int:
    """A year of four digits, or of two: 70 to 99 are the last century's."""
    if len(digits) == 4:  # noqa: PLR2004 - years have four digits
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)  # noqa: PLR2004 - the usual pivot


def _week(match: re.Match[str], _file: _File) -> Period:
    try:
        return Period(WEEK, date.fromisocalendar(int(match["year"]), int(match["n"]), 1))
    except ValueError:
        raise Invalid(f"{match['year']} has no week {match['n']}.") from None


def _week_of_day(match: re.Match[str], file: _File) -> Period:
    day = _day(match["day"], day_first=file.day_first)
    if day is None:
        raise _Unknown(f"“{match['day']}” is not a date.")
    return Period(WEEK, day - timedelta(days=6) if match["end"] else day)


def _quarter(match: re.Match[str], _file: _File) -> Period:
    return Period(QUARTER, date(int(match["year"]), 3 * int(match["n"]) - 2, 1))


def _financial_quarter(match: re.Match[str], file: _File) -> Period:
    period = Period(QUARTER, _financial_year(match, file).start)
    for _ in range(1, int(match["n"])):
        period = period.next()
    return period


def _financial_year(match: re.Match[str], _file: _File) -> Period:
    year, following = int(match["year"]), match["following"]
    if following != str(year + 1)[-len(following) :]:
        raise Invalid(f"“{match[0]}” is not a financial year, which ends in the year after.")
    return Period(YEAR, date(year, _APRIL, 1))


def _two_numbers(match: re.Match[str], file: _File) -> Period:
    """2016-04 is a month, 2012/13 a financial year, and 2011/12 may be either."""
    could_be_year = int(match["following"]) == (int(match["year"]) + 1) % 100
    could_be_month = 1 <= int(match["following"]) <= len(MONTHS)
    if could_be_year and (file.financial_years or not could_be_month):
        return _financial_year(match, file)
    if not could_be_month:
        raise Invalid(f"“{match[0]}” is neither a month nor a financial year.")
    if could_be_year and match["dash"] == "/" and file.financial_years is None:
        raise Invalid(
            f"“{match[0]}” can be a month or a financial year. "
            f"Write {match['year']}-{match['following']} or FY{match['year']}/{match['following']}."
        )
    return _starting(date(int(match["year"]), int(match["following"]), 1), file.kind or MONTH)


def _named_month(match: re.Match[str], file: _File) -> Period:
    start = date(_year(match["year"]), _month(match["month"]), 1)
    return _starting(start, file.kind or MONTH)


def _digits_month(match: re.Match[str], file: _File) -> Period:
    return _starting(date(int(match["year"]), int(match["n"]), 1), file.kind or MONTH)


def _calendar_year(match: re.Match[str], _file: _File) -> Period:
    return Period(YEAR, date(int(match["year"]), 1, 1))


def _year_ending(match: re.Match[str], _file: _File) -> Period:
    following = _named_month(match, _File()).next().start
    return Period(YEAR, following.replace(year=following.year - 1))


def _span(match: re.Match[str], _file: _File) -> Period:
    """From one month to another: a month, a quarter or twelve months, and nothing else."""
    last = _one_month(match["last"])
    first_written = match["first"]
    if not re.search(r"\d", first_written):  # "Apr to Jun 2026" says the year once
        first = _one_month(f"{first_written} {last.start.year}")
    else:
        first = _one_month(first_written)
    months = (last.start.year - first.start.year) * 12 + last.start.month - first.start.month + 1
    if months < 1:
        raise Invalid(f"“{match[0]}” ends before it starts.")
    kind = {1: MONTH, 3: QUARTER, 12: YEAR}.get(months)
    if kind is None:
        raise Invalid(
            f"{month_said(first.start)} to {month_said(last.start)} is {months} months; "
            "a period is a week, a month, a quarter or a year."
        )
    return Period(kind, first.start)


def _one_month(text: str) -> Period:
    for pattern, build in _MONTH_FORMS:
        if match := pattern.fullmatch(text):
            return build(match, _File())
    raise _Unknown(f"“{text}” is not a month.")


_Form = tuple[re.Pattern[str], Callable[[re.Match[str], _File], Period]]

_MONTH_FORMS: list[_Form] = [
    (_form(rf"{_Y}-(?P<n>0[1-9]|1[0-2])"), _digits_month),
    (_form(rf"(?P<n>0?[1-9]|1[0-2])[-/]{_Y}"), _digits_month),
    (_form(rf"{_NAME}[-/, ]*{_Y2}"), _named_month),
    (_form(rf"{_Y}[- ]{_NAME}"), _named_month),
]
_FORMS: list[_Form] = [
    (_form(_Y), _calendar_year),
    (_form(rf"{_Y}(?P<dash>[-/])(?P<following>\d\d)"), _two_numbers),
    (_form(rf"{_Y}(?P<n>0[1-9]|1[0-2])"), _digits_month),
    (_form(rf"{_Y}[- ]?(?:w|wk|week) ?(?P<n>\d\d?)"), _week),
    (_form(rf"(?:w|wk|week) ?(?P<n>\d\d?),? (?:of )?{_Y}"), _week),
    (
        _form(
            r"(?:w/c|week (?:commencing|beginning|starting)|(?P<end>w/e|week ending)):? (?P<day>.+)"
        ),
        _week_of_day,
    ),
    (_form(rf"{_Y}[- ]?q(?P<n>[1-4])"), _quarter),
    (_form(rf"(?:q|quarter )(?P<n>[1-4])[-, ]*{_Y}"), _quarter),
    (_form(rf"(?:fy ?)?{_Y}[-/](?P<following>\d\d)[- ]q(?P<n>[1-4])"), _financial_quarter),
    (_form(rf"q(?P<n>[1-4])[- ](?:fy ?)?{_Y}[-/](?P<following>\d\d)"), _financial_quarter),
    (_form(rf"fy ?{_Y}[-/](?P<following>\d\d)"), _financial_year),
    (_form(rf"(?:fy ?)?{_Y}[-/](?P<following>\d{{4}})"), _financial_year),
    *_MONTH_FORMS,
    (
        _form(rf"(?:year|12 months|twelve months) (?:ending|ended|to)(?: end)? {_NAME} {_Y}"),
        _year_ending,
    ),
    (_form(r"(?P<first>.+?) ?(?:\bto\b|-|\buntil\b) ?(?P<last>[a-z].*\d)"), _span),
    (_form(r"(?P<first>\d{4}-\d\d) ?(?:to|/) ?(?P<last>\d{4}-\d\d)"), _span),
]
