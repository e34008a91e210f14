"""Units side by side: small charts on one scale, and a funnel where denominators differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnplan.core.errors import NotFound
from learnplan.ours.performance import courses, funnels, queries, writings
from learnplan.ours.performance.boards import is_rising
from learnplan.ours.performance.control_chart import ChartKind, Judgement
from learnplan.ours.performance.courses import Course
from learnplan.ours.performance.editions import Edition, Gate, Place, Shown
from learnplan.ours.performance.funnels import Counted, Funnel, FunnelDot, Spot
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView

AT_ONCE = 24
WIDTH, HEIGHT, AIR = 220.0, 90.0, 6.0
MOST_PERIODS = 36


@dataclass(frozen=True)
class Multiple:
    """One unit's small chart, in a box of 220 by 90 whose scale all of them share."""

    place: Place
    course: Course
    reason: str
    line: tuple[Spot, ...] = ()
    special: tuple[tuple[float, float, Judgement], ...] = ()
    mean_y: float | None = None
    target_y: float | None = None

    @property
    def judgement(self) -> Judgement:
        """What the latest figure means."""
        points = self.course.chart.points
        return points[-1].judgement if points else Judgement.COMMON

    @property
    def rising(self) -> bool:
        """Whether what is special about it points upwards."""
        return is_rising(self.course.chart)


@dataclass(frozen=True)
class Comparison:
    """One indicator of the units right below a place."""

    place: Place
    indicator: IndicatorView
    multiples: tuple[Multiple, ...]
    funnel: Funnel | None
    within: tuple[str, ...]
    low: float | None
    high: float | None
    first: Period | None
    last: Period | None
    units: int
    page: int

    @property
    def rows(self) -> list[FunnelDot]:
        """The funnel as a table: all units, or of many this page's and those outside."""
        if self.funnel is None:
            return []
        here = {each.place.unit.id for each in self.multiples}
        crowded = self.funnel.is_crowded
        return [
            dot
            for dot in self.funnel.dots
            if not crowded or dot.beyond or dot.place.unit.id in here
        ]


def comparison(edition: Edition, unit_id: UUID, indicator_id: UUID, *, page: int = 1) -> Comparison:
    """The units below a place beside each other, in the order of their names.

    Raises:
        NotFound: there is no such unit or indicator.
    """
    place = edition.place(unit_id)
    indicator = edition.indicators.get(indicator_id)
    if indicator is None:
        raise NotFound("There is no such indicator.")
    below = edition.places_below(place)
    having = queries.units_having(place.unit.id, indicator_id)
    below = [each for each in below if not having.isdisjoint(each.row)]
    here = below[(page - 1) * AT_ONCE : page * AT_ONCE]
    rows = [unit for each in here for unit in each.row]
    units = queries.figures_of(rows, [indicator_id]).get(indicator_id, {})
    gate = edition.gate([unit.id for unit in place.lineage], [indicator_id])
    multiples = []
    for each in here:
        shown, hidden = gate.history(each, indicator, units)
        written = writings.writings_at(each.row, (), [indicator_id])
        reason = hidden[-1].reason if hidden and not shown else ""
        multiples.append(Multiple(each, courses.course_of(indicator, shown, written), reason))
    levels = [
        level
        for each in multiples
        for shown in each.course.shown[-MOST_PERIODS:]
        if shown.complete
        for level in (shown.value, shown.target)
        if level is not None
    ]
    starts = sorted(
        {shown.period for each in multiples for shown in each.course.shown[-MOST_PERIODS:]}
    )[-MOST_PERIODS:]
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    standings = edition.tree.rule().standings
    return Comparison(
        place=place,
        indicator=indicator,
        multiples=tuple(_drawn(each, starts, low, high) for each in multiples),
        funnel=funnels.funnel(indicator, _counted(gate, place, indicator, below)),
        within=tuple(
            edition.place(child).instead_of
            for child in edition.tree.children.get(place.unit.id, ())
            if child in standings and not standings[child].shown
        ),
        low=low if levels else None,
        high=high if levels else None,
        first=starts[0] if starts else None,
        last=starts[-1] if starts else None,
        units=len(below),
        page=page,
    )


def _drawn(of: Multiple, periods: Sequence[Period], low: float, high: float) -> Multiple:
    """Where in its box everything goes; the same figure is as high in every box."""
    at = {period: i for i, period in enumerate(periods)}
    step = (WIDTH - 2 * AIR) / max(len(periods) - 1, 1)

    def y(value: float) -> float:
        if high == low:
            return HEIGHT / 2
        return AIR + (HEIGHT - 2 * AIR) * (high - value) / (high - low)

    spots = [
        (AIR + at[shown.period] * step, y(shown.value), point.judgement)
        for shown, point in zip(of.course.shown, of.course.chart.points, strict=True)
        if shown.period in at and shown.complete
    ]
    latest = of.course.shown[-1] if of.course.shown else None
    mean = None if of.course.by_year else of.course.chart.mean
    return Multiple(
        of.place,
        of.course,
        of.reason,
        line=tuple((x, height) for x, height, _ in spots),
        special=tuple(spot for spot in spots if spot[2] is not Judgement.COMMON),
        mean_y=None if mean is None or not low <= mean <= high else y(mean),
        target_y=None if latest is None or latest.target is None else y(latest.target),
    )


def _counted(
    gate: Gate, place: Place, indicator: IndicatorView, below: Sequence[Place]
) -> list[Counted]:
    """The units in the latest period that most of them have, where they are counted."""
    best: list[Counted] = []
    if indicator.chart_kind is ChartKind.INDIVIDUALS:
        return best
    taken = date.min
    units = [one for each in below for one in each.row]
    for start, many in queries.counted_below(place.unit.id, indicator.id, until=gate.edition.day):
        if (many, start) < (len(best), taken):
            break  # those that follow have no more
        kept = queries.figures_at(units, {indicator.id: start})
        there = []
        for each in below:
            figures = [kept[one, indicator.id] for one in each.row if (one, indicator.id) in kept]
            shown = gate.let_out(each, indicator, figures) if figures else None
            if isinstance(shown, Shown) and shown.denominator and shown.denominator > 0:
                there.append((each, shown, shown.denominator))
        if (len(there), start) > (len(best), taken):
            best, taken = there, start
    return best
