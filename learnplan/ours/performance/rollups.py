"""Roll-ups: the figure of a unit that has none of its own, made of those of the units below it.

They are kept with the imported figures, so that a board of the whole organisation reads as fast
as that of a team. A unit's own figure wins over what its parts would make. Beside them is kept
whose figures are withheld, because nobody attests that enough people are behind them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    extract,
    func,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.orm import aliased

from learnplan.core.db import db
from learnplan.directory import queries as directory
from learnplan.directory.models import Unit
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Indicator, attestation, observation, series, withheld

AT_ONCE = 500
"""How many ids one statement names: SQLite and PostgreSQL both take many more."""
EXTENT = ("first_start", "last_start", "figures", "imported")
T = TypeVar("T")


@dataclass
class Touched:
    """Which figures an import changed: units by indicator, and from when to when."""

    units: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    first: date = date.max
    last: date = date.min

    def add(self, indicator_id: UUID, unit_id: UUID, first: date, last: date) -> None:
        """Note that a series changed between two periods."""
        self.units[indicator_id].add(unit_id)
        self.first, self.last = min(self.first, first), max(self.last, last)


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """The things, so many at a time as one statement takes."""
    everything = list(things)
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def settle(touched: Touched) -> None:
    """Bring what follows from the touched figures up to date: roll-ups, and what is withheld."""
    if not touched.units:
        return
    db.session.flush()
    _roll_up(touched)
    _withhold(touched)
    _measure(touched)


def settle_again(indicator_id: UUID) -> None:
    """Bring everything that follows from an indicator's figures up to date, as if all were new."""
    numbers = series_of([indicator_id])
    for ids in chunks(numbers.values()):
        db.session.execute(
            delete(observation).where(
                observation.c.series_id.in_(ids), observation.c.parts.is_not(None)
            )
        )
    stmt = (
        select(func.min(observation.c.period_start), func.max(observation.c.period_start))
        .join(series, series.c.id == observation.c.series_id)
        .where(series.c.indicator_id == indicator_id)
    )
    first, last = db.session.execute(stmt).one()
    if first is not None:
        touched = Touched()
        for unit_id, _ in numbers:
            touched.add(indicator_id, unit_id, first, last)
        settle(touched)


