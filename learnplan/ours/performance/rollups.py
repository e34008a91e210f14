"""Roll-ups: the figure of a unit that has none of its own, made of those of the units below it.

They are kept with the imported figures, so that a board of the whole organisation reads as fast
as that of a team. A unit's own figure wins over what its parts would make. Beside them is kept
whose figures are withheld, because nobody attests that enough people are behind them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any
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
)
from sqlalchemy.orm import aliased

from learnplan.core.db import db
from learnplan.directory import queries as directory
from learnplan.directory.models import Unit
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Indicator, attestation, observation, series, withheld
from learnplan.ours.performance.numbering import (
    Goes,
    Pair,
    chunks,
    measure,
    new_series,
    series_of,
    shrink,
)


@dataclass
class Touched:
    """Which figures an import changed: units by indicator, and from when to when.

    An indicator without a unit is one that got a word for its figures, or lost it.
    ``lost`` is how many imported figures series have less now, by their numbers, and ``uncounted``
    are the numbers of those of which it is not known how far they go.
    """

    units: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    lost: dict[int, int] = field(default_factory=dict)
    uncounted: set[int] = field(default_factory=set)
    first: date = date.max
    last: date = date.min

    def between(self, first: date, last: date) -> None:
        """Note that something changed in this time."""
        self.first, self.last = min(self.first, first), max(self.last, last)


def settle(touched: Touched) -> None:
    """Bring what follows from the touched figures up to date: roll-ups, and what is withheld."""
    if not touched.units:
        return
    db.session.flush()
    _roll_up(touched)
    measure(touched.uncounted)
    shrink({number: touched.lost[number] for number in touched.lost.keys() - touched.uncounted})
    _withhold(touched)


def settle_again(indicator_id: UUID) -> None:
    """Bring everything that follows from an indicator's figures up to date, as if all were new."""
    there = series_of([indicator_id])
    numbers = [known.number for known in there.values()]
    for ids in chunks(numbers):
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
        touched = Touched({indicator_id: {unit_id for unit_id, _ in there}}, uncounted=set(numbers))
        touched.between(first, last)
        settle(touched)


def _roll_up(touched: Touched) -> None:
    """Level by level, from the deepest: each level is made of the one below, rolled up already."""
    ways = _ways_to_add_up(touched.units)
    lines = directory.lines_up(set().union(*touched.units.values())) if ways else {}
    for way, indicator_ids in ways.items():
        levels = _levels(lines, {each: touched.units[each] for each in indicator_ids})
        numbers = _numbers_of(chain.from_iterable(levels.values()), indicator_ids)
        for depth in sorted(levels, reverse=True):
            for some in chunks(sorted(map(numbers.__getitem__, levels[depth]))):
                _make_again(some, way, touched)
        touched.uncounted.update(numbers.values())


def _ways_to_add_up(indicator_ids: Iterable[UUID]) -> dict[AddsUp, list[UUID]]:
    """Those of some indicators that add up, by how they do."""
    ways: dict[AddsUp, list[UUID]] = defaultdict(list)
    for ids in chunks(indicator_ids):
        stmt = select(Indicator.id, Indicator.adds_up).where(
            Indicator.id.in_(ids), Indicator.adds_up != AddsUp.NONE
        )
        for indicator_id, way in db.session.execute(stmt):
            ways[way].append(indicator_id)
    return ways


def _levels(
    lines: Mapping[UUID, directory.Position], touched: Mapping[UUID, Iterable[UUID]]
) -> dict[int, set[Pair]]:
    """The series to be made of others, by depth, where units by indicator were touched."""
    levels: dict[int, set[Pair]] = defaultdict(set)
    for indicator_id, unit_ids in touched.items():
        for unit_id in unit_ids:
            at = lines[unit_id]
            if at.is_whole:  # its own figure may have gone
                levels[at.depth].add((unit_id, indicator_id))
            while (above := at.parent_id) is not None:
                at = lines[above]
                levels[at.depth].add((above, indicator_id))
    return levels


def _numbers_of(pairs: Iterable[Pair], indicator_ids: Iterable[UUID]) -> dict[Pair, int]:
    """The numbers of some series of some indicators, made where they are missing."""
    wanted = set(pairs)
    known = series_of(indicator_ids, {unit_id for unit_id, _ in wanted})
    missing = sorted(wanted - known.keys(), key=str)
    made = new_series([(pair, Goes()) for pair in missing])
    return {
        **{pair: known[pair].number for pair in wanted & known.keys()},
        **dict(zip(missing, made, strict=True)),
    }


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
    for ids in chunks(touched.units):
        db.session.execute(
            delete(withheld).where(
                withheld.c.indicator_id.in_(ids), withheld.c.plan_year.in_(years)
            )
        )
        for unattested, some in _without_a_word(ids, years).items():
            db.session.execute(
                insert(withheld).from_select(
                    ["parent_id", "indicator_id", "plan_year"], _too_few(some, unattested)
                )
            )


def _without_a_word(indicator_ids: list[UUID], years: range) -> dict[tuple[int, ...], list[UUID]]:
    """Indicators by the years in which they may have figures that nobody gave their word for."""
    given = {
        (row.indicator_id, row.plan_year)
        for row in db.session.execute(
            select(attestation.c.indicator_id, attestation.c.plan_year).where(
                attestation.c.indicator_id.in_(indicator_ids), attestation.c.plan_year.in_(years)
            )
        )
    }
    found: dict[UUID, list[int]] = defaultdict(list)
    for year in years:
        without = [each for each in indicator_ids if (each, year) not in given]
        for indicator_id in _with_figures_of(year, without) if without else ():
            found[indicator_id].append(year)
    alike: dict[tuple[int, ...], list[UUID]] = defaultdict(list)
    for indicator_id, its in found.items():
        alike[tuple(its)].append(indicator_id)
    return alike


def _with_figures_of(year: int, indicator_ids: list[UUID]) -> Sequence[UUID]:
    """Those of some indicators of which a series goes into a year, or past it."""
    goes_there = exists().where(
        series.c.indicator_id == Indicator.id,
        series.c.last_start >= date(year, 1, 1),
        series.c.first_start <= date(year, 12, 31),
    )
    return db.session.scalars(
        select(Indicator.id).where(Indicator.id.in_(indicator_ids), goes_there)
    ).all()


def _too_few(indicator_ids: list[UUID], years: tuple[int, ...]) -> Select[tuple[object, ...]]:
    """The families, indicators and years with a figure of which nobody counted the people."""
    unit, found = aliased(Unit), observation.c
    year = extract("year", found.period_start)
    return (
        select(unit.parent_id, series.c.indicator_id, year)
        .select_from(series)
        .join(unit, unit.id == series.c.unit_id)
        .join(observation, found.series_id == series.c.id)
        .where(
            series.c.indicator_id.in_(indicator_ids),
            unit.parent_id.is_not(None),
            found.period_start.between(date(years[0], 1, 1), date(years[-1], 12, 31)),
            year.in_(years),
            found.contributors.is_(None),
        )
        .distinct()
    )
