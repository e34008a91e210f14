"""How figures and their age are said on screen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnplan.core.texts import listed
from learnplan.ours.performance.boards import Board, Card, ChartPage
from learnplan.ours.performance.control_chart import (
    STEADY,
    Assurance,
    Direction,
    Judgement,
    Point,
)
from learnplan.ours.performance.editions import Hidden, Shown
from learnplan.ours.performance.outcomes import Outcome
from learnplan.ours.performance.periods import month_said
from learnplan.ours.performance.queries import IndicatorView
from learnplan.ours.performance.writings import NoteView, ProgrammeView, StepView, TargetView
from learnplan.web.filters import count, number, short_day

DAYS_SAID = 60
MONTHS_SAID = 24
DAYS_IN_A_MONTH = 30.44
DAYS_IN_A_YEAR = 365.25
VARIATION = {
    Judgement.COMMON: "Common cause, no change",
    Judgement.IMPROVEMENT: "Special cause, improving",
    Judgement.CONCERN: "Special cause, concern",
    Judgement.HIGH: "Special cause, higher",
    Judgement.LOW: "Special cause, lower",
}
NOT_SHOWN = (
    "how the work was done, what was learned on the way, or anything about one person. Ask the "
    "people who do it."
)
NOT_COMPLETE = "Not complete yet"
FEW = 3
"""So many indicators are named in a sentence; more are counted."""
TOO_SHORT = "It is too early to tell change from chance"
FINER = 5
"""The most decimals that the lines of a chart may have beyond those of their indicator."""
THOUSANDS = 1_000
MOST_DECIMALS = 12
NO_MATTER = 1e-9
"""What computing leaves over is no reason to call a target missed."""


def figure(value: float, indicator: IndicatorView) -> str:
    """A figure with as many decimals as its indicator has."""
    return number(value, indicator.decimals)


def aim(value: float | None, indicator: IndicatorView) -> str:
    """``Target 95 or more``."""
    if value is None:
        return "No target set"
    side = {Direction.INCREASE: " or more", Direction.DECREASE: " or less"}
    return f"Target {_short(figure(value, indicator))}{side.get(indicator.direction, '')}"


def is_met(shown: Shown, indicator: IndicatorView) -> bool | None:
    """Whether a figure is what was promised; None where nothing was, or neither way is better."""
    if shown.target is None or indicator.direction is Direction.NEUTRAL or not shown.complete:
        return None
    if math.isclose(shown.value, shown.target, rel_tol=NO_MATTER, abs_tol=NO_MATTER):
        return True
    return (shown.value > shown.target) is (indicator.direction is Direction.INCREASE)


def promised(shown: Shown, indicator: IndicatorView) -> str:
    """``Target 95 or more, missed``; by how much, where rounding would hide that it was."""
    said, met = aim(shown.target, indicator), is_met(shown, indicator)
    if met is None or shown.target is None:
        return said
    if met:
        return f"{said}, met"
    if figure(shown.value, indicator) != figure(shown.target, indicator):
        return f"{said}, missed"
    gap, decimals = abs(shown.value - shown.target), indicator.decimals or 0
    while not number(gap, decimals).strip("0.,") and decimals < MOST_DECIMALS:
        decimals += 1
    return f"{said}, missed by {number(gap, decimals)}"


def stands(shown: Shown, target: TargetView, indicator: IndicatorView) -> str:
    """``2.6 % of pallets in Oct 2026, missed``: where a figure stands with what was promised."""
    said = latest(shown, indicator)
    held = shown.period.start >= target.starts_on
    met = is_met(shown._replace(target=target.value), indicator) if held else None
    return said if met is None else f"{said}, {'met' if met else 'missed'}"


def kept(board: Board) -> str:
    """How many targets the latest figures meet: Of 9 targets, the latest figures meet 4."""
    found = [
        met
        for card in board.cards
        if card.latest is not None and (met := is_met(card.latest, card.indicator)) is not None
    ]
    if not found:
        return ""
    here = " on this page" if board.indicators > len(board.cards) else ""
    if len(found) == 1:
        return f"The latest figure {'meets' if found[0] else 'misses'} the only target{here}."
    return f"Of {len(found)} targets{here}, the latest figures meet {sum(found) or 'none'}."


def usual(card: Card) -> str:
    """``Usually 39.9 to 54.8``: how far a figure goes by chance, so that it is no news there."""
    limits = card.chart.lower_limit, card.chart.upper_limit
    if card.course.by_year or None in limits:
        return ""
    low, high = [each for each in limits if each is not None]
    decimals = _apart([low, high], card.indicator)
    return f"Usually {number(low, decimals)} to {number(high, decimals)}"


SEASONAL = "Seasonal: judged by its difference from a year before."


def lacking(card: Card) -> str:
    """That a figure lacks some of the units below, or another of the same has no place yet."""
    latest, said = card.latest, []
    if latest is not None and latest.parts and latest.parts < card.parts_known:
        said.append(
            f"Made of {latest.parts} of the {card.parts_known} units below; the others have no "
            f"figure for {latest.period.label}."
        )
    if not card.course.is_complete:
        said.append("There were more in the one before, so it is not compared yet.")
    if latest is not None and card.to_come is not None:
        said.append(f"{card.to_come.label} has not begun yet, so its figure is left out.")
    return " ".join(said)


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


def varied(judgement: Judgement) -> str:
    """Whether a point is more than chance: Special cause, improving."""
    return VARIATION[judgement]


def stir(card: Card) -> str:
    """Whether the latest figure of a card is more than chance, where that can be told."""
    return varied(card.judgement) if card.course.is_complete else NOT_COMPLETE


def assured(assurance: Assurance | None) -> str:
    """Whether a target can be relied upon: Consistently misses target."""
    if assurance is None:
        return ""
    against = " against target" if assurance is Assurance.EITHER else " target"
    return f"{assurance.value.capitalize()}{against}"


def not_shown(indicator: IndicatorView) -> str:
    """What an indicator's figures do not say, in its own words or the usual ones."""
    return indicator.not_shown or NOT_SHOWN


