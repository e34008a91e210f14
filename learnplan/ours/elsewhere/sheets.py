"""Charts and boards as pictures that say by themselves what they show, how old it is, and what not.

A sheet is 960 wide. What is written on it is what the pages say, from the same words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnplan.ours.elsewhere.lettering import width, wrapped
from learnplan.ours.performance import charts, shapes, stills, words
from learnplan.ours.performance.boards import Board, Card, ChartPage
from learnplan.ours.performance.control_chart import Judgement
from learnplan.ours.performance.shapes import LOOKS, PAD, Shape, Sheet, line
from learnplan.web.filters import short_day

WIDE = 960.0
MARGIN = 14.0
INSIDE = WIDE - 2 * MARGIN
LEADING = 1.35
"""From one line of words to the next, in sizes of its letters."""
KEY_WIDE = 28.0
COURSE, AROUND = 0.6, 190.0
"""How high a small course is at most, for its width, and what is written around it."""


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, in millimetres without the 8 that printers leave on each side."""

    name: str
    wide: int
    high: int

    @property
    def height(self) -> float:
        """How high a drawing is that fills it, with the white around it."""
        return math.floor((WIDE + 2 * PAD) * self.high / self.wide - 2 * PAD) - 2.0


PAPERS = {"a4": Paper("A4", 194, 281), "letter": Paper("Letter", 199, 263)}


class _Column:
    """Words and shapes one below the other, from a spot downwards."""

    def __init__(self, left: float, top: float, wide: float) -> None:
        self.left, self.y, self.wide = left, top, wide
        self.shapes: list[Shape] = []

    def say(self, look: str, said: str, *, lines: int | None = None) -> None:
        """Write ``said`` in as many lines as it takes, or no more than ``lines``."""
        size, bold = LOOKS[look].size, LOOKS[look].bold
        for each in wrapped(said, size, self.wide, bold=bold, lines=lines):
            self.y += size * LEADING
            self.shapes.append(shapes.words(look, self.left, self.y, each))

    def put(self, drawn: Sequence[Shape], high: float) -> None:
        """Put a drawing of its own height below."""
        self.shapes += shapes.moved(drawn, 0, self.y)
        self.y += high

    def leave(self, high: float) -> None:
        """Leave some space."""
        self.y += high


def chart_sheet(page: ChartPage, organisation: str) -> Sheet:
    """The control chart of an indicator, with all that is said of it."""
    indicator, where = page.indicator, page.place.name
    on = _Column(MARGIN, 0, INSIDE)
    on.say("title", indicator.called)
    on.leave(4)
    facts = [where, page.span, indicator.measure, words.better(indicator.direction)]
    on.say("small", " · ".join(each for each in facts if each))
    on.leave(6)
    if not page.shown:
        why = page.hidden[-1].reason
        on.say("said", why)
        on.leave(MARGIN)
        return Sheet(WIDE, on.y, f"{indicator.called}, {where}", why, tuple(on.shapes))
    latest = page.shown[-1]
    said = f"{words.latest(latest, indicator)}. {words.promised(latest, indicator)}."
    on.say("said", f"{said} {page.summary}")
    on.leave(10)
    picture = charts.picture(page)
    drawn = stills.still(picture)
    on.put(drawn.shapes(picture.unit), drawn.height)
    on.put(*_key(charts.key(page)))
    on.leave(6)
    for note in charts.notes(page):
        said_here = f"{words.noted(note.note)}"
        on.say("small", f"{note.letter}, {said_here}" if note.letter else said_here)
    for step in page.course.steps:
        on.say("small", f"{words.step_said(page, step)}. {step.reason}.")
    on.leave(4)
    if indicator.how_measured:
        on.say("small", f"How it is measured: {indicator.how_measured}")
    on.say("small", f"What this does not show: {words.not_shown(indicator)}")
    on.leave(4)
    on.say("strong", f"As of {short_day(latest.as_of)}. {organisation}.")
    on.leave(MARGIN)
    title = f"Control chart of {indicator.called}, {where}, {page.span}"
    return Sheet(WIDE, on.y, title, f"{said} {page.summary}", tuple(on.shapes))


