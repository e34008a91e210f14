"""Figures that nobody can have measured yet: of a period to come, or of a day that cannot be."""

from datetime import date

from learnplan.core import languages
from learnplan.ours.performance.observations import ObservationRow, Rejected


def measurable(
    rows: list[ObservationRow], today: date
) -> tuple[list[ObservationRow], list[Rejected]]:
    """The rows that can be true ``today``, and why the others cannot.

    A period that has begun has figures, before it is over too. What is promised for a period to
    come is a target, which is written on its chart.
    """
    wrong = [Rejected(row.line, said) for row in rows if (said := _trouble(row, today))]
    if wrong:
        rows = [row for row in rows if not _trouble(row, today)]
    return rows, wrong


def _trouble(row: ObservationRow, today: date) -> str:
    """Why a figure cannot be true, if it cannot."""
    period, day = row.period, row.as_of
    if period.start > today:
        return f"{period.label} has not begun yet, so there can be no figure of it."
    if day is None:
        return ""
    if day > today:
        return f"Its day, {languages.day_said(day)}, is still to come."
    if day < period.start:
        return f"Its day, {languages.day_said(day)}, is before {period.label} began."
    return ""
