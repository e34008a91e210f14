"""Reads of figures, as they are kept. What may be shown of them is decided in ``editions``."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select

from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared
from learnplan.directory.models import ReportingGroup, Unit, tree_version
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import (
    Indicator,
    ObservationBatch,
    State,
    figures_version,
    observation,
    series,
    withheld,
)
from learnplan.ours.performance.numbering import chunks
from learnplan.ours.performance.periods import PeriodKind


class Kept(NamedTuple):
    """One figure as it is kept; ``parts`` says of how many units below it was made."""

    start: date
    value: float
    numerator: float | None
    denominator: float | None
    target: float | None
    as_of: date | None
    parts: int | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator as boards and charts show it; ``twice`` if one of other periods is called so."""

    id: UUID
    name: str
    key: str
    period_kind: PeriodKind
    direction: Direction
    adds_up: AddsUp
    measure: str
    scale: float
    decimals: int | None
    chart_kind: ChartKind
    seasonal: bool
    goes_beyond: bool
    how_measured: str
    not_shown: str
    twice: bool = False

    @property
    def called(self) -> str:
        """What it is called where it may stand beside one of the same name."""
        return f"{self.name}, by {self.period_kind.value}" if self.twice else self.name


class Measured(NamedTuple):
    """An indicator that a unit or the units below it have."""

    indicator_id: UUID
    here: bool
    below: int


class Extent(NamedTuple):
    """From when to when a series goes, how many figures it has, and how many were imported."""

    id: int
    indicator_id: UUID
    unit_id: UUID
    first_start: date
    last_start: date
    figures: int
    imported: int


_VERSION = Prepared(
    Database.ORGANISATION,
    select(
        select(figures_version.c.version).scalar_subquery(),
        select(tree_version.c.version).scalar_subquery(),
    ),
)


def version() -> str:
    """What grows whenever anything that boards show may have changed, in one narrow query."""
    (counts,) = _VERSION.rows()
    return ".".join(str(each or 0) for each in counts)


def of_the_tree(version: str) -> str:
    """The part of a version that grows whenever a unit, or who reports together, changes."""
    return version.partition(".")[2]


def imported_at() -> datetime | None:
    """When figures last came in."""
    stmt = select(func.max(ObservationBatch.moved_at)).where(ObservationBatch.state == State.ADDED)
    return db.session.scalar(stmt)


def indicators() -> dict[UUID, IndicatorView]:
    """Every indicator, by name."""
    columns = [
        getattr(Indicator, each.name) for each in fields(IndicatorView) if each.name != "twice"
    ]
    stmt = select(*columns).order_by(Indicator.key, Indicator.period_kind)
    rows = db.session.execute(stmt).all()
    names = Counter(row.key for row in rows)
    return {row.id: replace(IndicatorView(*row), twice=names[row.key] > 1) for row in rows}


def indicator_for(indicator_id: UUID) -> Indicator:
    """An indicator. They are everybody's to know.

    Raises:
        NotFound: there is no such indicator.
    """
    indicator = db.session.get(Indicator, indicator_id)
    if indicator is None:
        raise NotFound("There is no such indicator.")
    return indicator


def _is_below(parent_id: UUID) -> ColumnElement[bool]:
    """That a series is of a unit right below one.

    Asked for like this, databases begin with those units, of which there are few, and not with all
    series of an indicator.
    """
    return series.c.unit_id.in_(select(Unit.id).where(Unit.parent_id == parent_id))


def measured_at(units: Iterable[UUID], parent_id: UUID) -> list[Measured]:
    """The indicators of some units, shown as one, and of those right below ``parent_id``."""
    here = set(
        db.session.scalars(select(series.c.indicator_id).where(series.c.unit_id.in_(list(units))))
    )
    stmt = (
        select(series.c.indicator_id, func.count())
        .where(_is_below(parent_id))
        .group_by(series.c.indicator_id)
    )
    below: dict[UUID, int] = {row[0]: row[1] for row in db.session.execute(stmt)}
    return [Measured(one, one in here, below.get(one, 0)) for one in here | below.keys()]


def figures_of(
    units: Iterable[UUID], indicator_ids: Iterable[UUID]
) -> dict[UUID, dict[UUID, list[Kept]]]:
    """All figures of some units and indicators, by indicator and unit, the oldest first.

    They are asked for by number: a database that has not counted yet what there is, as after a
    large import, would look through all figures for a few that it is to find by their units.
    """
    stmt = select(series.c.id, series.c.indicator_id, series.c.unit_id).where(
        series.c.unit_id.in_(list(units)), series.c.indicator_id.in_(list(indicator_ids))
    )
    found: dict[UUID, dict[UUID, list[Kept]]] = defaultdict(lambda: defaultdict(list))
    whose = {number: found[one][unit_id] for number, one, unit_id in db.session.execute(stmt)}
    for numbers in chunks(sorted(whose)):
        figures = (
            select(observation.c.series_id, *_KEPT)
            .where(observation.c.series_id.in_(numbers))
            .order_by(observation.c.series_id, observation.c.period_start)
        )
        for number, *rest in db.session.execute(figures):
            whose[number].append(Kept(*rest))
    return found


def units_having(parent_id: UUID, indicator_id: UUID) -> frozenset[UUID]:
    """The units right below one that have figures of an indicator."""
    stmt = select(series.c.unit_id).where(
        _is_below(parent_id), series.c.indicator_id == indicator_id, series.c.figures > 0
    )
    return frozenset(db.session.scalars(stmt))


