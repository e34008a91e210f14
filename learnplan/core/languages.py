"""How days, clocks and numbers are written in each English that somebody can choose.

Patterns and names come from the Common Locale Data Repository of Unicode, through Babel.
"""

from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

LANGUAGES = ("en-AU", "en-CA", "en-IN", "en-IE", "en-NZ", "en-GB", "en-US")
"""As HTML and BCP 47 write them, in the order of their countries' names."""
USUAL = "en-GB"
DAYS_REMEMBERED = 2_000
"""How many days are remembered as they are written: a page says the same few again and again."""
_spoken: ContextVar[str] = ContextVar("spoken", default=USUAL)
_GROUPED_BY_THREES = "#,##0"
_NO_NARROW_SPACE = str.maketrans({"\u202f": "\u00a0"})


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
    return str(_locale(language).get_display_name("en"))


@lru_cache(DAYS_REMEMBERED)
def day(value: date, language: str, *, year: bool) -> str:
    """``Friday 8 May 2026`` or ``Friday, May 8, 2026``; without its year, ``Friday 8 May``."""
    pattern = _locale(language).date_formats["full"].pattern.replace("EEEE, d", "EEEE d")
    return format_date(value, pattern if year else _without_year(pattern), _locale(language))


@lru_cache(DAYS_REMEMBERED)
def day_of_month(value: date, language: str) -> str:
    """``8 May`` or ``May 8``."""
    pattern = _without_year(_locale(language).date_formats["long"].pattern)
    return format_date(value, pattern, _locale(language))


@lru_cache(DAYS_REMEMBERED)
def long_day(value: date, language: str) -> str:
    """``8 May 2026`` or ``May 8, 2026``, the month in full."""
    return format_date(value, "long", _locale(language))


@lru_cache(DAYS_REMEMBERED)
def short_day(value: date, language: str) -> str:
    """``8 May 2026`` or ``May 8, 2026``.

    Of September, as of every other month here, three letters: ``30 Sep 2026`` stands beside the
    period ``Sep 2026``, which is written so wherever it goes.
    """
    return format_date(value, "medium", _locale(language)).replace("Sept ", "Sep ")


@lru_cache(DAYS_REMEMBERED)
def month(value: date, language: str) -> str:
    """``May 2026``."""
    return format_date(value, "MMMM y", _locale(language))


def days(first: date, last: date, language: str, *, year: bool) -> str:
    """``4 to 11 May`` or ``May 4 to 11``; ``year`` says it where both are in the same one."""
    if first.year != last.year:
        return f"{long_day(first, language)} to {long_day(last, language)}"
    starts = day_of_month(first, language)
    ends = long_day(last, language) if year else day_of_month(last, language)
    if first.month == last.month:
        if starts.startswith(f"{first.day} "):
            starts = str(first.day)
        else:  # the month stands before the days, and once is enough
            ends = ends.removeprefix(format_date(last, "MMMM ", _locale(language)))
    return f"{starts} to {ends}"


@lru_cache(DAYS_REMEMBERED)
def clock(value: time, language: str) -> str:
    """``9:10`` or ``9:10 am``: no nought before the hour, in any of them."""
    pattern = _locale(language).time_formats["short"].pattern.replace("HH", "H")
    return format_time(value, pattern, locale=_locale(language)).translate(_NO_NARROW_SPACE)


def number(value: float | Decimal, language: str, *, places: int) -> str:
    """``123,456.50``, or ``1,23,456.50`` where people count in lakhs; ``−11.6`` with a true minus.

    What is nothing when it is rounded has no sign.
    """
    said = _grouped(-value if value < 0 else value, language, places)
    return f"−{said}" if value < 0 and any(each in "123456789" for each in said) else said


def _grouped(value: float | Decimal, language: str, places: int) -> str:
    """A number that is not below nothing, its thousands apart."""
    groups = str(_locale(language).decimal_formats[None].pattern).partition(".")[0]
    if groups == _GROUPED_BY_THREES:
        return f"{value:,.{places}f}"
    rounded = Decimal(f"{value:.{places}f}")
    pattern = f"{groups}.{'0' * places}" if places else groups
    return format_decimal(rounded, pattern, _locale(language))


def first_weekday(language: str) -> int:
    """The day that a week begins with in a calendar; Monday is 0."""
    return _locale(language).first_week_day


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def _without_year(pattern: str) -> str:
    return pattern.replace(", y", "").replace(" y", "")
