"""The course of one indicator at one place: its figures, what was promised, and its chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from learnplan.ours.performance import control_chart
from learnplan.ours.performance.control_chart import Chart, ChartKind, Step
from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.periods import Period, PeriodKind
from learnplan.ours.performance.queries import IndicatorView
from learnplan.ours.performance.writings import StepView, TargetView, Writings

NEARLY_ALL = 0.95
"""A sum of this share of the units that were in the one before can be compared with it."""
WEEKS_IN_A_YEAR = 52
_SHARE = re.compile(r"(?:%|per ?cent)(?: of .*)?", re.IGNORECASE)
"""The measures of shares in per cent, as opposed to those of changes: % and % of all driven."""


@dataclass(frozen=True)
class Course:
    """Figures through time, and the chart through them.

    The chart of a seasonal indicator goes through each figure's difference from a year before.
    """

    shown: tuple[Shown, ...]
    chart: Chart
    steps: tuple[StepView, ...]
    targets: tuple[TargetView, ...]
    by_year: bool

    @property
    def is_complete(self) -> bool:
        """Whether no part of the latest figure is still to come."""
        return not self.shown or self.shown[-1].complete

    @property
    def first_drawn(self) -> int:
        """The number of the first figure that has a place on the chart."""
        there = (at for at, point in enumerate(self.chart.points) if point.value is not None)
        return next(there, 0)

    def target_on(self, today: date) -> TargetView | None:
        """The target that holds on a day, where somebody set one here."""
        return next((each for each in reversed(self.targets) if each.starts_on <= today), None)


def course_of(indicator: IndicatorView, shown: Sequence[Shown], written: Writings) -> Course:
    """Put targets to the figures, and draw the chart that the indicator is to have."""
    steps = tuple(written.steps.get(indicator.id, ()))
    targets = tuple(written.targets.get(indicator.id, ()))
    promised = _all_but_complete(indicator, [_promised(each, targets) for each in shown])
    seasonal = indicator.seasonal and indicator.period_kind is not PeriodKind.YEAR
    differences = _by_year(promised) if seasonal else []
    by_year = any(each is not None for each in differences)  # it takes more than a year
    if by_year:
        chart = control_chart.chart(
            differences, direction=indicator.direction, steps=_steps(promised, steps)
        )
    else:
        chart = control_chart.chart(
            [each.value if each.complete else None for each in promised],
            direction=indicator.direction,
            targets=[each.target for each in promised] if _is_promised_now(promised) else (),
            kind=indicator.chart_kind,
            sizes=[each.denominator for each in promised],
            scale=indicator.scale,
            shares=_SHARE.fullmatch(indicator.measure.strip()) is not None,
            goes_beyond=indicator.goes_beyond,
            steps=_steps(promised, steps),
        )
    if promised and not promised[-1].complete:
        chart = replace(chart, variation=None)
    return Course(promised, chart, steps, targets, by_year)


def method_of(course: Course) -> str:
    """How the limits of a chart are made, for its key."""
    return {
        ChartKind.INDIVIDUALS: "Limits, 2.66 × mean moving range",
        ChartKind.PROPORTION: "Limits, 3 standard deviations of a proportion (p chart)",
        ChartKind.RATE: "Limits, 3 standard deviations of a rate (u chart)",
    }[course.chart.kind]


def _all_but_complete(indicator: IndicatorView, shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """The figures, and of each whether units that were in the one before lack in it.

    That of an earlier one is so where they are in the one after it again, or where that one is
    not complete either. Else they are gone, or the sum is all that ever comes. Of very many units,
    a few less make no difference to a sum: some always come late or go.
    """
    if indicator.adds_up is not AddsUp.SUM:
        return tuple(shown)
    found: list[Shown] = []
    for at in reversed(range(len(shown))):
        each, after = shown[at], found[-1] if found else None
        lacks = bool(at) and _lacks(each, shown[at - 1])
        if lacks and (after is None or not after.complete or _lacks(each, after)):
            each = each._replace(complete=False)
        found.append(each)
    return tuple(reversed(found))


def _lacks(one: Shown, other: Shown) -> bool:
    """Whether units that are in another sum lack in this one, more than make no difference."""
    return any(
        few is not None and many is not None and few < many and few <= NEARLY_ALL * many
        for few, many in ((one.parts, other.parts), (one.within, other.within))
    )


def _promised(shown: Shown, targets: Sequence[TargetView]) -> Shown:
    """A figure with the target that somebody set for its period; else with its own."""
    held = [each.value for each in targets if each.starts_on <= shown.period.start]
    return shown._replace(target=held[-1]) if held else shown


def _is_promised_now(shown: Sequence[Shown]) -> bool:
    """Whether the latest figure has a target: one that held before is not missed for ever."""
    return bool(shown) and shown[-1].target is not None


def _steps(shown: Sequence[Shown], steps: Sequence[StepView]) -> list[Step]:
    """Where among the figures each step is: at the first that starts no earlier."""
    found = []
    for step in steps:
        starts = [at for at, each in enumerate(shown) if each.period.start >= step.starts_on]
        if starts:
            found.append(Step(starts[0], step.baseline))
    return found


def _by_year(shown: Sequence[Shown]) -> list[float | None]:
    """Each figure's difference from that of the same period a year before."""
    values = {each.period.start: each.value for each in shown if each.complete}
    return [
        None
        if (before := values.get(_year_before(each.period))) is None or not each.complete
        else each.value - before
        for each in shown
    ]


def _year_before(period: Period) -> date:
    """When the same period of the year before started; of weeks, the one 52 weeks earlier."""
    if period.kind is PeriodKind.WEEK:
        return period.start - timedelta(weeks=WEEKS_IN_A_YEAR)
    return period.start.replace(year=period.start.year - 1)