def latest(shown: Shown, indicator: IndicatorView) -> str:
    """A figure with its measure and its period: 38 min, median in Oct 2026."""
    measure = f" {indicator.measure}" if indicator.measure else ""
    return f"{figure(shown.value, indicator)}{measure} in {shown.period.label}"


def lede(board: Board, imported_on: date | None) -> str:
    """Who and since when: ``34 people. Figures up to 30 Apr 2026, imported 12 May 2026.``."""
    said = [] if board.place.people is None else [count(board.place.people, "person", "people")]
    if board.up_to is not None:
        came_in = f", imported {short_day(imported_on)}" if imported_on else ""
        said.append(f"Figures {up_to(board)}{came_in}")
    return "".join(f"{each}. " for each in said).strip()


def up_to(board: Board) -> str:
    """``up to 30 Apr 2026``: the last day that a board's figures are of."""
    return f"up to {short_day(board.up_to)}" if board.up_to is not None else ""


@dataclass(frozen=True)
class Headline:
    """Some words that a board says first, and the cards they are said of."""

    words: str
    cards: tuple[Card, ...]


def headlines(board: Board) -> list[Headline]:
    """What changed and what matters, compared with what was promised: the worst first."""
    cards = board.cards
    found = {
        "Worse beyond chance": [each for each in cards if each.judgement is Judgement.CONCERN],
        "Consistently missing the target": [
            each for each in cards if each.chart.assurance is Assurance.MISSES
        ],
        NOT_COMPLETE: [each for each in cards if not each.course.is_complete],
        "Changed beyond chance": [
            each for each in cards if each.judgement in {Judgement.HIGH, Judgement.LOW}
        ],
        "Better beyond chance": [each for each in cards if each.judgement is Judgement.IMPROVEMENT],
    }
    return [Headline(words, tuple(those)) for words, those in found.items() if those]


def rest(board: Board) -> str:
    """What is to be said of all that no headline is of."""
    said = _calm(board)
    if board.is_ranked:
        return said
    many = f"there are {board.indicators} indicators, too many to put in order"
    return f"{said} That is of this page only: {many}, so they come by name.".strip()


def _calm(board: Board) -> str:
    """That what is calm is as it usually is; of what is too short to tell, that it is."""
    calm = [card for card in board.calm if card.latest is not None]
    short = [card for card in calm if card.chart.is_provisional]
    if len(short) == len(calm):
        said = ""
    elif board.pressing:
        said = "The rest varies as it usually does."
    else:
        said = "Nothing here changed beyond chance, and no target is consistently missed."
    if not short:
        return said
    if len(short) == sum(card.latest is not None for card in board.cards):
        return f"{TOO_SHORT}: the limits of each indicator come from fewer than {STEADY} periods."
    names = [card.indicator.called for card in short]
    those = listed(names) if len(names) <= FEW else f"{len(names)} indicators"
    few = f"{'its' if len(names) == 1 else 'their'} limits come from fewer than {STEADY} periods."
    return f"{said} {TOO_SHORT} of {those}: {few}".strip()


def gist(board: Board, today: date) -> str:
    """The headlines of a board in a sentence or two, and what waits for a decision."""
    said = [
        f"{each.words}: {listed(card.indicator.called for card in each.cards)}."
        for each in headlines(board)
    ]
    said += [kept(board), rest(board)]
    waiting = [card.indicator.called for card, _ in board.asking(today)]
    said += [f"It is time to look at the target of {listed(waiting)}."] if waiting else []
    return " ".join(each for each in said if each)


def came_of(programme: ProgrammeView, outcome: Outcome | None, indicator: IndicatorView) -> str:
    """What came of a programme: Changeover time moved by −9.1, −6 was proposed."""
    if outcome is None:
        return f"Too few figures of {indicator.name} to say whether it moved"
    proposed = moved(programme.amount, indicator)
    return f"{indicator.name} moved by {moved(outcome.moved, indicator)}, {proposed} was proposed"


