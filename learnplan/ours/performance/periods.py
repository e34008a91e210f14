"""Periods: the week, month, quarter or year a figure belongs to, and how people write them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

from learnplan.core.errors import Invalid


class PeriodKind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    __hash__ = str.__hash__  # as it is equal to its text; an enum's own is slow among many figures


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LENGTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days. Weeks start on Monday; a year may start in any month.

    A year that does not start in January is a financial year or a rolling twelve months. Rolling
    years overlap, so that their figures cannot be added up.

    Raises:
        Invalid: no period of this kind starts on this day.
    """

    kind: PeriodKind
    start: date

    def __post_init__(self) -> None:
        if not _FIRST_YEAR <= self.start.year <= _LAST_YEAR:
            raise Invalid(f"{self.start.year} is too far away to be a period's year.")
        if self.kind is PeriodKind.WEEK:
            if self.start.weekday() != 0:
                raise Invalid(
                    f"{day_said(self.start)} is not a Monday, and weeks start on Mondays."
                )
        elif self.start.day != 1:
            raise Invalid(f"{day_said(self.start)} is not the first day of a {self.kind}.")
        elif self.kind is PeriodKind.QUARTER and self.start.month % 3 != 1:
            raise Invalid(f"{MONTHS[self.start.month - 1]} is not the first month of a quarter.")

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __str__(self) -> str:
        return self.label

    @property
    def end(self) -> date:
        """The last day of it."""
        return self._moved(1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """A short form that sorts and can be read back: 2026-04, 2026-W12, 2026-Q2, 2026."""
        match self.kind:
            case PeriodKind.WEEK:
                iso = self.start.isocalendar()
                return f"{iso.year}-W{iso.week:02}"
            case PeriodKind.MONTH:
                return f"{self.start:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.start.year}-Q{self.start.month // 3 + 1}"
            case PeriodKind.YEAR:
                if self.start.month == 1:
                    return str(self.start.year)
                return f"{self.start:%Y-%m}/{self.end:%Y-%m}"

    @property
    def label(self) -> str:
        """What a person reads: Apr 2026, Week 12, 2026, Q2 2026, 2026, Apr 2012 to Mar 2013."""
        match self.kind:
            case PeriodKind.WEEK:
                iso = self.start.isocalendar()
                return f"Week {iso.week}, {iso.year}"
            case PeriodKind.MONTH:
                return month_said(self.start)
            case PeriodKind.QUARTER:
                return f"Q{self.start.month // 3 + 1} {self.start.year}"
            case PeriodKind.YEAR:
                if self.start.month == 1:
                    return str(self.start.year)
                return f"{month_said(self.start)} to {month_said(self.end)}"

    def next(self) -> "Period":
        """The one that starts when this one has ended."""
        return Period(self.kind, self._moved(1))

    def previous(self) -> "Period":
        """The one that ended just before this one starts."""
        return Period(self.kind, self._moved(-1))

    def _moved(self, steps: int) -> date:
        if self.kind is PeriodKind.WEEK:
            return self.start + timedelta(weeks=steps)
        months = self.start.year * 12 + self.start.month - 1 + steps * _LENGTHS[self.kind]
        return date(months // 12, months % 12 + 1, 1)


def day_said(day: date) -> str:
    """3 March 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_said(day: date) -> str:
    """Mar 2025."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"
