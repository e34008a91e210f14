"""A made-up organisation over twelve months: who is where, and what everybody would answer.

All of it follows from one seed, on every machine and with every version of Python.
"""

import hashlib
from dataclasses import dataclass, replace

from learnplan.gate.noise import Stream

UNITS = 4
TEAM_SIZES = (5, 8, 10, 12, 15)
"""People in the teams of each unit, before anybody moves."""
TEAMS = UNITS * len(TEAM_SIZES)
LOCATIONS = 3
MONTHS = 12
MOVERS_PER_100 = 3
CHANGES_OF_MIND_PER_100 = 2
AT_THE_TEAMS_PLACE_PER_100 = 80
LEAST_YES_PER_100, MOST_YES_PER_100 = 40, 90
LONGEST_TENURE = 15 * 12
TENURES = (12, 36, 120)
"""Months at which the next band of tenure begins."""


@dataclass(frozen=True, slots=True)
class Person:
    """What everybody knows of somebody in one month, and the answer that nobody should."""

    team: int
    location: int
    months_here: int
    yes: bool

    @property
    def unit(self) -> int:
        """The unit of their team."""
        return self.team // len(TEAM_SIZES)

    @property
    def tenure(self) -> int:
        """Their band of tenure."""
        return sum(self.months_here >= months for months in TENURES)


Month = tuple[Person, ...]
"""Everybody in one month; people are known by their place in it, which stays."""


def twelve_months(seed: str) -> list[Month]:
    """The organisation month by month. Some move team, some change their minds, nobody leaves."""
    chance = stream(seed)
    months = [_everybody(chance)]
    while len(months) < MONTHS:
        months.append(_a_month_later(months[-1], chance))
    return months


def stream(seed: str) -> Stream:
    """Chance that follows from ``seed``."""
    return Stream(hashlib.sha256(seed.encode()).digest())


def _everybody(chance: Stream) -> Month:
    people = []
    for team in range(TEAMS):
        place = chance.below(LOCATIONS)
        spread = MOST_YES_PER_100 - LEAST_YES_PER_100 + 1
        yes_per_100 = LEAST_YES_PER_100 + chance.below(spread)
        for _ in range(TEAM_SIZES[team % len(TEAM_SIZES)]):
            at_its_place = chance.below(100) < AT_THE_TEAMS_PLACE_PER_100
            people.append(
                Person(
                    team=team,
                    location=place if at_its_place else _another(place, LOCATIONS, chance),
                    months_here=chance.below(LONGEST_TENURE),
                    yes=chance.below(100) < yes_per_100,
                )
            )
    return tuple(people)


def _a_month_later(month: Month, chance: Stream) -> Month:
    movers: set[int] = set()
    while len(movers) < len(month) * MOVERS_PER_100 // 100:
        movers.add(chance.below(len(month)))
    return tuple(
        replace(
            person,
            team=_another(person.team, TEAMS, chance) if number in movers else person.team,
            months_here=person.months_here + 1,
            yes=person.yes ^ (chance.below(100) < CHANGES_OF_MIND_PER_100),
        )
        for number, person in enumerate(month)
    )


def _another(one: int, count: int, chance: Stream) -> int:
    """Any of ``count``, other than ``one``."""
    return (one + 1 + chance.below(count - 1)) % count
