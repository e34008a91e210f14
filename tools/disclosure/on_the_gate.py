"""What is measured of the gate's numbers: how far one gets with them, and what they cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from tools.disclosure.algebra import reduced
from tools.disclosure.attackers import by_subtraction, comparing, outsider
from tools.disclosure.dashboards import Shown
from tools.disclosure.organisation import Month
from tools.disclosure.protected import Number, Quarter, a_key, four_quarters, guess
from tools.disclosure.report import PERCENT, Section, part, percent

TIMES = 200

Year = Sequence[Quarter]


def of_the_gate(months: Sequence[Month], *, times: int = TIMES) -> Section:
    """The gate's numbers of four quarters, published so many ``times``, each with other keys."""
    frozen = four_quarters(months)
    starts = [quarter.month for quarter in frozen]
    years = [[quarter.publish(a_key(time)) for quarter in frozen] for time in range(times)]
    quarters = [quarter for year in years for quarter in year]
    numbers = [number for quarter in quarters for number in quarter.values()]
    shown = [_shown(quarter) for quarter in years[0]]
    share, error = guessed_right(years, starts)
    return Section(
        f"This gate: one question a quarter, ε = 1, a year of it {times} times over",
        [
            ("numbers in a quarter, on average", f"{fmean(map(len, shown)):.0f}"),
            (
                "answers that follow by subtraction",
                part(sum(len(by_subtraction(each)) for each in shown), sum(map(len, starts))),
            ),
            ("people in the smallest group that follows", str(min(map(_smallest, shown)))),
            (
                "right guesses of who knows everybody else's answer",
                f"{percent(share)} ± {2 * error * PERCENT:.1f}",
            ),
            *_read_as_exact(years, starts),
            *_compared(years, starts),
            ("mean error at a block, in points", _mean_points([number] for number in numbers)),
            ("… at a unit", _mean_points(unit for each in quarters for unit in _units(each))),
            ("… at the organisation", _mean_points(list(each.values()) for each in quarters)),
            ("numbers within one person of the truth", percent(_within(numbers, 1))),
            ("… within two", percent(_within(numbers, 2))),
        ],
    )


def guessed_right(years: Sequence[Year], starts: Sequence[Month]) -> tuple[float, float]:
    """How often whoever knows all others is right about the last one, and its standard error.

    Years are independent of each other; the people of a block are not, as they share its noise.
    """
    shares = [
        fmean(
            guess(number.published, number.true.total - month[person].yes) == month[person].yes
            for quarter, month in zip(year, starts, strict=True)
            for number in quarter.values()
            for person in number.true.weights
        )
        for year in years
    ]
    return fmean(shares), stdev(shares) / sqrt(len(shares))


def _read_as_exact(years: Sequence[Year], starts: Sequence[Month]) -> list[tuple[str, str]]:
    """What comes of taking 0 for nobody, and as many as there are for everybody."""
    claimed = [
        (yes, month[person].yes)
        for year in years
        for quarter, month in zip(year, starts, strict=True)
        for person, yes in outsider(_shown(quarter)).items()
    ]
    return _judged("right among claims where all or none seem to say yes", claimed)


def _compared(years: Sequence[Year], starts: Sequence[Month]) -> list[tuple[str, str]]:
    """What comes of comparing two quarters, as an outsider does with a dashboard's months."""
    claimed = [
        (yes, later[person].yes)
        for year in years
        for (before, after), later in zip(pairwise(year), starts[1:], strict=True)
        for person, yes in comparing(_shown(before), _shown(after)).items()
    ]
    return _judged("right among claims from one quarter to the next", claimed)


def _judged(what: str, claimed: Sequence[tuple[bool, bool]]) -> list[tuple[str, str]]:
    """How many claims are right, beside saying the same of all of them, whichever does better."""
    yes = fmean(true for _, true in claimed)
    return [
        (what, percent(fmean(said == true for said, true in claimed))),
        ("… by saying the same of all of these people", percent(max(yes, 1 - yes))),
    ]


def _shown(quarter: Quarter) -> Shown:
    return {name: number.shown for name, number in quarter.items()}


def _smallest(shown: Shown) -> int:
    return min(len(row.weights) for row in reduced(shown.values()).values())


def _units(quarter: Quarter) -> Iterable[list[Number]]:
    units: dict[int, list[Number]] = defaultdict(list)
    for number in quarter.values():
        units[number.unit].append(number)
    return units.values()


def _mean_points(groups: Iterable[Sequence[Number]]) -> str:
    """How far sums of published numbers are off, in points of 100, up or down, on average."""
    return "{:.1f}".format(
        fmean(
            abs(sum(number.error for number in group))
            / sum(number.people for number in group)
            * PERCENT
            for group in groups
        )
    )


def _within(numbers: Sequence[Number], distance: int) -> float:
    return fmean(abs(number.error) <= distance for number in numbers)
