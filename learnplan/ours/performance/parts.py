"""The units below a place, in figures: each indicator in the latest period that any of them has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from uuid import UUID

from learnplan.ours.performance import queries
from learnplan.ours.performance.editions import Edition, Gate, Hidden, Place, Shown
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView


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
class Parts:
    """What the units right below a place have of some indicators, read as it is asked for.

    One that they have of periods to come only is left out.
    """

    indicators: Sequence[IndicatorView]
    periods: Mapping[UUID, date]
    gate: Gate

    @classmethod
    def of(cls, edition: Edition, place: Place, indicators: Sequence[IndicatorView]) -> "Parts":
        """The units below ``place``."""
        ids = [indicator.id for indicator in indicators]
        periods = queries.latest_below(place.unit.id, ids, until=edition.day)
        gate = edition.gate([unit.id for unit in place.lineage], ids)
        return cls([each for each in indicators if each.id in periods], periods, gate)

    def lines(self, below: Sequence[Place]) -> Iterator[Line]:
        """The rows of some of them, with all indicators."""
        kept = queries.figures_at([one for part in below for one in part.row], self.periods)
        for part in below:
            figures: list[Shown | Hidden | None] = []
            for indicator in self.indicators:
                found = [kept[one, indicator.id] for one in part.row if (one, indicator.id) in kept]
                figures.append(self.gate.let_out(part, indicator, found) if found else None)
            yield Line(part, tuple(figures))

    def table(self, below: Sequence[Place]) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
        """The rows of some of them; an indicator that none of these has is no column."""
        lines = list(self.lines(below))
        columns = [
            Column(indicator, Period(indicator.period_kind, self.periods[indicator.id]))
            for indicator in self.indicators
        ]
        had = [any(line.figures[at] is not None for line in lines) for at in range(len(columns))]
        return tuple(compress(columns, had)), tuple(
            Line(line.place, tuple(compress(line.figures, had))) for line in lines
        )
