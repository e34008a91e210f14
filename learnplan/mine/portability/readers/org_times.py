"""What Org-mode writes about time: stamps, planning lines and clocks.

Source: the Org manual, "Dates and Times" (orgmode.org/manual).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from learnplan.core.errors import Invalid
from learnplan.mine.portability.dates import Found, on_calendar
from learnplan.mine.portability.readers.durations import minutes_of

STAMP = re.compile(
    r"(?P<open>[<\[])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"(?:\s+[^\s\d>\]+-][^\s>\]]*)?"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:-(?P<to_hour>\d{1,2}):(?P<to_minute>\d{2}))?)?"
    r"[^>\]\n]*[>\]]"
)
CLOCK = re.compile(r"^\s*CLOCK:\s*(?P<rest>.*)$")
SUM = re.compile(r"=>\s*(\d+:\d{2})")
PLANNED = re.compile(r"\b(CLOSED|SCHEDULED|DEADLINE):\s*([<\[][^>\]\n]*[>\]])")
DAY_MINUTES = 24 * 60
HOURS, MINUTES = 24, 60


@dataclass(frozen=True, slots=True)
class Stamp:
    """One time stamp. An active one, in angle brackets, stands in the agenda."""

    on: date
    at: time | None
    active: bool
    minutes: int | None = None

    @property
    def moment(self) -> int:
        """Minutes since the first day there is, to measure between two."""
        at = self.at or time()
        return self.on.toordinal() * DAY_MINUTES + at.hour * 60 + at.minute


@dataclass(frozen=True, slots=True)
class Clocked:
    """A stretch of time that was clocked, on the day it began."""

    start: Stamp
    minutes: int | None


def stamps_in(text: str) -> Iterator[Stamp]:
    """Every time stamp in ``text``, in order.

    Raises:
        Invalid: one names a day that there was not.
    """
    for match in STAMP.finditer(text):
        yield _stamp(match)


def clocked_in(line: str) -> Clocked | None:
    """What a CLOCK line says, and None for any other line. One that still runs has no minutes.

    Raises:
        Invalid: it names a day that there was not, or ends before it began.
    """
    match = CLOCK.match(line)
    if match is None:
        return None
    stamps = list(stamps_in(match["rest"]))
    if not stamps:
        raise Invalid("This clock names no day.")
    said = SUM.search(match["rest"])
    if len(stamps) > 1:
        minutes = stamps[1].moment - stamps[0].moment
        if minutes < 0:
            raise Invalid("This clock ends before it begins.")
        return Clocked(stamps[0], minutes or None)
    return Clocked(stamps[0], minutes_of(said[1]) if said else None)


def planned_in(line: str) -> dict[str, str]:
    """The planning line of a heading: CLOSED, SCHEDULED and DEADLINE with their stamps."""
    return dict(PLANNED.findall(line))


def _stamp(match: re.Match[str]) -> Stamp:
    found = Found(
        text=match[0],
        start=match.start(),
        end=match.end(),
        year=int(match["year"]),
        month=int(match["month"]),
        day=int(match["day"]),
    )
    on = on_calendar(found, year=int(match["year"]))
    at = _time(match["hour"], match["minute"])
    until = _time(match["to_hour"], match["to_minute"])
    minutes = None
    if at and until and until > at:
        minutes = (until.hour - at.hour) * 60 + until.minute - at.minute
    return Stamp(on, at, match["open"] == "<", minutes)


def _time(hour: str | None, minute: str | None) -> time | None:
    if hour is None or minute is None or int(hour) >= HOURS or int(minute) >= MINUTES:
        return None
    return time(int(hour), int(minute))
