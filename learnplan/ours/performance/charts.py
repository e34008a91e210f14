"""What there is to draw of a control chart: the same for the browser, without scripts, in a file.

What of it the browser gets is the contract in ``static/js/chart.js``.
"""

from dataclasses import asdict, dataclass
from itertools import pairwise

from learnplan.ours.performance import words
from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.control_chart import Judgement, Point, SpecialCause
from learnplan.ours.performance.courses import method_of
from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.writings import NoteView

MOST_GAPS = 200
"""More missing periods than this are not drawn as a gap: there would be nothing else to see."""
SPECIAL = {
    Judgement.IMPROVEMENT: "improvement",
    Judgement.CONCERN: "concern",
    Judgement.HIGH: "special",
    Judgement.LOW: "special",
}
LETTERS = 26
"""After Z comes AA."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a chart: the letter in its disc, and the period it stands at, by number and name.

    A note from before the first period or after the last has no place on the chart.
    """

    letter: str
    at: int | None
    period: str
    note: NoteView


@dataclass(frozen=True, slots=True)
class Dot:
    """One period of a chart: its value, if it has one, in figures and words, and its lines."""

    label: str
    value: float | None
    said: str
    judgement: Judgement
    cause: SpecialCause | str | None
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything on one drawing. ``said`` names the latest lines; a low one has less height."""

    unit: str
    dots: tuple[Dot, ...]
    said: dict[str, str]
    notes: tuple[Note, ...] = ()
    low: bool = False


def picture(page: ChartPage) -> Picture:
    """The chart of an indicator, with a gap where a period has no figure."""
    found: list[Dot] = []
    lines = Point(None)
    for period, drawn in course(page):
        point = drawn[1] if drawn else Point(None)
        lines = point if point.value is not None else lines  # which go on through a gap
        found.append(
            Dot(
                label=period.label,
                value=point.value,
                said=words.drawn(point.value, page) if point.value is not None else "",
                judgement=point.judgement,
                cause=point.special_cause,
                mean=None if lines.lower_limit is None else lines.mean,
                lower_limit=lines.lower_limit,
                upper_limit=lines.upper_limit,
                target=drawn[0].target if drawn and not page.course.by_year else None,
            )
        )
    placed = tuple(each for each in notes(page) if each.at is not None)
    return Picture(words.axis(page), tuple(found), words.levels(page), placed)


def ranges(page: ChartPage) -> Picture | None:
    """The moving ranges below an X chart, drawn the same way; none below a p or u chart."""
    last = page.chart.stretches[-1] if page.chart.stretches else None
    if last is None or last.range_mean is None or last.range_limit is None:
        return None
    stretches = {
        at: each for each in page.chart.stretches for at in range(each.first, each.last + 1)
    }
    found: list[Dot] = []
    at = page.course.first_drawn - 1
    for period, drawn in course(page):
        at += drawn is not None
        size = drawn[1].moving_range if drawn else None
        limit = stretches[at].range_limit if at in stretches else None
        beyond = size is not None and limit is not None and size > limit
        found.append(
            Dot(
                label=period.label,
                value=size,
                said=words.figure(size, page.indicator) if size is not None else "",
                judgement=Judgement.HIGH if beyond else Judgement.COMMON,
                cause="above the limit" if beyond else None,
                mean=stretches[at].range_mean if at in stretches else None,
                lower_limit=None if limit is None else 0.0,
                upper_limit=limit,
            )
        )
    said = {
        "mean": words.finely(last.range_mean, page.indicator),
        "upper_limit": words.finely(last.range_limit, page.indicator),
    }
    return Picture("Moving range", tuple(found), said, low=True)


def drawing(of: Picture) -> dict[str, object]:
    """A picture for the browser."""
    return {
        "unit": of.unit,
        "low": of.low,
        "points": [asdict(dot) for dot in of.dots],
        "said": of.said,
        "notes": [
            {"at": each.at, "letter": each.letter, "said": words.noted(each.note)}
            for each in of.notes
        ],
    }


def notes(page: ChartPage) -> list[Note]:
    """The notes on a chart, the oldest first, with their letters where they have a place.

    A programme is noted where it begins and on its day, where these are on the chart.
    """
    along = [period for period, _ in course(page)]
    tried = [
        each
        for each in _tried(page)
        if along and along[0].start <= each.happened_on <= along[-1].end
    ]
    found: list[Note] = []
    lettered = 0
    for note in sorted([*page.notes, *tried], key=lambda each: each.happened_on):
        begun = [at for at, period in enumerate(along) if period.start <= note.happened_on]
        if not begun or note.happened_on > along[-1].end:
            found.append(Note("", None, "", note))
            continue
        found.append(Note(_letter(lettered), begun[-1], along[begun[-1]].label, note))
        lettered += 1
    return found


def _tried(page: ChartPage) -> list[NoteView]:
    """The first and the last day of each programme, said as notes are."""
    return [
        NoteView(
            id=each.id,
            unit_id=each.unit_id,
            indicator_id=each.indicator_id,
            happened_on=day,
            words=said,
            author=each.author,
            author_id=each.author_id,
        )
        for each in reversed(page.programmes)
        for day, said in (
            (each.starts_on, f"{each.title}, begun"),
            (each.until, f"{each.title}, its day"),
        )
    ]


def _letter(number: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    before, this = divmod(number, LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + this)


def course(page: ChartPage) -> list[tuple[Period, tuple[Shown, Point] | None]]:
    """Every period of a chart, oldest first, with its figure where it has one.

    Those at the beginning that have none to be compared with are not on it.
    """
    gaps = _gaps(page)
    first = page.course.first_drawn
    found: list[tuple[Period, tuple[Shown, Point] | None]] = []
    for shown, point in zip(page.shown[first:], page.chart.points[first:], strict=True):
        found.append((shown.period, (shown, point)))
        found += ((period, None) for period in gaps.get(shown.period, ()))
    return found


def key(page: ChartPage) -> list[str | tuple[str, str]]:
    """The marks that are on the chart, in the order in which its key explains them."""
    judgements = {point.judgement for point in page.chart.points}
    marks: list[str | tuple[str, str]] = ["common"] if Judgement.COMMON in judgements else []
    marks += dict.fromkeys(mark for each, mark in SPECIAL.items() if each in judgements)
    if page.chart.lower_limit is not None:
        marks += [("mean", words.mean_of(page)), ("limits", method_of(page.course))]
    has_target = any(shown.target is not None for shown in page.shown)
    return marks + ["target"] * (has_target and not page.course.by_year)


def _gaps(page: ChartPage) -> dict[Period, list[Period]]:
    """The periods without a figure after each one that has one."""
    found: dict[Period, list[Period]] = {}
    left = MOST_GAPS
    for earlier, later in pairwise(shown.period for shown in page.shown):
        missing: list[Period] = []
        at = earlier.next()
        while at < later and len(missing) <= left:
            missing.append(at)
            at = at.next()
        if len(missing) > left:
            return {}
        left -= len(missing)
        found[earlier] = missing
    return found
