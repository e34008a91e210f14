"""Days and times of work as people write them."""

import re
from calendar import isleap, monthrange
from datetime import date, timedelta
from urllib.parse import urlsplit

from learnplan.core.errors import Invalid
from learnplan.mine.log.kinds import LONGEST_MINUTES

FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
    "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
HOW_TO_SAY_A_DAY = "Write it like 8 May 2026, 2026-05-08 or yesterday."
HOW_TO_SAY_A_TIME = "Write a number of minutes, like 45, or like 1h 15m."

_DAY = r"(?P<day>[0-9]{1,2})"
_NUMBER = r"(?P<month>[0-9]{1,2})"
_NAME = r"(?P<month>[a-z]{3,9})\.?"
_LATELY = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})-{_NUMBER}-{_DAY}",
        rf"{_DAY}/{_NUMBER}(?:/{_LATELY})?",
        rf"{_DAY}\. ?{_NUMBER}(?:\. ?{_LATELY}?)?",
        rf"{_DAY}(?:st|nd|rd|th|\.)? (?:of )?{_NAME},?(?: (?P<year>[0-9]{{4}}))?",
        rf"{_NAME} {_DAY}(?:st|nd|rd|th)?,?(?: (?P<year>[0-9]{{4}}))?",
    )
)
_HOURS = r"(?P<hours>[0-9]+(?:[.,][0-9]+)?) ?(?:h|hrs?|hours?)"
_MINUTES = r"(?P<minutes>[0-9]+)(?:m| ?mins?| ?minutes?)"
_TIME = re.compile(
    rf"{_HOURS}(?: ?{_MINUTES})?|(?P<glued_hours>[0-9]+)h(?P<glued_minutes>[0-9]{{1,2}})"
    rf"|{_MINUTES.replace('minutes>', 'only_minutes>')}"
)
_BARE = re.compile(
    r"(?P<only_minutes>[0-9]+)(?: ?m)?|(?P<glued_hours>[0-9]+):(?P<glued_minutes>[0-5][0-9])"
)


def day_said(text: str, *, today: date) -> date:
    """The day that ``text`` names: ``3 Nov``, ``3/11/2026`` (day first), ``2026-11-03``, ``mon``.

    A day without a year is the latest that has come: a log looks back.

    Raises:
        Invalid: there is no such day, or it is not clear which is meant.
    """
    said = " ".join(text.split())
    if not said:
        raise Invalid(f"Write the day. {HOW_TO_SAY_A_DAY}")
    plain = said.casefold()
    near = day_word(plain.removeprefix("last ").removeprefix("on "), today=today)
    if near is not None:
        return near - timedelta(days=7 if plain.startswith("last ") and near == today else 0)
    for match in filter(None, (pattern.fullmatch(plain) for pattern in _DAYS)):
        month = _month(match["month"])
        if month is not None:
            return _day(said, _year(match["year"]), month, int(match["day"]), today)
    raise Invalid(f"“{said}” is not a date Learnplan knows. {HOW_TO_SAY_A_DAY}")


def day_word(word: str, *, today: date) -> date | None:
    """The day one word names. A weekday is the latest one; today's own name means today."""
    if word in {"today", "yesterday"}:
        return today - timedelta(days=int(word == "yesterday"))
    if word in WEEKDAYS or word in SHORT_WEEKDAYS:
        weekday = WEEKDAYS.index(word) if word in WEEKDAYS else SHORT_WEEKDAYS[word]
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return None


def minutes_said(text: str) -> int:
    """How many minutes ``text`` names: ``45``, ``1h 15m``, ``1.5h``, ``1:15``, ``90 minutes``.

    Raises:
        Invalid: it does not say, or it is nothing, or it is longer than can be kept.
    """
    said = " ".join(text.split()).casefold()
    minutes = time_in(said)
    if minutes is None and (bare := _BARE.fullmatch(said)):
        minutes = _count(bare)
    if minutes is None:
        raise Invalid(HOW_TO_SAY_A_TIME)
    return checked_minutes(minutes)


def time_in(said: str) -> int | None:
    """How many minutes ``said`` names beyond mistake, unit and all; None when it does not."""
    match = _TIME.fullmatch(said.casefold())
    return _count(match) if match else None


def checked_minutes(minutes: int) -> int:
    """``minutes``, if somebody can have spent them.

    Raises:
        Invalid: it is nothing, or longer than can be kept.
    """
    if minutes < 1:
        raise Invalid("A time is at least one minute.")
    if minutes > LONGEST_MINUTES:
        raise Invalid(f"That is longer than {LONGEST_MINUTES // 60:,} hours.")
    return minutes


def fitted(text: str, limit: int) -> tuple[str, str]:
    """``text`` up to the last whole word within ``limit`` characters, and the rest."""
    if len(text) <= limit:
        return text, ""
    end = text.rfind(" ", 0, limit + 1)
    head = text[:end] if end > 0 else text[:limit]
    return head, text[len(head) :].strip()


def is_address(text: str) -> bool:
    """Whether ``text`` is the whole address of a web page."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable()
    except ValueError:
        return False


def _month(said: str) -> int | None:
    """The number of a month; of one with a name, three letters are enough."""
    if said.isdigit():
        return int(said)
    if said == "sept":
        said = "sep"
    starting = [month for month in MONTHS if month.casefold().startswith(said)]
    return MONTHS.index(starting[0]) + 1 if starting else None


def _year(said: str | None) -> int | None:
    return int(said) + (2000 if len(said) == 2 else 0) if said else None  # noqa: PLR2004 - two digits


def _day(said: str, year: int | None, month: int, day: int, today: date) -> date:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(f"“{said}” is too far away: a year is from {FIRST_YEAR} to {LAST_YEAR}.")
    if not 1 <= month <= len(MONTHS):
        raise Invalid(f"“{said}” is not a date: there is no month {month}. {HOW_TO_SAY_A_DAY}")
    if year is None:
        year = _latest_year(month, day, today)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        ended = "ended" if date(year, month, last) < today else "ends"
        raise Invalid(f"“{said}” is not a date: {MONTHS[month - 1]} {ended} on the {_nth(last)}.")
    return date(year, month, day)


def _latest_year(month: int, day: int, today: date) -> int:
    """The latest year whose ``month`` has come, and has such a day if any of late has."""
    latest = today.year - ((month, day) > (today.month, today.day))
    if (month, day) == (2, 29):
        return next(year for year in range(latest, latest - 9, -1) if isleap(year))
    return latest


def _nth(day: int) -> str:
    return "31st" if day == 31 else f"{day}th"  # noqa: PLR2004 - months end on the 28th to 31st


def _count(match: re.Match[str]) -> int:
    """Hours and minutes in minutes; more digits than anybody spends count as too long."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if any(len(value) > len(str(LONGEST_MINUTES)) + 3 for value in found.values()):
        return LONGEST_MINUTES + 1
    hours = float(found.get("hours", found.get("glued_hours", "0")).replace(",", "."))
    minutes = found.get("minutes", found.get("glued_minutes", found.get("only_minutes", "0")))
    return round(hours * 60) + int(minutes)
