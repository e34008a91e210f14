"""Observations: what a file says, row by row, before it is compared with what stands."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.mapping import Settings
from learnplan.ours.performance.periods import Period


class ObservationRow(NamedTuple):
    """One figure, ready to be kept: what it is about, when, and what goes with it.

    The last six are what is kept of it, in the order in which they are.
    """

    line: int
    unit: tuple[str, ...]
    indicator: str
    period: Period
    direction: Direction
    value: float
    numerator: float | None
    denominator: float | None
    target: float | None
    contributors: int | None
    as_of: date | None


class Rejected(NamedTuple):
    """A line that could not be read, or not in full, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Observations:
    """What a file says. Rows and rejections are in the order of its lines.

    ``rows_read`` counts the table's rows; ``without_value`` the empty cells of wide files,
    and the rows of a sheet to fill in that were left empty;
    ``repeated`` the exact repetitions and ``left_out`` the rows that the map does not ask for.
    ``settings`` are those of every indicator that was seen.
    """

    rows: list[ObservationRow]
    rejected: list[Rejected]
    rows_read: int
    without_value: int
    repeated: int
    left_out: int
    remarks: tuple[str, ...]
    settings: dict[str, Settings]
