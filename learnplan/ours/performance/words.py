"""How figures and their age are said on screen."""

from datetime import date

from learnplan.ours.performance.boards import Board, ChartPage
from learnplan.ours.performance.control_chart import Direction, Judgement, Point
from learnplan.ours.performance.editions import Hidden, Shown
from learnplan.ours.performance.queries import IndicatorView
from learnplan.web.filters import count, number, short_day

DAYS_SAID = 60
MONTHS_SAID = 24
DAYS_IN_A_MONTH = 30.44
DAYS_IN_A_YEAR = 365.25
FINER = 5
"""The most decimals that the lines of a chart may have beyond those of their indicator."""


def figure(value: float, indicator: IndicatorView) -> str:
    """A figure with as many decimals as its indicator has."""
    return number(value, indicator.decimals)


def aim(value: float | None, indicator: IndicatorView) -> str:
    """``Target 95 or more``."""
    if value is None:
        return "No target set"
    side = {Direction.INCREASE: " or more", Direction.DECREASE: " or less"}
    return f"Target {_short(figure(value, indicator))}{side.get(indicator.direction, '')}"


def as_of(day: date, today: date) -> str:
    """``As of 30 April 2026, 12 days ago``."""
    ago = (today - day).days
    if ago < 0:
        return f"Up to {short_day(day)}, which is still to come"
    if ago < DAYS_SAID:
        age = {0: "today", 1: "yesterday"}.get(ago, f"{ago} days ago")
    elif (months := round(ago / DAYS_IN_A_MONTH)) < MONTHS_SAID:
        age = f"{months} months ago"
    else:
        age = f"{int(ago / DAYS_IN_A_YEAR)} years ago"
    return f"As of {short_day(day)}, {age}"


def better(direction: Direction) -> str:
    """Which way is better, where one is."""
    return {
        Direction.INCREASE: "higher is better",
        Direction.DECREASE: "lower is better",
    }.get(direction, "neither way is better")


def lede(board: Board, imported_on: date | None) -> str:
    """Who and since when: ``34 people. Figures up to 30 Apr 2026, imported 12 May 2026.``."""
    said = [] if board.place.people is None else [count(board.place.people, "person", "people")]
    if board.up_to is not None:
        came_in = f", imported {short_day(imported_on)}" if imported_on else ""
        said.append(f"Figures up to {short_day(board.up_to)}{came_in}")
    return "".join(f"{each}. " for each in said).strip()


def reasons(board: Board) -> list[str]:
    """Why figures of the units below are not shown, each reason once, and of which indicators."""
    found: dict[str, dict[str, None]] = {}
    for line in board.lines:
        for column, each in zip(board.columns, line.figures, strict=True):
            if isinstance(each, Hidden):
                found.setdefault(each.reason, {})[column.indicator.name] = None
    return [f"{', '.join(names)}: {reason}" for reason, names in found.items()]


def meaning(point: Point) -> str:
    """What a point of a chart means, and the rule that says so."""
    if point.special_cause is None:
        return "Common cause"
    words = {
        Judgement.IMPROVEMENT: "improving",
        Judgement.CONCERN: "concern",
        Judgement.HIGH: "higher",
        Judgement.LOW: "lower",
    }[point.judgement]
    return f"Special cause, {words} ({point.special_cause})"


def levels(page: ChartPage) -> dict[str, str]:
    """The lines of a chart in figures, with as many decimals as it takes to tell them apart."""
    chart = page.chart
    target = page.shown[-1].target if page.shown else None
    if chart.lower_limit is None or chart.upper_limit is None or chart.mean is None:
        return {} if target is None else {"target": _short(figure(target, page.indicator))}
    lines = {
        "mean": chart.mean,
        "lower_limit": chart.lower_limit,
        "upper_limit": chart.upper_limit,
    }
    every = [*lines.values()] if target is None else [*lines.values(), target]
    coarse = page.indicator.decimals or 0
    for decimals in range(coarse + 1, coarse + FINER):
        if len({number(each, decimals) for each in every}) == len(set(every)):
            break
    said = {name: number(each, decimals) for name, each in lines.items()}
    return said if target is None else {**said, "target": _short(number(target, decimals))}


def caption(page: ChartPage) -> str:
    """What the table of a chart holds, with the lines that are drawn through it."""
    indicator, chart = page.indicator, page.chart
    said = ", ".join(each for each in (indicator.name, indicator.measure) if each)
    if chart.lower_limit is None:
        return f"{said}. {chart.note}"
    lines = levels(page)
    limits = f"limits {lines['lower_limit']} to {lines['upper_limit']}"
    return f"{said}. Mean {lines['mean']}, {limits}."


def rows(page: ChartPage) -> list[tuple[Shown | Hidden, Point | None]]:
    """The rows of that table, the newest first; a period that is not shown has no point."""
    found: list[tuple[Shown | Hidden, Point | None]] = [
        *zip(page.shown, page.chart.points, strict=True),
        *((each, None) for each in page.hidden),
    ]
    return sorted(found, key=lambda row: row[0].period, reverse=True)


def _short(said: str) -> str:
    """A figure without needless decimals."""
    return said.rstrip("0").rstrip(".") if "." in said else said
