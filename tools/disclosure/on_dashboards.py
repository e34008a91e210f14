"""What is measured of the ordinary dashboard, and of two ways to mend it."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import fmean

from learnplan.gate.noise import discrete_laplace
from tools.disclosure.algebra import Row
from tools.disclosure.attackers import by_subtraction, comparing, outsider, told, within_reach
from tools.disclosure.dashboards import FEWEST, Shown, careful, ordinary
from tools.disclosure.organisation import TEAMS, Month, stream
from tools.disclosure.report import Section, part

COLLEAGUES = 4
VIEWS = (10, 100, 1000)
EPSILON = Fraction(1)


def of_the_ordinary_one(months: Sequence[Month]) -> Section:
    """Hiding groups below five, and nothing else."""
    return _of_counts(
        f"An ordinary dashboard: the exact count of every group of at least {FEWEST}, each month",
        ordinary,
        months,
    )


def of_the_careful_one(months: Sequence[Month]) -> Section:
    """Hiding more counts, until one month alone gives nobody away."""
    return _of_counts("The same, with more counts hidden each month", careful, months)


def of_fresh_noise(months: Sequence[Month]) -> Section:
    """Counts with new noise each time somebody looks, and somebody who looks often."""
    month = months[0]
    exact = ordinary(month)
    sums = dict.fromkeys(exact, 0)
    chance = stream("fresh noise")
    lines = []
    averaged: dict[str, Row] = {}
    for viewed, views in pairwise((0, *VIEWS)):
        for name, row in exact.items():
            sums[name] += sum(
                row.total + discrete_laplace(chance, epsilon=EPSILON, most=1)
                for _ in range(views - viewed)
            )
        averaged = {
            name: Row(row.weights, round(Fraction(sums[name], views)))
            for name, row in exact.items()
        }
        right = sum(averaged[name].total == row.total for name, row in exact.items())
        lines.append(
            (f"counts that are exact on average after {views:,} views", part(right, len(exact)))
        )
    found = outsider(averaged)
    right = sum(month[person].yes == yes for person, yes in found.items())
    lines.append(("answers that the outsider then works out", part(right, len(month))))
    return Section("The same with fresh noise at each view (ε = 1), in the first month", lines)


def _of_counts(
    heading: str, dashboard: Callable[[Month], Shown], months: Sequence[Month]
) -> Section:
    shown = [dashboard(month) for month in months]
    answers = sum(map(len, months))
    found = [outsider(counts) for counts in shown]
    with_four = [
        _with_some_told(month, counts, known)
        for month, counts, known in zip(months, shown, found, strict=True)
    ]
    with_the_right_four = [
        people | within_reach(counts, colleagues=COLLEAGUES)
        for people, counts in zip(with_four, shown, strict=True)
    ]
    claims, right, moved, moved_and_right = _by_comparing(months, shown)
    return Section(
        heading,
        [
            ("counts on show in a month, on average", f"{fmean(map(len, shown)):.0f}"),
            (
                "answers an outsider works out by subtraction alone",
                part(sum(len(by_subtraction(counts)) for counts in shown), answers),
            ),
            ("… and from groups that all said the same", part(sum(map(len, found)), answers)),
            ("… and if told any four more, in each team", part(sum(map(len, with_four)), answers)),
            ("… or the right four", part(sum(map(len, with_the_right_four)), answers)),
            ("right among claims from one month to the next", part(right, claims)),
            ("people who moved team, rightly claimed", part(moved_and_right, moved)),
        ],
    )


def _with_some_told(month: Month, shown: Shown, known: dict[int, bool]) -> set[int]:
    """Whose answers are found, team by team, by outsiders who were told four of that team.

    The four are the first whom the outsider does not know yet; they themselves do not count.
    """
    found = set(known)
    for team in range(TEAMS):
        unknown = [
            number
            for number, person in enumerate(month)
            if person.team == team and number not in known
        ]
        answers = {number: month[number].yes for number in unknown[:COLLEAGUES]}
        found |= told(shown, known | answers).keys()
    return found


def _by_comparing(months: Sequence[Month], shown: Sequence[Shown]) -> tuple[int, int, int, int]:
    """Claims and how many are right; people who moved and how many are among those."""
    claims = right = moved = moved_and_right = 0
    for (before, after), (month, later) in zip(pairwise(shown), pairwise(months), strict=True):
        claimed = comparing(before, after)
        rightly = {person for person, yes in claimed.items() if later[person].yes == yes}
        movers = {
            number for number, person in enumerate(month) if person.team != later[number].team
        }
        claims += len(claimed)
        right += len(rightly)
        moved += len(movers)
        moved_and_right += len(movers & rightly)
    return claims, right, moved, moved_and_right
