"""A control chart that stands still, for pages without scripts: where everything in it goes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

from learnplan.ours.performance import words
from learnplan.ours.performance.charts import Dot, Picture
from learnplan.ours.performance.control_chart import Judgement
from learnplan.ours.performance.shapes import Shape, Spot, line
from learnplan.ours.performance.shapes import words as said_at

LEFT, RIGHT, TOP = 14.0, 806.0, 52.0
"""Where the figures lie in a box of 960, y downwards."""
HEIGHT, LOW = 392.0, 210.0
BELOW = 42.0
EDGE = 14.0
APART = 17.0
PERIODS_NAMED = 9
AIR = 0.1
DISC = 22.0
LETTER = 7.5
"""How wide a letter is at most."""

ABOVE_LINE = 4.0
"""How far words stand below the middle of what they name."""
NAMED_FROM = 814.0
NOTED_AT = 32.0


@dataclass(frozen=True)
class Level:
    """The name of a line, which stands clear of the other names."""

    kind: str
    words: str
    words_y: float


@dataclass(frozen=True)
class Still:
    """What there is to draw, in the coordinates of the box.

    Lines are (kind, from, to, y); bands are (left, top, width, height); notes are (x of the line,
    x of the disc, letter). What a single note says is ``told`` beside it, where there is room.
    """

    height: float
    bottom: float
    marks: tuple[tuple[float, float, Judgement], ...]
    runs: tuple[tuple[Spot, ...], ...]
    bands: tuple[tuple[float, float, float, float], ...]
    lines: tuple[tuple[str, float, float, float], ...]
    levels: tuple[Level, ...]
    periods: tuple[tuple[float, str], ...]
    notes: tuple[tuple[float, float, str], ...]
    told: str = ""

    def shapes(self, unit: str) -> list[Shape]:
        """All of it, from the back to the front, under what it is measured in."""
        found = [said_at("unit", LEFT, 16, unit)]
        found += [
            Shape("band", ((left, top), (left + width, top + height)))
            for left, top, width, height in self.bands
        ]
        found += [line(kind, (first, y), (last, y)) for kind, first, last, y in self.lines]
        found += [
            said_at(f"name-{level.kind}", NAMED_FROM, level.words_y + ABOVE_LINE, level.words)
            for level in self.levels
        ]
        found += [Shape("course", run) for run in self.runs]
        found += [Shape(judgement.value, ((x, y),)) for x, y, judgement in self.marks]
        for x, disc, letter in self.notes:
            found.append(line("note", (x, NOTED_AT + 10), (x, self.bottom)))
            found.append(Shape("disc", ((disc, NOTED_AT),)))
            found.append(said_at("letter", disc, NOTED_AT + ABOVE_LINE + 0.5, letter))
            if self.told:
                found.append(said_at("told", disc - 16, NOTED_AT + ABOVE_LINE + 0.5, self.told))
        found += [said_at("period", x, self.height - 12, label) for x, label in self.periods]
        return found


def still(of: Picture) -> Still:
    """Draw a chart that has at least one point."""
    dots = of.dots
    height = LOW if of.low else HEIGHT
    bottom = height - BELOW
    box = _Box(dots, bottom)
    upper, lower = [dot.upper_limit for dot in dots], [dot.lower_limit for dot in dots]
    nth = -(-len(dots) // PERIODS_NAMED)
    return Still(
        height=height,
        bottom=bottom,
        marks=tuple(
            (box.x(at), box.y(dot.value), dot.judgement)
            for at, dot in enumerate(dots)
            if dot.value is not None
        ),
        runs=_runs(dots, box),
        bands=_bands(lower, upper, box),
        lines=(
            *_across("limit", upper, box),
            *_across("limit", lower, box),
            *_across("mean", [dot.mean for dot in dots], box),
            *_across("target", [dot.target for dot in dots], box),
        ),
        levels=_levels(of, box.y),
        periods=tuple((box.x(at), dot.label) for at, dot in enumerate(dots) if at % nth == 0),
        notes=_notes(of, box),
        told=_told(of, box),
    )


class _Box:
    """Where a period and a value lie, so that all of some dots and their lines have room."""

    def __init__(self, dots: Sequence[Dot], bottom: float) -> None:
        every = [
            each
            for dot in dots
            for each in (dot.value, dot.target, dot.mean, dot.lower_limit, dot.upper_limit)
            if each is not None
        ]
        low, high = min(every), max(every)
        air = (high - low) * AIR or abs(high) * AIR or 1.0
        self._top_value = high + air
        self._scale = (bottom - TOP) / (high - low + 2 * air)
        self._last = len(dots) - 1
        self._step = (RIGHT - LEFT - 2 * EDGE) / max(self._last, 1)

    def x(self, at: float) -> float:
        """Where a period lies, by its number; before the first and after the last, the edges."""
        if at < 0 or at > self._last:
            return LEFT if at < 0 else RIGHT
        return LEFT + EDGE + at * self._step

    def y(self, value: float) -> float:
        """Where a value lies."""
        return TOP + (self._top_value - value) * self._scale

    def ends(self, run: range) -> tuple[float, float]:
        """From where to where some periods in a row reach."""
        return self.x(run.start - 0.5), self.x(run.stop - 0.5)


def _across(
    kind: str, levels: Sequence[float | None], box: _Box
) -> list[tuple[str, float, float, float]]:
    """A line for each stretch in which a level stays as it is."""
    return [(kind, *box.ends(run), box.y(levels[run.start] or 0.0)) for run in stretches(levels)]


def _runs(dots: Sequence[Dot], box: _Box) -> tuple[tuple[Spot, ...], ...]:
    """The course of the figures, which breaks off where there is none."""
    there = [None if dot.value is None else True for dot in dots]
    return tuple(
        tuple((box.x(at), box.y(value)) for at in run if (value := dots[at].value) is not None)
        for run in stretches(there)
    )


def _bands(
    lower: Sequence[float | None], upper: Sequence[float | None], box: _Box
) -> tuple[tuple[float, float, float, float], ...]:
    """What lies between the limits, for each stretch in which both stay as they are."""
    limits = [None if high is None else (low, high) for low, high in zip(lower, upper, strict=True)]
    found = []
    for run in stretches(limits):
        begins, ends = box.ends(run)
        top, foot = box.y(upper[run.start] or 0.0), box.y(lower[run.start] or 0.0)
        found.append((begins, top, ends - begins, foot - top))
    return tuple(found)


def _notes(of: Picture, box: _Box) -> tuple[tuple[float, float, str], ...]:
    """Where the notes on it are led to, and where their letters stand."""
    placed = [(box.x(note.at), note.letter) for note in of.notes if note.at is not None]
    discs = _apart([at for at, _ in placed])
    return tuple((at, disc, letter) for (at, letter), disc in zip(placed, discs, strict=True))


def _apart(wanted: Sequence[float]) -> list[float]:
    """Where letters go, so that none covers another or leaves the chart."""
    found: list[float] = []
    for at in wanted:
        found.append(max(at, found[-1] + DISC) if found else at)
    edge = RIGHT + DISC / 2
    for number in reversed(range(len(found))):
        edge = found[number] = min(found[number], edge - DISC)
    return found


def _told(of: Picture, box: _Box) -> str:
    """What the only note on the drawing says, where there is room for it."""
    placed = [(box.x(note.at), note.note) for note in of.notes if note.at is not None]
    if len(placed) != 1:
        return ""
    x, note = placed[0]
    said = words.noted(note)
    return said if x > len(said) * LETTER + 2 * DISC else ""


def stretches(along: Sequence[Hashable | None]) -> list[range]:
    """Where the same stands without a break."""
    found = []
    for each, group in groupby(range(len(along)), key=lambda at: along[at]):
        places = list(group)
        if each is not None:
            found.append(range(places[0], places[-1] + 1))
    return found


def _levels(of: Picture, y: Callable[[float], float]) -> tuple[Level, ...]:
    """The names of the latest lines, from the lowest up, moved up where lines come close."""
    last = of.dots[-1]
    there = [
        ("limit", "Upper limit", "upper_limit", last.upper_limit),
        ("mean", "Mean", "mean", last.mean),
        ("limit", "Lower limit", "lower_limit", last.lower_limit),
        ("target", "Target", "target", last.target),
    ]
    named = [
        (y(value), kind, f"{name} {of.said[key]}")
        for kind, name, key, value in there
        if value is not None and key in of.said
    ]
    found: list[Level] = []
    for at, kind, name in sorted(named, reverse=True):
        clear = min(at, found[-1].words_y - APART) if found else at
        found.append(Level(kind, name, clear))
    return tuple(found)
