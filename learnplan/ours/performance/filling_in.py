"""What is here already, as rows to be filled in, or put right, and sent again."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.core.here import today
from learnplan.core.spreadsheets import xlsx_of
from learnplan.ours.performance.batches import paths_in_files
from learnplan.ours.performance.mapping import FILLED_IN, FILLED_IN_PARTS
from learnplan.ours.performance.models import Indicator, observation, series
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.seen import Seen

LATEST = 24
"""So many figures of one chart are given to be put right: further back few are."""


def to_fill_in() -> bytes:
    """The sheet: its rows have all but their figures, and it is sent back like any other file.

    After the latest figure that came in of each unit and indicator comes the one of the period
    after it, once that has begun, with the same target.
    """
    rows = sorted(_rows(), key=lambda row: tuple(map(str.casefold, row[:2])))
    heading = FILLED_IN_PARTS if any(row[-1] for row in rows) else FILLED_IN
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


def to_put_right(unit_id: UUID, indicator_id: UUID) -> str:
    """The latest figures that came in of one indicator of one unit, to be changed where they stand.

    Below them is the one that comes next, without its value. Nothing where none came in that
    everybody may see.
    """
    its = observation.c
    indicator = db.session.get(Indicator, indicator_id)
    stmt = (
        select(its.period_start, its.value, its.numerator, its.denominator, its.target)
        .join(series, series.c.id == its.series_id)
        .where(
            series.c.unit_id == unit_id,
            series.c.indicator_id == indicator_id,
            its.batch.is_not(None),
        )
        .order_by(its.period_start.desc())
        .limit(LATEST)
    )
    seen = Seen()
    figures = [
        figure
        for figure in reversed(db.session.execute(stmt).all())
        if seen.shows(unit_id, indicator_id, figure.period_start)
    ]
    if indicator is None or not figures:
        return ""
    about = (paths_in_files()[unit_id], indicator.name)
    rows: list[Sequence[object]] = [FILLED_IN_PARTS]
    for start, value, numerator, denominator, target in figures:
        said = (value if numerator is None else None, numerator, denominator, target)
        rows.append([*about, Period(indicator.period_kind, start).code, *map(_said, said)])
    coming = Period(indicator.period_kind, figures[-1].period_start).next()
    if coming.start <= today():
        rows.append([*about, coming.code, "", "", "", _said(figures[-1].target)])
    return "\n".join("\t".join(map(str, row)).rstrip() for row in rows)


def _said(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"
