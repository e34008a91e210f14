"""Series: one indicator of one unit each, known by a number, and how far each of them goes.

How far is kept with each, so that what asks only that need not read figures. It follows from what
is written and what is taken back; only of roll-ups it is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import String, delete, func, select, type_coerce, update

from learnplan.core import bulk
from learnplan.core.db import db
from learnplan.ours.performance.models import observation, series

AT_ONCE = 500
"""How many ids one statement names: SQLite and PostgreSQL both take many more."""
T = TypeVar("T")
Pair = tuple[UUID, UUID]
"""A unit and an indicator."""


class Goes(NamedTuple):
    """From when to when a series goes, how many figures it has, and how many were imported."""

    first_start: date | None = None
    last_start: date | None = None
    figures: int = 0
    imported: int = 0

    def with_more(self, first: date, last: date, *, figures: int, imported: int) -> "Goes":
        """How far it goes with so many more between two periods."""
        return Goes(
            min(first, self.first_start or first),
            max(last, self.last_start or last),
            self.figures + figures,
            self.imported + imported,
        )


class Known(NamedTuple):
    """A series that is there: its number, and how far it goes."""

    number: int
    goes: Goes


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """The things, so many at a time as one statement takes."""
    everything = list(things)
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def series_of(
    indicator_ids: Iterable[UUID], units: Iterable[UUID] | None = None
) -> dict[Pair, Known]:
    """The series of some indicators (of some ``units`` alone, if said), by unit and indicator."""
    found: dict[Pair, Known] = {}
    kept_ids = [type_coerce(series.c[name], String) for name in ("unit_id", "indicator_id")]
    meant = bulk.Memo[UUID | str, UUID](lambda kept: kept if isinstance(kept, UUID) else UUID(kept))
    goes = [series.c[name] for name in Goes._fields]
    everything = select(*kept_ids, series.c.id, *goes)
    asked = (
        [everything]
        if units is None
        else [everything.where(series.c.unit_id.in_(some)) for some in chunks(units)]
    )
    for ids, stmt in product(chunks(indicator_ids), asked):
        rows: Sequence[Any] = db.session.execute(stmt.where(series.c.indicator_id.in_(ids))).all()
        for unit_id, indicator_id, number, *its in rows:
            found[meant[unit_id], meant[indicator_id]] = Known(number, Goes(*its))
    return found


def new_series(wanted: Sequence[tuple[Pair, Goes]]) -> range:
    """Make series that go so far; their numbers. Imports wait for each other, so these are free."""
    last = db.session.scalar(select(func.max(series.c.id))) or 0
    numbers = range(last + 1, last + 1 + len(wanted))
    if wanted:
        kept, day = bulk.id_kept(), bulk.day_kept()
        pairs, goes = zip(*wanted, strict=True)
        units, indicators = (list(map(kept, ids)) for ids in zip(*pairs, strict=True))
        firsts, lasts, figures, imported = zip(*goes, strict=True)
        extent = (list(map(day, firsts)), list(map(day, lasts)), figures, imported)
        names = ("id", "unit_id", "indicator_id", *Goes._fields)
        bulk.put(series, dict(zip(names, (numbers, units, indicators, *extent), strict=True)))
    return numbers


def stretch(changed: Iterable[tuple[int, Goes]]) -> None:
    """Note that some series go so far now."""
    day = bulk.day_kept()
    rows = [(day(goes[0]), day(goes[1]), *goes[2:], number) for number, goes in changed]
    bulk.change(series, Goes._fields, ("id",), rows)


def measure(numbers: Iterable[int]) -> None:
    """Count how far some series go, and how many figures they have; one without a figure goes."""
    found = observation.c
    for ids in chunks(sorted(numbers)):
        extent = (
            select(
                found.series_id,
                func.min(found.period_start).label("first_start"),
                func.max(found.period_start).label("last_start"),
                func.count().label("figures"),
                func.count(found.batch).label("imported"),
            )
            .where(found.series_id.in_(ids))
            .group_by(found.series_id)
            .subquery()
        )
        db.session.execute(update(series).where(series.c.id.in_(ids)).values(figures=0))
        db.session.execute(
            update(series)
            .where(series.c.id == extent.c.series_id)
            .values({name: extent.c[name] for name in Goes._fields})
        )
        db.session.execute(delete(series).where(series.c.id.in_(ids), series.c.figures == 0))


def shrink(lost: Mapping[int, int]) -> None:
    """Note that so many imported figures of some series went; one without a figure goes.

    Where a series begins and ends is looked up. How many it has is not counted: of one month of
    ten years, taken back, that would read all ten.
    """
    found, its = observation.c, series.c
    end = select(func.min(found.period_start)).where(found.series_id == its.id)
    alike: dict[int, list[int]] = defaultdict(list)
    for number, many in sorted(lost.items()):
        alike[many].append(number)
    alike.pop(0, None)
    for many, ids in [(many, ids) for many, all_ids in alike.items() for ids in chunks(all_ids)]:
        db.session.execute(
            update(series)
            .where(its.id.in_(ids))
            .values(
                figures=its.figures - many,
                imported=its.imported - many,
                first_start=end.scalar_subquery(),
                last_start=end.with_only_columns(func.max(found.period_start)).scalar_subquery(),
            )
        )
        db.session.execute(delete(series).where(its.id.in_(ids), its.figures == 0))
