"""What a file would change: every figure in it compared with what stands. Nothing is written."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from learnplan.core import here
from learnplan.core.bulk import Memo, named
from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.directory import queries as directory
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp, Settings
from learnplan.ours.performance.measurable import measurable
from learnplan.ours.performance.models import NAME_LIMIT, Indicator, observation
from learnplan.ours.performance.numbering import Goes, Known, chunks, series_of
from learnplan.ours.performance.observations import ObservationRow, Observations, Rejected
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.unit_paths import Path, UnitPaths, folded, too_long

ROUNDING = 1e-12
WORDS = {Direction.INCREASE: "higher", Direction.DECREASE: "lower"}


class IndicatorKey(NamedTuple):
    """What tells two indicators apart: their name, and how long their periods are."""

    name: str
    kind: PeriodKind


class Figure(NamedTuple):
    """What is kept of one unit, indicator and period: the end of an ``ObservationRow``."""

    value: float
    numerator: float | None
    denominator: float | None
    target: float | None
    contributors: int | None
    as_of: date | None


_FIGURE_OF_ROW = itemgetter(slice(-len(Figure._fields), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIndicator:
    """An indicator that an import would make."""

    name: str
    kind: PeriodKind
    direction: Direction
    adds_up: AddsUp
    measure: str
    scale: float
    decimals: int | None
    chart_kind: ChartKind
    seasonal: bool
    goes_beyond: bool


@dataclass(slots=True)
class Series:
    """What a file says about one indicator of one unit; a unit that is yet to be is its path.

    ``batches`` are the imports that the figures in ``stands`` came by; those of roll-ups are None.
    ``fresh`` are rows as they are to be kept: all of what is said, where nothing stands.
    """

    unit: UUID | Path
    indicator: IndicatorKey
    said: list[ObservationRow]
    known: Known | None = None
    stands: dict[date, Figure] = field(default_factory=dict)
    batches: dict[date, int | None] = field(default_factory=dict)
    fresh: list[ObservationRow] = field(default_factory=list)

    @property
    def goes(self) -> Goes:
        """How far it goes with its fresh figures; one that was rolled up gives way to its own."""
        starts = [row.period.start for row in self.fresh]
        many = len(starts)
        if self.known is None:
            return Goes(min(starts), max(starts), many, many)
        replaced = [self.batches[start] for start in starts if start in self.batches]
        return self.known.goes.with_more(
            min(starts),
            max(starts),
            figures=many - len(replaced),
            imported=many - len(replaced) + replaced.count(None),
        )


@dataclass
class Plan:
    """What an import would do, and the counts to show before it does."""

    rows_read: int
    remarks: list[str]
    rejected: list[Rejected]
    new_units: list[Path] = field(default_factory=list)
    """The units that would be made, those on the way down to them included."""
    indicators: dict[IndicatorKey, UUID | NewIndicator] = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def new_indicators(self) -> list[NewIndicator]:
        """The indicators that would be made, by name."""
        made = [each for each in self.indicators.values() if isinstance(each, NewIndicator)]
        return sorted(made, key=lambda each: (each.name, each.kind))


class _At(NamedTuple):
    """A unit, or its path, and what the file says about it, however its name is written."""

    unit: UUID | Path
    series: dict[IndicatorKey, Series]


def plan(observations: Observations) -> Plan:
    """Compare what a file says with what stands.

    Raises:
        NotFound: nothing is installed yet.
    """
    rows, impossible = measurable(observations.rows, here.today())
    drawn = Plan(
        rows_read=observations.rows_read,
        remarks=list(observations.remarks),
        rejected=[*observations.rejected, *impossible],
    )
    _sort_into_series(drawn, rows)
    _know_indicators(drawn, observations.settings)
    _know_what_stands(drawn)
    for series in drawn.series:
        if series.batches:
            _compare(drawn, series)
        else:
            series.fresh = series.said
            drawn.added += len(series.said)
    drawn.rejected.sort()
    return drawn


def _sort_into_series(drawn: Plan, all_rows: list[ObservationRow]) -> None:
    """Put the rows by unit and indicator, each found once however often it is written."""
    places = list(_places(all_rows))
    there = UnitPaths({path for (path, _), _, _ in places})
    said_of: dict[UUID | Path, dict[IndicatorKey, Series]] = defaultdict(dict)

    def at(path: Path) -> _At | Invalid:
        try:
            unit = there.find(path)
        except Invalid as reason:
            return reason
        return _At(unit, said_of[folded(unit) if isinstance(unit, tuple) else unit])

    units = Memo[Path, _At | Invalid](at)
    keys = Memo[tuple[str, PeriodKind], IndicatorKey | Invalid](_key)
    for (path, indicator), kind, rows in places:
        place, key = units[path], keys[indicator, kind]
        if isinstance(place, Invalid):
            drawn.rejected.extend(Rejected(row.line, str(place)) for row in rows)
        elif isinstance(key, Invalid):
            drawn.rejected.extend(Rejected(row.line, str(key)) for row in rows)
        elif key in place.series:
            place.series[key].said += rows
        else:
            place.series[key] = series = Series(place.unit, key, rows)
            drawn.series.append(series)
    for series in drawn.series:
        if len(series.said) > 1:
            _say_once(drawn, series)
    drawn.new_units = there.missing(
        dict.fromkeys(each.unit for each in drawn.series if isinstance(each.unit, tuple))
    )


def _places(
    all_rows: list[ObservationRow],
) -> Iterator[tuple[tuple[Path, str], PeriodKind, list[ObservationRow]]]:
    """Rows about the same indicator of the same unit, by periods of the same length, together."""
    together: dict[Any, list[ObservationRow]] = defaultdict(list)
    for row in all_rows:
        together[row[1:3]].append(row)
    kinds = sorted({row.period.kind for row in all_rows})
    for about, rows in together.items():
        for kind in kinds:
            some = rows if len(kinds) == 1 else [row for row in rows if row.period.kind is kind]
            if some:
                yield about, kind, some


def _key(named: tuple[str, PeriodKind]) -> IndicatorKey | Invalid:
    """An indicator by its name, or why that can be none."""
    name, kind = named
    key = directory.unit_key(name)
    trouble = too_long(name, key, NAME_LIMIT)
    return Invalid(trouble) if trouble else IndicatorKey(key, kind)


def _say_once(drawn: Plan, series: Series) -> None:
    """Of rows about the same period, as a unit may have two names, the first is taken."""
    firsts = {row.period.start: row for row in reversed(series.said)}
    if len(firsts) == len(series.said):
        return
    for row in series.said:
        first = firsts[row.period.start]
        if first is row:
            continue
        if first.value == row.value:
            drawn.unchanged += 1
        else:
            said = f"Line {first.line} has another figure for the same unit and period."
            drawn.rejected.append(Rejected(row.line, said))
    series.said = [row for row in series.said if firsts[row.period.start] is row]


def _know_indicators(drawn: Plan, settings: dict[str, Settings]) -> None:
    """Which of the indicators are here already, and what the others would be."""
    stmt = select(
        Indicator.id,
        Indicator.key,
        Indicator.period_kind,
        Indicator.direction,
        Indicator.scale,
        Indicator.adds_up,
    )
    known = {}
    weighted = set()
    for each in db.session.execute(stmt):
        key = IndicatorKey(each.key, each.period_kind)
        known[key] = (each.id, each.direction, each.scale)
        if each.adds_up is AddsUp.WEIGHTED:
            weighted.add(key)
    _remark_what_is_not_added_up(drawn, weighted)
    for series in drawn.series:
        if series.indicator in known and (scale := known[series.indicator][2]) != 1:
            series.said = [_scaled(row, scale) for row in series.said]
        if series.indicator in drawn.indicators:
            continue
        row = series.said[0]
        if series.indicator not in known:
            drawn.indicators[series.indicator] = _new_indicator(row, settings[row.indicator])
            continue
        drawn.indicators[series.indicator], direction, _ = known[series.indicator]
        if row.direction not in {direction, Direction.NEUTRAL}:
            drawn.remarks.append(
                f"{row.indicator}: the file says that {WORDS[row.direction]} is better. "
                "What was settled before stays; it is changed on the indicator's page."
            )


def _remark_what_is_not_added_up(drawn: Plan, weighted: set[IndicatorKey]) -> None:
    """Say which figures will be missing in the units above, because they lack their parts."""
    bare: Counter[str] = Counter()
    for series in drawn.series:
        if series.indicator in weighted:
            rows = series.said
            bare[rows[0].indicator] += sum(row.denominator is None for row in rows)
    for name, count in sorted((+bare).items()):
        drawn.remarks.append(
            f"Figures of {name} without numerator and denominator, which no unit above gets: "
            f"{count:,}."
        )


def _scaled(row: ObservationRow, scale: float) -> ObservationRow:
    """A bare quotient as its indicator has them: so many in a hundred, or in a thousand."""
    if row.numerator is None or not row.denominator:
        return row
    if not math.isclose(row.value, row.numerator / row.denominator, rel_tol=ROUNDING):
        return row
    return row._replace(value=row.numerator / row.denominator * scale)


def _new_indicator(row: ObservationRow, settings: Settings) -> NewIndicator:
    weighted = row.numerator is not None and settings.adds_up is AddsUp.NONE
    scale = 1.0
    if row.numerator and row.denominator:
        scale = float(f"{row.value * row.denominator / row.numerator:.6g}")
    return NewIndicator(
        name=row.indicator,
        kind=row.period.kind,
        direction=row.direction,
        adds_up=AddsUp.WEIGHTED if weighted else settings.adds_up,
        measure=settings.measure,
        scale=scale,
        decimals=settings.decimals,
        chart_kind=settings.chart_kind,
        seasonal=settings.seasonal,
        goes_beyond=settings.goes_beyond,
    )


def _know_what_stands(drawn: Plan) -> None:
    """Read the figures that stand where the file has some."""
    known = {
        key: indicator for key, indicator in drawn.indicators.items() if isinstance(indicator, UUID)
    }
    units = {series.unit for series in drawn.series if isinstance(series.unit, UUID)}
    there = series_of(known.values(), units)
    here: dict[int, Series] = {}
    for series in drawn.series:
        if isinstance(series.unit, UUID) and series.indicator in known:
            series.known = there.get((series.unit, known[series.indicator]))
            if series.known is not None:
                here[series.known.number] = series
    if not here:
        return
    starts = {row.period.start for series in here.values() for row in series.said}
    columns = [observation.c[name] for name in Figure._fields]
    for ids in chunks(here):
        found = observation.c
        stmt = select(found.series_id, found.period_start, found.batch, *columns).where(
            found.series_id.in_(ids), found.period_start.between(min(starts), max(starts))
        )
        rows = db.session.execute(stmt).all()  # quicker than one by one
        for row, figure in zip(rows, named(Figure, map(_FIGURE_OF_ROW, rows)), strict=True):
            number, start, batch, *_ = row
            here[number].stands[start] = figure
            here[number].batches[start] = batch


def _compare(drawn: Plan, series: Series) -> None:
    """Sort a series' figures into new, changed and known ones.

    What a file leaves unsaid (a target, contributors, an as-of date) stays as it stands. A
    rolled-up figure gives way to an imported one, which is new.
    """
    for row in series.said:
        stands = series.stands.get(row.period.start)
        if stands is None or series.batches[row.period.start] is None:
            drawn.added += 1
            series.fresh.append(row)
            continue
        fresh = row._replace(
            target=stands.target if row.target is None else row.target,
            contributors=(stands.contributors if row.contributors is None else row.contributors),
            as_of=stands.as_of if row.as_of is None else row.as_of,
        )
        if _FIGURE_OF_ROW(fresh) == stands:
            drawn.unchanged += 1
        else:
            drawn.updated += 1
            series.fresh.append(fresh)