def counted_below(parent_id: UUID, indicator_id: UUID, *, until: date) -> list[tuple[date, int]]:
    """How many units right below one say what they are counted out of, by period; most first.

    No period begins later than ``until``.
    """
    start, many = observation.c.period_start, func.count()
    stmt = (
        select(start, many)
        .join(series, series.c.id == observation.c.series_id)
        .where(
            _is_below(parent_id),
            series.c.indicator_id == indicator_id,
            observation.c.denominator > 0,
            start <= until,
        )
        .group_by(start)
        .order_by(many.desc(), start.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(stmt)]


def latest_below(
    parent_id: UUID, indicator_ids: Sequence[UUID], *, until: date
) -> dict[UUID, date]:
    """The latest period that the units right below one have, by indicator, and begun ``until``."""
    stmt = select(series.c.id, series.c.indicator_id, series.c.last_start).where(
        _is_below(parent_id), series.c.indicator_id.in_(indicator_ids), series.c.figures > 0
    )
    found: dict[UUID, date] = {}
    further: dict[int, UUID] = {}
    for number, indicator_id, start in db.session.execute(stmt):
        if start > until:
            further[number] = indicator_id
        else:
            found[indicator_id] = max(start, found.get(indicator_id, start))
    for numbers in chunks(further):
        last = (
            select(observation.c.series_id, func.max(observation.c.period_start))
            .where(observation.c.series_id.in_(numbers), observation.c.period_start <= until)
            .group_by(observation.c.series_id)
        )
        for number, start in db.session.execute(last):
            found[further[number]] = max(start, found.get(further[number], start))
    return found


def figures_at(
    units: Iterable[UUID], periods: Mapping[UUID, date]
) -> dict[tuple[UUID, UUID], Kept]:
    """The figures of some units, each indicator at its own period, by (unit, indicator)."""
    found: dict[tuple[UUID, UUID], Kept] = {}
    for ids in chunks(units) if periods else ():
        stmt = (
            select(series.c.unit_id, series.c.indicator_id, *_KEPT)
            .join(observation, observation.c.series_id == series.c.id)
            .where(
                series.c.unit_id.in_(ids),
                series.c.indicator_id.in_(list(periods)),
                observation.c.period_start == case(dict(periods), value=series.c.indicator_id),
            )
        )
        for unit_id, indicator_id, *rest in db.session.execute(stmt):
            found[unit_id, indicator_id] = Kept(*rest)
    return found


def indicators_on_rosters(years: Sequence[int]) -> frozenset[UUID]:
    """The indicators that any unit with a roster in one of some plan years has figures of."""
    on_a_roster = (
        exists()
        .where(
            series.c.indicator_id == Indicator.id,
            series.c.imported > 0,
            ReportingGroup.unit_id == series.c.unit_id,
            ReportingGroup.plan_year.in_(years),
        )
        .correlate(Indicator)
    )
    return frozenset(db.session.scalars(select(Indicator.id).where(on_a_roster)))


def parts_of(
    units: Sequence[UUID], indicator_ids: Sequence[UUID], starts: Sequence[date]
) -> dict[UUID, dict[UUID, dict[date, int]]]:
    """Of how many units right below them figures of some units are made, by indicator and unit."""
    found: dict[UUID, dict[UUID, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    whose: dict[int, dict[date, int]] = {}
    for some in chunks(units):
        stmt = select(series.c.id, series.c.indicator_id, series.c.unit_id).where(
            series.c.unit_id.in_(some), series.c.indicator_id.in_(indicator_ids)
        )
        whose |= {number: found[one][unit_id] for number, one, unit_id in db.session.execute(stmt)}
    for numbers in chunks(sorted(whose)):  # by number, as in figures_of
        made = select(observation.c.series_id, observation.c.period_start, observation.c.parts)
        made = made.where(
            observation.c.series_id.in_(numbers),
            observation.c.period_start.in_(starts),
            observation.c.parts.is_not(None),
        )
        for number, start, parts in db.session.execute(made):
            whose[number][start] = parts
    return found


def extents_of(units: Sequence[UUID], indicator_ids: Sequence[UUID]) -> Iterator[Extent]:
    """How far the series of some units go."""
    for some, ids in itertools.product(chunks(units), chunks(indicator_ids)):
        stmt = select(*(series.c[name] for name in Extent._fields)).where(
            series.c.unit_id.in_(some), series.c.indicator_id.in_(ids), series.c.figures > 0
        )
        yield from itertools.starmap(Extent, db.session.execute(stmt))


def periods_of(numbers: Sequence[int]) -> dict[int, tuple[set[date], set[date]]]:
    """The periods of some series: those of their own figures, and those of rolled-up ones."""
    found: dict[int, tuple[set[date], set[date]]] = {number: (set(), set()) for number in numbers}
    for ids in chunks(numbers):
        stmt = select(
            observation.c.series_id, observation.c.period_start, observation.c.parts
        ).where(observation.c.series_id.in_(ids))
        for number, start, parts in db.session.execute(stmt):
            found[number][parts is not None].add(start)
    return found


def withheld_below(parents: Iterable[UUID], indicator_ids: Iterable[UUID]) -> set[tuple[UUID, int]]:
    """Which indicators, of which years, are shown no lower than with one of ``parents``."""
    stmt = select(withheld.c.indicator_id, withheld.c.plan_year).where(
        withheld.c.parent_id.in_(list(parents)), withheld.c.indicator_id.in_(list(indicator_ids))
    )
    return {(row.indicator_id, row.plan_year) for row in db.session.execute(stmt)}


_KEPT = tuple(observation.c[name] for name in ("period_start", *Kept._fields[1:]))