USUAL_KEY = {
    "common": "Common cause",
    "improvement": "Special cause, improving",
    "concern": "Special cause, concern",
    "special": "Special cause",
    "limits": "Limits",
    "target": "Target",
}
_LINES = {"mean": "mean", "limits": "limit", "target": "target"}


def _key(marks: Sequence[str | tuple[str, str]]) -> tuple[list[Shape], float]:
    """What the marks of a chart mean, beside each other, and how high that is."""
    found: list[Shape] = []
    x, y = MARGIN, 8.0
    for mark in marks:
        name, said = (mark, USUAL_KEY[mark]) if isinstance(mark, str) else mark
        wide = KEY_WIDE + 6 + width(said, LOOKS["small"].size)
        if x > MARGIN and x + wide > WIDE:
            x, y = MARGIN, y + 20
        if name in _LINES:
            found.append(line(_LINES[name], (x, y), (x + KEY_WIDE, y)))
        else:
            look = "high" if name == "special" else name
            found.append(Shape(look, ((x + KEY_WIDE / 2, y),)))
        found.append(shapes.words("small", x + KEY_WIDE + 6, y + 4, said))
        x += wide + 16
    return found, y + 12


def board_sheet(
    board: Board, paper: Paper, *, gist: str, today: date, more: str, organisation: str
) -> Sheet:
    """A board on one sheet of paper: each indicator's figure, course, signs and blind spot.

    ``gist`` is what the board says first; ``more`` says what of it is not here.
    """
    high = paper.height
    on = _Column(0, 0, WIDE)
    on.say("title", board.place.name)
    on.leave(4)
    people = words.lede(board, None)
    on.say("small", " ".join(each for each in (board.place.together, people) if each))
    on.leave(4)
    on.say("said", gist)
    on.leave(12)
    foot = _Column(0, 0, WIDE)
    if any(card.latest and not card.indicator.not_shown for card in board.cards):
        own = any(card.indicator.not_shown for card in board.cards)
        which = "The others" if own else "These figures"
        foot.say("small", f"{which} do not show {words.NOT_SHOWN}")
    foot.say("small", f"{organisation}. {more} Printed on {short_day(today)}.")
    foot.say(
        "small",
        "A special cause is very unlikely to be chance; what varies by common cause does so "
        "anyway. Learning records are never part of these figures, not even as a count.",
    )
    foot_high = foot.y + 6
    across = _across(len(board.cards))
    down = -(-len(board.cards) // across) or 1
    gap = 18.0
    cell_wide = (WIDE - gap * (across - 1)) / across
    cell_high = min((high - on.y - foot_high) / down, cell_wide * COURSE + AROUND)
    found = on.shapes
    for number, card in enumerate(board.cards):
        row, column = divmod(number, across)
        found += _multiple(
            card,
            column * (cell_wide + gap),
            on.y + row * cell_high,
            cell_wide,
            cell_high - 10,
            up_to=board.up_to,
        )
    found += shapes.moved(foot.shapes, 0, high - foot_high)
    return Sheet(WIDE, high, f"{board.place.name}, performance", gist, tuple(found))


def _across(count: int) -> int:
    """How many stand beside each other."""
    return 2 if count <= 6 else 3 if count <= 12 else 4  # noqa: PLR2004 - what stays legible on paper


SIGNS = {
    Judgement.COMMON: "small",
    Judgement.IMPROVEMENT: "better",
    Judgement.CONCERN: "worse",
    Judgement.HIGH: "strong",
    Judgement.LOW: "strong",
}


def _multiple(
    card: Card, left: float, top: float, wide: float, high: float, *, up_to: date | None
) -> list[Shape]:
    """One indicator in a box of its own: as much of its words as there is room for.

    Its day is said where it is not the one that the sheet begins with (``up_to``).
    """
    on = _Column(left, top, wide)
    on.shapes.append(line("rule", (left, top), (left + wide, top)))
    on.leave(4)
    indicator, latest = card.indicator, card.latest
    on.say("name", indicator.called, lines=2 if high > 220 else 1)  # noqa: PLR2004 - room for two
    if latest is None:
        on.say("small", f"Not shown. {card.missing}", lines=5)
        return on.shapes
    on.say("figure", words.figure(latest.value, indicator), lines=1)
    beside = left + width(words.figure(latest.value, indicator), 26, bold=True) + 8
    measure = f"{indicator.measure} in {latest.period.label}".strip()
    if width(measure, LOOKS["small"].size) > left + wide - beside:
        measure = indicator.measure  # the period stands below the figures as well
    said = wrapped(measure, 13, left + wide - beside, lines=1)
    on.shapes += [shapes.words("small", beside, on.y, each) for each in said]
    aim, usual = words.promised(latest, indicator), words.usual(card)
    for each in (aim, usual):
        on.say("small", f"{each}." if each else "", lines=1)
    if card.course.by_year:
        on.say("small", words.SEASONAL, lines=2)
    if latest.as_of != up_to:
        on.say("small", f"As of {short_day(latest.as_of)}.", lines=1)
    below = _Column(left, 0, wide)
    below.say(SIGNS[card.judgement], words.stir(card), lines=1)
    below.say("small", words.assured(card.chart.assurance), lines=1)
    small = LOOKS["small"].size * LEADING
    room = top + high - on.y - below.y
    texts = max(int((room - 60) / small), 1)
    below.say("small", card.chart.note, lines=min(texts, 2))
    if indicator.not_shown:
        below.say("small", f"Does not show: {indicator.not_shown}", lines=min(texts, 5))
    course = max(min(top + high - on.y - below.y - 6, wide * COURSE), 34.0)
    on.put(_course(card, left, wide, course - 16), course + 6)
    on.put(below.shapes, below.y)
    return on.shapes


def _course(card: Card, left: float, wide: float, high: float) -> list[Shape]:
    """The recent figures with their limits, mean and target, small; from ``high`` to 0 down."""
    points = card.chart.points[-POINTS:]
    shown = card.course.shown[-POINTS:]
    by_year = card.course.by_year
    targets = [None if by_year else each.target for each in shown]
    every = [
        each
        for point, target in zip(points, targets, strict=True)
        for each in (point.value, point.mean, point.lower_limit, point.upper_limit, target)
        if each is not None
    ]
    if not every:
        return []
    lowest, highest = min(every), max(every)
    reach = highest - lowest
    step = (wide - 16) / max(len(points) - 1, 1)

    def x(at: float) -> float:
        return min(max(left + 8 + at * step, left), left + wide)

    def y(value: float) -> float:
        return high / 2 + 4 if not reach else 10 + (high - 12) * (highest - value) / reach

    lines: list[tuple[str, Sequence[float | None]]] = [
        ("limit", [each.upper_limit for each in points]),
        ("limit", [each.lower_limit for each in points]),
        ("mean", [None if each.lower_limit is None else each.mean for each in points]),
        ("target", targets),
    ]
    found = [
        line(look, (x(run.start - 0.5), height), (x(run.stop - 0.5), height))
        for look, level in lines
        for run in stills.stretches(level)
        for height in [y(level[run.start] or 0.0)]
    ]
    found += [
        shapes.words("unit", left + at, high + 18, label)
        for at, label in ends_of([each.period.label for each in shown], wide)
    ]
    spots = [
        None if each.value is None else (x(at), y(each.value)) for at, each in enumerate(points)
    ]
    found += [
        Shape("course", tuple(spot for spot in spots[run.start : run.stop] if spot))
        for run in stills.stretches([None if each is None else True for each in spots])
    ]
    last = points[-1]
    found += [
        Shape(point.judgement.value, (spot,))
        for point, spot in zip(points, spots, strict=True)
        if spot and (point is last or point.judgement is not Judgement.COMMON)
    ]
    return found


def ends_of(labels: Sequence[str], wide: float) -> list[tuple[float, str]]:
    """The first period at the left and the last at the right; that alone where both are too long.

    Each stands so far from the left.
    """
    if len(labels) == 1:
        return [(0, labels[0])]
    first, last = (width(each, LOOKS["unit"].size) for each in (labels[0], labels[-1]))
    at = max(wide - last, 0)
    both = first + LEAST_BETWEEN <= at
    return [(0, labels[0])] * both + [(at, labels[-1])]


LEAST_BETWEEN = 8
"""How far the names of the first period and the last stay apart."""
POINTS = 24
"""How many of the latest figures a small course shows, as on the board's cards."""
