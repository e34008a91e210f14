"""A control chart that stands still, for pages without scripts: where everything in it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from learnplan.ours.performance import charts, words
from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.control_chart import Judgement

LEFT, RIGHT, TOP, BOTTOM = 14.0, 806.0, 40.0, 350.0
"""Where the figures lie in a box of 960 by 392, y downwards."""
EDGE = 14.0
APART = 17.0
PERIODS_NAMED = 9
AIR = 0.1

Spot = tuple[float, float]


@dataclass(frozen=True)
class Level:
    """A line across the chart, and its name, which stands clear of the other names."""

    kind: str
    y: float
    words: str
    words_y: float


@dataclass(frozen=True)
class Still:
    """What there is to draw, in the coordinates of the box."""

    marks: tuple[tuple[float, float, Judgement], ...]
    runs: tuple[tuple[Spot, ...], ...]
    targets: tuple[tuple[float, float, float], ...]
    levels: tuple[Level, ...]
    periods: tuple[tuple[float, str], ...]


def still(page: ChartPage) -> Still:
    """Draw a chart that has at least one point."""
    course = charts.course(page)
    values = [drawn[0].value if drawn else None for _, drawn in course]
    targets = [drawn[0].target if drawn else None for _, drawn in course]
    chart = page.chart
    lines = [] if chart.lower_limit is None else [chart.mean, chart.lower_limit, chart.upper_limit]
    every = [each for each in (*values, *targets, *lines) if each is not None]
    low, high = min(every), max(every)
    air = (high - low) * AIR or abs(high) * AIR or 1.0
    scale = (BOTTOM - TOP) / (high - low + 2 * air)
    step = (RIGHT - LEFT - 2 * EDGE) / max(len(course) - 1, 1)

    def x(at: float) -> float:
        return min(max(LEFT + EDGE + at * step, LEFT), RIGHT)

    def y(value: float) -> float:
        return TOP + (high + air - value) * scale

    nth = -(-len(course) // PERIODS_NAMED)
    return Still(
        marks=tuple(
            (x(at), y(drawn[0].value), drawn[1].judgement)
            for at, (_, drawn) in enumerate(course)
            if drawn
        ),
        runs=tuple(
            tuple((x(at), y(value)) for at in run if (value := values[at]) is not None)
            for run in _stretches([None if each is None else 0.0 for each in values])
        ),
        targets=tuple(
            (x(run.start - 0.5), x(run.stop - 0.5), y(targets[run.start] or 0.0))
            for run in _stretches(targets)
        ),
        levels=_levels(page, y),
        periods=tuple(
            (x(at), period.label) for at, (period, _) in enumerate(course) if at % nth == 0
        ),
    )


def _stretches(along: list[float | None]) -> list[range]:
    """Where the same figure stands without a break."""
    found = []
    for each, group in groupby(range(len(along)), key=lambda at: along[at]):
        places = list(group)
        if each is not None:
            found.append(range(places[0], places[-1] + 1))
    return found


def _levels(page: ChartPage, y: Callable[[float], float]) -> tuple[Level, ...]:
    """The lines with their names, from the lowest up, names moved up where lines come close."""
    chart, said = page.chart, words.levels(page)
    there = [
        ("limit", "Upper limit", "upper_limit", chart.upper_limit),
        ("mean", "Mean", "mean", chart.mean),
        ("limit", "Lower limit", "lower_limit", chart.lower_limit),
        ("target", "Target", "target", page.shown[-1].target),
    ]
    named = [
        (y(value), kind, f"{name} {said[key]}")
        for kind, name, key, value in there
        if value is not None and key in said
    ]
    found: list[Level] = []
    for at, kind, name in sorted(named, reverse=True):
        clear = min(at, found[-1].words_y - APART) if found else at
        found.append(Level(kind, at, name, clear))
    return tuple(found)
