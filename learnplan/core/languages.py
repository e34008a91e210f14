"""How days, clocks and numbers are written in each English that somebody can choose.

The table below says what the Common Locale Data Repository of Unicode says; a test holds it to it.
"""

import re
from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

SUNDAY, MONDAY = 6, 0


class _English(NamedTuple):
    """What is different in one of them. ``halves`` of the day: none where one counts to 24."""

    country: str
    halves: tuple[str, str] | None
    month_first: bool = False
    in_lakhs: bool = False
    first_weekday: int = MONDAY


_ENGLISHES = {
    "en-AU": _English("Australia", ("am", "pm")),
    "en-CA": _English("Canada", ("a.m.", "p.m."), month_first=True, first_weekday=SUNDAY),
    "en-IN": _English("India", ("AM", "PM"), in_lakhs=True, first_weekday=SUNDAY),
    "en-IE": _English("Ireland", None),
    "en-NZ": _English("New Zealand", ("am", "pm")),
    "en-GB": _English("United Kingdom", None),
    "en-US": _English("United States", ("AM", "PM"), month_first=True, first_weekday=SUNDAY),
}
LANGUAGES = tuple(_ENGLISHES)
"""As HTML and BCP 47 write them, in the order of their countries' names."""
USUAL = "en-GB"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_spoken: ContextVar[str] = ContextVar("spoken", default=USUAL)


def known(language: str | None) -> str | None:
    """``language``, if it is one of ours: what was chosen once may be gone in another version."""
    return language if language in LANGUAGES else None


def speak(language: str) -> None:
    """Have sentences made from now on, in this thread, say days in ``language``.

    It is that of whoever asks: what is refused or remarked below the pages is theirs to read.
    """
    _spoken.set(language)


def spoken() -> str:
    """The language that sentences are made in here and now; the usual one where nobody asks."""
    return _spoken.get()


def day_said(value: date) -> str:
    """A day in a sentence: ``8 May 2026`` or ``May 8, 2026``, as whoever asks writes it."""
    return long_day(value, spoken())


def named(language: str) -> str:
    """``English (Ireland)``."""
    return f"English ({_ENGLISHES[language].country})"


def day(value: date, language: str, *, year: bool) -> str:
    """``Friday 8 May 2026`` or ``Friday, May 8, 2026``; without its year, ``Friday 8 May``."""
    said = (long_day if year else day_of_month)(value, language)
    comma = "," if _ENGLISHES[language].month_first else ""
    return f"{WEEKDAYS[value.weekday()]}{comma} {said}"


def day_of_month(value: date, language: str) -> str:
    """``8 May`` or ``May 8``."""
    return _in_order(value, MONTHS[value.month - 1], language)


def long_day(value: date, language: str) -> str:
    """``8 May 2026`` or ``May 8, 2026``, the month in full."""
    return _with_year(value, day_of_month(value, language), language)


def short_day(value: date, language: str) -> str:
    """``8 May 2026`` or ``May 8, 2026``.

    Of September, as of every other month here, three letters: ``30 Sep 2026`` stands beside the
    period ``Sep 2026``, which is written so wherever it goes.
    """
    said = _in_order(value, MONTHS[value.month - 1][:3], language)
    return _with_year(value, said, language)


def month(value: date, language: str) -> str:  # noqa: ARG001 - alike in all of them
    """``May 2026``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def _in_order(value: date, named_month: str, language: str) -> str:
    first = _ENGLISHES[language].month_first
    return f"{named_month} {value.day}" if first else f"{value.day} {named_month}"


def _with_year(value: date, said: str, language: str) -> str:
    return f"{said}{',' if _ENGLISHES[language].month_first else ''} {value.year}"


def days(first: date, last: date, language: str, *, year: bool) -> str:
    """``4 to 11 May`` or ``May 4 to 11``; ``year`` says it where both are in the same one."""
    if first.year != last.year:
        return f"{long_day(first, language)} to {long_day(last, language)}"
    starts = day_of_month(first, language)
    ends = long_day(last, language) if year else day_of_month(last, language)
    if first.month == last.month:
        if _ENGLISHES[language].month_first:  # once is enough
            ends = ends.removeprefix(f"{MONTHS[last.month - 1]} ")
        else:
            starts = str(first.day)
    return f"{starts} to {ends}"


def clock(value: time, language: str) -> str:
    """``9:10`` or ``9:10 am``: no nought before the hour, in any of them."""
    halves = _ENGLISHES[language].halves
    if halves is None:
        return f"{value.hour}:{value.minute:02}"
    return f"{value.hour % 12 or 12}:{value.minute:02}\u00a0{halves[value.hour // 12]}"


def number(value: float | Decimal, language: str, *, places: int) -> str:
    """``123,456.50``, or ``1,23,456.50`` where people count in lakhs; ``−11.6`` with a true minus.

    What is nothing when it is rounded has no sign.
    """
    said = _grouped(-value if value < 0 else value, language, places)
    return f"−{said}" if value < 0 and any(each in "123456789" for each in said) else said


def _grouped(value: float | Decimal, language: str, places: int) -> str:
    """A number that is not below nothing, its thousands apart."""
    if not _ENGLISHES[language].in_lakhs:
        return f"{value:,.{places}f}"
    whole, point, rest = f"{value:.{places}f}".partition(".")
    by_twos = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", whole[:-3])
    return f"{by_twos}{',' if by_twos else ''}{whole[-3:]}{point}{rest}"


def first_weekday(language: str) -> int:
    """The day that a week begins with in a calendar; Monday is 0."""
    return _ENGLISHES[language].first_weekday
