"""The table that is printed: each path, ours, its floor, and how far that is from the goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tools.bench.rounds import Race

HEADING = ("path", "ours", "floor", "ratio", "goal", "")
MILLISECONDS = 1000
BELOW = "below its goal"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, as it is printed."""

    path: str
    ours: str
    floor: str
    ratio: str
    goal: str
    remark: str = ""


def compared(path: str, race: Race, goal: float) -> Line:
    """How a path compares with its floor; the goal is the least that it should."""
    return Line(
        path,
        f"{median(race.ours) * MILLISECONDS:.2f} ms",
        f"{median(race.floor) * MILLISECONDS:.2f} ms",
        f"{race.ratio:.2f}",
        f"≥ {goal}",
        "" if race.ratio >= goal else BELOW,
    )


def tailed(path: str, race: Race, goal: float) -> Line:
    """How much longer than usual the slowest calls of a path take; the goal is the most."""
    return Line(
        path,
        f"{median(race.ours) * race.tail * MILLISECONDS:.2f} ms",
        f"{median(race.floor) * race.floor_tail * MILLISECONDS:.2f} ms",
        f"{race.tail:.1f} × p50",
        f"≤ {goal:g} × p50",
        "" if race.tail <= goal else BELOW,
    )


def measured(path: str, value: float, unit: str, goal: float | None, *, decimals: int = 0) -> Line:
    """A figure that has no floor; the goal, where there is one, is the most it should be."""
    return Line(
        path,
        f"{value:.{decimals}f} {unit}",
        "",
        "",
        "" if goal is None else f"≤ {goal:g} {unit}",
        "" if goal is None or value <= goal else BELOW,
    )


def grown(path: str, took: float, before: float, goal: float) -> Line:
    """How much longer a path takes than it did; the goal is the most that it should."""
    return Line(
        path,
        f"{took:.2f} ms",
        f"{before:.2f} ms",
        f"{took / before:.1f} ×",
        f"≤ {goal:g} ×",
        "" if took <= goal * before else BELOW,
    )


def table(lines: Sequence[Line]) -> str:
    """The lines as columns; words to the left, figures to the right."""
    cells = [HEADING, *((x.path, x.ours, x.floor, x.ratio, x.goal, x.remark) for x in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < place < len(HEADING) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