def ensure_series(wanted: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """The numbers of some series, given as (unit, indicator), made where they are missing."""
    pairs = set(wanted)
    known = series_of({indicator_id for _, indicator_id in pairs})
    return {
        **{pair: known[pair] for pair in pairs & known.keys()},
        **new_series(sorted(pairs - known.keys(), key=str)),
    }


def new_series(pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """Make series, given as (unit, indicator). Imports wait for each other, so numbers are free."""
    last = db.session.scalar(select(func.max(series.c.id))) or 0
    numbers = {pair: number for number, pair in enumerate(pairs, start=last + 1)}
    if numbers:
        db.session.execute(
            insert(series),
            [
                {"id": number, "unit_id": unit_id, "indicator_id": indicator_id}
                for (unit_id, indicator_id), number in numbers.items()
            ],
        )
    return numbers


def series_of(indicator_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], int]:
    """The numbers of all series of some indicators, by (unit, indicator)."""
    found: dict[tuple[UUID, UUID], int] = {}
    for ids in chunks(indicator_ids):
        stmt = select(series).where(series.c.indicator_id.in_(ids))
        found |= {(row.unit_id, row.indicator_id): row.id for row in db.session.execute(stmt).all()}
    return found


def _roll_up(touched: Touched) -> None:
    """Level by level, from the deepest: each level is made of the one below, rolled up already."""
    ways: dict[AddsUp, list[UUID]] = defaultdict(list)
    for ids in chunks(touched.units):
        stmt = select(Indicator.id, Indicator.adds_up).where(
            Indicator.id.in_(ids), Indicator.adds_up != AddsUp.NONE
        )
        for indicator_id, way in db.session.execute(stmt):
            ways[way].append(indicator_id)
    units = {unit.id: unit for unit in directory.units()}
    for way, indicator_ids in ways.items():
        levels: dict[int, set[tuple[UUID, UUID]]] = defaultdict(set)
        for indicator_id in indicator_ids:
            for unit_id in touched.units[indicator_id]:
                at = units[unit_id]
                levels[at.depth].add((unit_id, indicator_id))  # its own figure may have gone
                while at.parent_id is not None:
                    at = units[at.parent_id]
                    levels[at.depth].add((at.id, indicator_id))
        for depth in sorted(levels, reverse=True):
            for numbers in chunks(ensure_series(levels[depth]).values()):
                _make_again(numbers, way, touched)


def _make_again(series_ids: list[int], way: AddsUp, touched: Touched) -> None:
    """Make the rolled-up figures of some series again, for the periods that were touched."""
    between = observation.c.period_start.between(touched.first, touched.last)
    db.session.execute(
        delete(observation).where(
            observation.c.series_id.in_(series_ids), observation.c.parts.is_not(None), between
        )
    )
    db.session.execute(
        insert(observation).from_select(
            [
                "series_id",
                "period_start",
                "value",
                "numerator",
                "denominator",
                "target",
                "contributors",
                "as_of",
                "batch",
                "parts",
            ],
            _made_of_parts(series_ids, way).where(between),
        )
    )


def _made_of_parts(series_ids: list[int], way: AddsUp) -> Select[tuple[object, ...]]:
    """What the parts of some series make of each period, where no figure of their own stands.

    Sums have no target; a weighted figure has the target that all of its parts have.
    """
    whole, part, own = series.alias("whole"), series.alias("part"), observation.alias("own")
    unit = aliased(Unit)
    found = observation.c
    value: ColumnElement[Any]
    numerator: ColumnElement[Any]
    denominator: ColumnElement[Any]
    if way is AddsUp.WEIGHTED:
        value = func.sum(found.numerator) / func.sum(found.denominator) * func.max(Indicator.scale)
        numerator, denominator = func.sum(found.numerator), func.sum(found.denominator)
        counts = and_(found.numerator.is_not(None), found.denominator.is_not(None))
        usable = func.sum(found.denominator) != 0
    else:
        value, numerator, denominator = func.sum(found.value), null(), null()
        counts, usable = found.value.is_not(None), func.count() > 0
    same_target = and_(
        func.count(found.target) == func.count(), func.min(found.target) == func.max(found.target)
    )
    stmt = (
        select(
            whole.c.id,
            found.period_start,
            value,
            numerator,
            denominator,
            case((same_target, func.min(found.target))) if way is AddsUp.WEIGHTED else null(),
            case((func.count(found.contributors) == func.count(), func.sum(found.contributors))),
            func.max(found.as_of),
            null(),
            func.count(),
        )
        .select_from(whole)
        .join(unit, unit.parent_id == whole.c.unit_id)
        .join(part, and_(part.c.unit_id == unit.id, part.c.indicator_id == whole.c.indicator_id))
        .join(observation, found.series_id == part.c.id)
        .where(
            whole.c.id.in_(series_ids),
            counts,
        )
        .group_by(whole.c.id, found.period_start)
        .having(
            usable,
            # Asked once for each figure that would be made, not for each of its parts.
            ~exists().where(
                own.c.series_id == whole.c.id, own.c.period_start == found.period_start
            ),
        )
    )
    if way is AddsUp.WEIGHTED:
        stmt = stmt.join(Indicator, Indicator.id == whole.c.indicator_id)
    return stmt


def _withhold(touched: Touched) -> None:
    """Note whose figures of which year are shown no lower than with the unit above them.

    That is so for a whole family and a whole year as soon as for one figure nobody counted the
    people behind it (a file with too few is refused), nor gave their word that they are enough:
    leaving out only that one would let it be worked out from the others.
    """
    years = range(touched.first.year, touched.last.year + 1)
    unit, found = aliased(Unit), observation.c
    year = extract("year", found.period_start)
    for ids in chunks(touched.units):
        db.session.execute(
            delete(withheld).where(
                withheld.c.indicator_id.in_(ids), withheld.c.plan_year.in_(years)
            )
        )
        too_few = (
            select(unit.parent_id, series.c.indicator_id, year)
            .select_from(series)
            .join(unit, unit.id == series.c.unit_id)
            .join(observation, found.series_id == series.c.id)
            .outerjoin(
                attestation,
                and_(
                    attestation.c.indicator_id == series.c.indicator_id,
                    attestation.c.plan_year == year,
                ),
            )
            .where(
                series.c.indicator_id.in_(ids),
                unit.parent_id.is_not(None),
                found.period_start.between(date(years[0], 1, 1), date(years[-1], 12, 31)),
                found.contributors.is_(None),
                attestation.c.indicator_id.is_(None),
            )
            .distinct()
        )
        db.session.execute(
            insert(withheld).from_select(["parent_id", "indicator_id", "plan_year"], too_few)
        )


def _measure(touched: Touched) -> None:
    """Note how far each touched series goes now; one without a figure goes."""
    above: dict[UUID, UUID | None] = {unit.id: unit.parent_id for unit in directory.units()}
    numbers = series_of(touched.units)
    changed: set[int] = set()
    for indicator_id, units in touched.units.items():
        reached: set[UUID] = set()
        for unit_id in units:
            at: UUID | None = unit_id
            while at is not None and at not in reached:
                reached.add(at)
                at = above[at]
        changed.update(
            numbers[unit_id, indicator_id]
            for unit_id in reached
            if (unit_id, indicator_id) in numbers
        )
    measure(changed)
    for ids in chunks(touched.units):
        db.session.execute(
            delete(series).where(series.c.indicator_id.in_(ids), series.c.figures == 0)
        )


def measure(numbers: Iterable[int]) -> None:
    """Note how far some series go, and how many figures they have."""
    found = observation.c
    for ids in chunks(numbers):
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
            .values({name: extent.c[name] for name in EXTENT})
        )
