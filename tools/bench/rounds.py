"""Timing two programs in turns, so that a busy machine is busy for both."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

PERCENT = 100
Clock = Callable[[], float]
WORK: Clock = process_time
"""What this process itself did: other programs on a shared core do not count."""
WAIT: Clock = perf_counter
"""How long somebody waits, for the disk as well."""


@dataclass(frozen=True, slots=True)
class Race:
    """How long each call took, in seconds, and how the two compared round by round."""

    ours: list[float]
    floor: list[float]
    ratios: list[float]

    @property
    def ratio(self) -> float:
        """How much of the floor's speed is left: 1 is as quick, 0.5 takes twice as long."""
        return median(self.ratios)

    @property
    def tail(self) -> float:
        """Our 99th percentile, in medians."""
        return _percentile(self.ours, 99) / median(self.ours)

    @property
    def floor_tail(self) -> float:
        """The floor's 99th percentile, in medians."""
        return _percentile(self.floor, 99) / median(self.floor)


def race(
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    rounds: int,
    calls: int,
    clock: Clock = WORK,
) -> Race:
    """Let the two take turns: so many ``rounds``, in each so many ``calls`` of one, then the other.

    Who begins changes with every round.
    """
    result = Race([], [], [])
    gc.collect()
    for number in range(rounds):
        spent: dict[bool, list[float]] = {True: [], False: []}
        for is_ours in (number % 2 == 0, number % 2 == 1):
            program = ours if is_ours else floor
            for _ in range(calls):
                began = clock()
                program()
                spent[is_ours].append(clock() - began)
        result.ours.extend(spent[True])
        result.floor.extend(spent[False])
        result.ratios.append(median(spent[False]) / median(spent[True]))
    return result


def _percentile(values: list[float], percent: int) -> float:
    """The value that so many percent of ``values`` stay below."""
    return quantiles(values, n=PERCENT, method="inclusive")[percent - 1]
