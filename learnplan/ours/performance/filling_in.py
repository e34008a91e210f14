"""A spreadsheet to fill in: a row for each figure that is to come next, as it is measured here."""

from collections.abc import Iterator

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.core.here import today
from learnplan.core.spreadsheets import xlsx_of
from learnplan.ours.performance.batches import paths_in_files
from learnplan.ours.performance.models import Indicator, observation, series
from learnplan.ours.performance.periods import Period

COLUMNS = ("unit", "indicator", "period", "value", "numerator", "denominator", "target")
FIRST = ("unit", "indicator", "period", "value", "target")
"""What it asks for where nothing was measured in parts yet."""


def to_fill_in() -> bytes:
    """The sheet: its rows have all but their figures, and it is sent back like any other file.

    After the latest figure that came in of each unit and indicator comes the one of the period
    after it, once that has begun, with the same target.
    """
    rows = sorted(_rows(), key=lambda row: tuple(map(str.casefold, row[:2])))
    heading = COLUMNS if any(row[-1] for row in rows) else FIRST
    empty = [None] * (len(heading) - 4)
    return xlsx_of(heading, [[*row[:3], *empty, row[3]] for row in rows])


def _rows() -> Iterator[tuple[str, str, str, float | None, bool]]:
    """Units, indicators and the periods to come, each with its target; whether it has parts."""
    paths = paths_in_files()
    its = observation.c
    stmt = (
        select(
            series.c.unit_id,
            Indicator.name,
            Indicator.period_kind,
            its.period_start,
            its.target,
            its.numerator,
        )
        .join(Indicator, Indicator.id == series.c.indicator_id)
        .join(
            observation,
            (its.series_id == series.c.id) & (its.period_start == series.c.last_start),
        )
        .where(its.batch.is_not(None))
    )
    for unit_id, name, kind, start, target, numerator in db.session.execute(stmt):
        period = Period(kind, start).next()
        if period.start <= today():
            yield paths[unit_id], name, period.code, target, numerator is not None


def is_anything_measured() -> bool:
    """Whether there is an indicator whose figures could come next."""
    return db.session.scalar(select(Indicator.id).limit(1)) is not None
