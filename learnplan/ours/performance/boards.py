"""What a board and a chart say, worked out once for each edition of the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from uuid import UUID

from learnplan.core.errors import NotFound
from learnplan.ours.performance import control_chart, queries
from learnplan.ours.performance.control_chart import Chart, Judgement, SpecialCause
from learnplan.ours.performance.editions import Edition, Hidden, Place, Shown
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView

CARDS = 24
UNITS = 50
COLUMNS = 6
SPARK_POINTS = 24
SPARK_WIDTH, SPARK_HEIGHT, SPARK_AIR = 220.0, 40.0, 5.0


@dataclass(frozen=True)
class Spark:
    """The recent course of a figure in a box of 220 by 40, y downwards."""

    points: tuple[tuple[float, float], ...]
    target_y: float | None
    mean_y: float | None


@dataclass(frozen=True)
class Card:
    """One indicator of a place: its latest figure and what its chart says of it."""

    indicator: IndicatorView
    latest: Shown | None
    missing: str
    chart: Chart
    spark: Spark
    parts_known: int

    @property
    def judgement(self) -> Judgement:
        """What the latest figure means."""
        return self.chart.points[-1].judgement if self.chart.points else Judgement.COMMON

    @property
    def rising(self) -> bool:
        """Whether what is special about the latest figure points upwards."""
        return is_rising(self.chart)


@dataclass(frozen=True)
class Column:
    """An indicator in the table of the units below, in one period for all of them."""

    indicator: IndicatorView
    period: Period


@dataclass(frozen=True)
class Line:
    """One row of that table: a figure, or why there is none, or nothing, for each column."""

    place: Place
    figures: tuple[Shown | Hidden | None, ...]


@dataclass(frozen=True)
class Board:
    """A page of a unit's board."""

    place: Place
    cards: tuple[Card, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    indicators: int
    units: int
    page: int
    units_page: int
    words: str

    @property
    def up_to(self) -> date | None:
        """The last day that any figure on this page is of."""
        days = [card.latest.as_of for card in self.cards if card.latest is not None]
        days += [
            each.as_of for line in self.lines for each in line.figures if isinstance(each, Shown)
        ]
        return max(days, default=None)


@dataclass(frozen=True)
class ChartPage:
    """One indicator of a place through time."""

    place: Place
    indicator: IndicatorView
    shown: tuple[Shown, ...]
    hidden: tuple[Hidden, ...]
    chart: Chart
    summary: str
    parts_known: int

    @property
    def rising(self) -> bool:
        """Whether what is special about the latest figure points upwards."""
        return is_rising(self.chart)


def board(
    edition: Edition, unit_id: UUID, *, page: int = 1, units_page: int = 1, words: str = ""
) -> Board:
    """A page of the board of a unit: its indicators by name, and the units below it.

    Indicators that only the units below have come last; they have no card, but a column.

    ``words`` leaves only the indicators whose names have all of them.

    Raises:
        NotFound: there is no such unit.
    """
    place = edition.place(unit_id)
    measured = {each.indicator_id: each for each in queries.measured_at(place.row, place.unit.id)}
    wanted = words.casefold().split()
    found = [
        indicator
        for indicator in edition.indicators.values()
        if indicator.id in measured and all(word in indicator.key for word in wanted)
    ]
    found.sort(key=lambda indicator: not measured[indicator.id].here)  # what has a card first
    here = found[(page - 1) * CARDS : page * CARDS]
    mine = [indicator for indicator in here if measured[indicator.id].here]
    figures = edition.figures(place, mine)
    cards = [
        _card(indicator, *figures[indicator.id], measured[indicator.id].below) for indicator in mine
    ]
    below = edition.places_below(place)
    below_here = [each for each in here if below and measured[each.id].below]
    below_here.sort(key=lambda each: -measured[each.id].below)  # those that most units have
    columns, lines = _table(
        edition, place, below_here[:COLUMNS], below[(units_page - 1) * UNITS : units_page * UNITS]
    )
    return Board(
        place=place,
        cards=tuple(cards),
        columns=columns,
        lines=lines,
        indicators=len(found),
        units=len(below),
        page=page,
        units_page=units_page,
        words=words,
    )


def chart_page(edition: Edition, unit_id: UUID, indicator_id: UUID) -> ChartPage:
    """An indicator of a unit, or of the units it is shown together with, through time.

    Raises:
        NotFound: there is no such unit, no such indicator, or the one has no figure of the other.
    """
    place = edition.place(unit_id)
    indicator = edition.indicators.get(indicator_id)
    if indicator is None:
        raise NotFound("There is no such indicator.")
    shown, hidden = edition.figures(place, [indicator])[indicator_id]
    if not shown and not hidden:
        raise NotFound("There is no figure of it here.")
    chart = _charted(indicator, shown)
    measured = {each.indicator_id: each for each in queries.measured_at(place.row, place.unit.id)}
    return ChartPage(
        place=place,
        indicator=indicator,
        shown=tuple(shown),
        hidden=tuple(hidden),
        chart=chart,
        summary=control_chart.summary(chart, period=indicator.period_kind.value),
        parts_known=measured[indicator_id].below,
    )


def _charted(indicator: IndicatorView, shown: Sequence[Shown]) -> Chart:
    return control_chart.chart(
        [each.value for each in shown],
        direction=indicator.direction,
        targets=[each.target for each in shown],
    )


def _card(
    indicator: IndicatorView, shown: Sequence[Shown], hidden: Sequence[Hidden], below: int
) -> Card:
    chart = _charted(indicator, shown)
    return Card(
        indicator=indicator,
        latest=shown[-1] if shown else None,
        missing=hidden[-1].reason if hidden and not shown else "",
        chart=chart,
        spark=_spark(shown, chart),
        parts_known=below,
    )


def _spark(shown: Sequence[Shown], chart: Chart) -> Spark:
    """The last figures, their target, or where there is none, their mean."""
    recent = shown[-SPARK_POINTS:]
    target = recent[-1].target if recent else None
    mean = chart.mean if target is None else None
    levels = [each.value for each in recent] + [each for each in (target, mean) if each is not None]
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    reach = high - low
    tall = SPARK_HEIGHT - 2 * SPARK_AIR
    step = (SPARK_WIDTH - 2 * SPARK_AIR) / max(len(recent) - 1, 1)

    def y(value: float) -> float:
        return SPARK_HEIGHT / 2 if not reach else SPARK_AIR + tall * (high - value) / reach

    return Spark(
        points=tuple((SPARK_AIR + i * step, y(each.value)) for i, each in enumerate(recent)),
        target_y=None if target is None else y(target),
        mean_y=None if mean is None else y(mean),
    )


def _table(
    edition: Edition, place: Place, indicators: Sequence[IndicatorView], below: Sequence[Place]
) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    """The units below in figures, each indicator in the latest period that any of them has.

    An indicator that none of the units on this page has is no column.
    """
    ids = [indicator.id for indicator in indicators]
    periods = queries.latest_below(place.unit.id, ids)
    kept = queries.figures_at(place.unit.id, periods)
    gate = edition.gate([unit.id for unit in place.lineage], ids)
    lines = []
    for part in below:
        figures: list[Shown | Hidden | None] = []
        for indicator in indicators:
            found = [kept[one, indicator.id] for one in part.row if (one, indicator.id) in kept]
            figures.append(gate.let_out(part, indicator, found) if found else None)
        lines.append(Line(part, tuple(figures)))
    columns = [
        Column(indicator, Period(indicator.period_kind, periods[indicator.id]))
        for indicator in indicators
    ]
    had = [any(line.figures[at] is not None for line in lines) for at in range(len(columns))]
    return tuple(compress(columns, had)), tuple(
        Line(line.place, tuple(compress(line.figures, had))) for line in lines
    )


def is_rising(chart: Chart) -> bool:
    """Whether the latest figure is above the mean, or in a trend, above the one before it."""
    seen = [point.value for point in chart.points if point.value is not None]
    if len(seen) < 2:  # noqa: PLR2004 - a direction takes two
        return False
    if chart.points[-1].special_cause is SpecialCause.TREND:
        return seen[-1] > seen[-2]
    return seen[-1] > (chart.mean or 0.0)