def reasons(board: Board) -> list[str]:
    """Why figures of the units below are not shown, each reason once, and of which indicators."""
    found: dict[str, dict[str, None]] = {}
    for line in board.lines:
        for column, each in zip(board.columns, line.figures, strict=True):
            if isinstance(each, Hidden):
                found.setdefault(each.reason, {})[column.indicator.called] = None
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


def drawn(value: float, page: ChartPage) -> str:
    """A point of a chart in figures: the figure, or how much more or less than a year ago."""
    if not page.course.by_year:
        return figure(value, page.indicator)
    return _signed(value, figure(value, page.indicator))


def axis(page: ChartPage) -> str:
    """What a chart is drawn in."""
    if page.course.by_year:
        measure = page.indicator.measure
        return f"Difference from a year before{', ' + measure if measure else ''}"
    return page.indicator.measure


def levels(page: ChartPage | Card) -> dict[str, str]:
    """The latest lines of a chart in figures, as finely as it takes to tell them apart."""
    chart = page.chart
    shown = page.course.shown
    target = shown[-1].target if shown and not page.course.by_year else None
    if chart.lower_limit is None or chart.upper_limit is None or chart.mean is None:
        return {} if target is None else {"target": _short(figure(target, page.indicator))}
    lines = {
        "mean": chart.mean,
        "lower_limit": chart.lower_limit,
        "upper_limit": chart.upper_limit,
    }
    every = [*lines.values()] if target is None else [*lines.values(), target]
    decimals = _apart(every, page.indicator)
    said = {name: number(each, decimals) for name, each in lines.items()}
    return said if target is None else {**said, "target": _short(number(target, decimals))}


def _apart(lines: Sequence[float], indicator: IndicatorView) -> int:
    """With how many decimals lines are said so that they can be told apart."""
    coarse = _finer(max(map(abs, lines)), indicator)
    for decimals in range(coarse, coarse + FINER):
        if len({number(each, decimals) for each in lines}) == len(set(lines)):
            break
    return decimals


def moved(amount: float, indicator: IndicatorView) -> str:
    """By how much something moves: +2.5, −5."""
    return _signed(amount, _short(finely(amount, indicator)))


def finely(value: float, indicator: IndicatorView) -> str:
    """A line of a chart in figures, mostly with one decimal more than its indicator has."""
    return number(value, _finer(abs(value), indicator))


def _finer(size: float, indicator: IndicatorView) -> int:
    """One decimal more than an indicator has; of thousands that have none, none."""
    return (indicator.decimals or 0) + (1 if indicator.decimals or size < THOUSANDS else 0)


def mean_of(page: ChartPage) -> str:
    """The mean, and of which periods, where it is not of all of them."""
    last = page.chart.stretches[-1]
    settled = [
        shown.period
        for shown, point in zip(page.shown, page.chart.points, strict=True)
        if point.value is not None
    ]
    settled = [each for each in settled if each >= page.shown[last.first].period]
    if last.baseline is None and last.first == 0:
        return "Mean"
    until = settled[-1] if last.baseline is None else settled[last.baseline - 1]
    return f"Mean, {settled[0].label} to {until.label}"


def step_said(page: ChartPage, step: StepView) -> str:
    """From which period on limits are worked out anew, and by what."""
    periods = [each.period for each in page.shown if each.period.start >= step.starts_on]
    start = periods[0].label if periods else short_day(step.starts_on)
    fixed = f", by its first {step.baseline} figures" if step.baseline else ""
    return f"Limits worked out anew from {start} on{fixed}"


def steps_said(page: ChartPage) -> list[str]:
    """Where limits were worked out anew, why, and who said so when."""
    return [
        f"{step_said(page, step)}. {step.reason} "
        f"({step.author}, {short_day(step.written_at.date())})."
        for step in page.course.steps
    ]


def noted(note: NoteView) -> str:
    """A note with its month: Oct 2025: kit trolley trial starts."""
    return f"{month_said(note.happened_on)}: {note.words}"


def caption(page: ChartPage) -> str:
    """What the table of a chart holds, with the lines that are drawn through it."""
    indicator, chart = page.indicator, page.chart
    said = ", ".join(each for each in (indicator.name, indicator.measure) if each)
    if chart.lower_limit is None:
        return f"{said}. {chart.note}"
    lines = levels(page)
    limits = f"limits {lines['lower_limit']} to {lines['upper_limit']}"
    of = " of the differences" if page.course.by_year else ""
    return f"{said}. {mean_of(page)}{of}: {lines['mean']}, {limits}."


def rows(page: ChartPage) -> list[tuple[Shown | Hidden, Point | None]]:
    """The rows of that table, the newest first; a period that is not shown has no point."""
    found: list[tuple[Shown | Hidden, Point | None]] = [
        *zip(page.shown, page.chart.points, strict=True),
        *((each, None) for each in page.hidden),
    ]
    return sorted(found, key=lambda row: row[0].period, reverse=True)


def _signed(value: float, said: str) -> str:
    """A difference as it is said, with its sign; of none at all there is none."""
    return f"+{said}" if value > 0 and said.strip("0.,") else said


def _short(said: str) -> str:
    """A figure without needless decimals."""
    return said.rstrip("0").rstrip(".") if "." in said else said
