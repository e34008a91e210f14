"""Weeks, as they are said in an address: ``2026-W20`` runs from a Monday to a Sunday."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from learnplan.core.errors import NotFound
from learnplan.mine.log.words import FIRST_YEAR

_EPOCH = date(1970, 1, 5)
_WRITTEN = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Seven days of somebody's own, by the ``first`` of them, which is a Monday."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week that ``day`` is in."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, written: str) -> "Week":
        """The week that an address names.

        Raises:
            NotFound: there is no such week.
        """
        match = _WRITTEN.fullmatch(written)
        try:
            if match is None or int(match[1]) < FIRST_YEAR:
                raise NotFound("There is no such week.")
            return cls(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            raise NotFound("There is no such week.") from None

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def number(self) -> int:
        """How many weeks after the first Monday of 1970 it is."""
        return (self.first - _EPOCH).days // 7

    def before(self) -> "Week":
        """The week before it."""
        return Week(self.first - timedelta(days=7))

    def after(self) -> "Week":
        """The week after it."""
        return Week(self.first + timedelta(days=7))

    def __str__(self) -> str:
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02}"
