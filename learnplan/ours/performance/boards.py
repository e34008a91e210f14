"""What a board and a chart say, worked out once for each edition of the figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnplan.core.errors import NotFound
from learnplan.core.texts import listed
from learnplan.ours.performance import control_chart, courses, outcomes, queries, writings
from learnplan.ours.performance.control_chart import Assurance, Chart, Judgement, SpecialCause
from learnplan.ours.performance.courses import Course
from learnplan.ours.performance.editions import Edition, Hidden, Place, Shown
from learnplan.ours.performance.outcomes import Outcome
from learnplan.ours.performance.parts import Column, Line, Parts
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView
from learnplan.ours.performance.writings import NoteView, ProgrammeView, TargetView, Writings

CARDS = 24
RANKED = 120
"""Of more indicators than this, a board shows those by name whose page is asked for."""
UNITS = 50
COLUMNS = 6
SPARK_POINTS = 24
SPARK_WIDTH, SPARK_HEIGHT, SPARK_AIR = 220.0, 40.0, 5.0


@dataclass(frozen=True)
class Spark:
    """The recent course of a figure in a box of 220 by 40, y downwards."""

    points: tuple[tuple[float, float], ...]
    target_y: float | None
    mean_y: float | None


@dataclass(frozen=True)
class Card:
    """One indicator of a place: its latest figure and what its chart says of it.

    ``to_come`` is the last period of which a figure is left out because it has not begun.
    """

    indicator: IndicatorView
    course: Course
    missing: str
    spark: Spark
    parts_known: int
    pinned: int | None = None
    to_come: Period | None = None

    @property
    def chart(self) -> Chart:
        """The chart behind it."""
        return self.course.chart

    @property
    def latest(self) -> Shown | None:
        """Its latest figure."""
        return self.course.shown[-1] if self.course.shown else None

    @property
    def judgement(self) -> Judgement:
        """What the latest figure means."""
        return self.chart.points[-1].judgement if self.chart.points else Judgement.COMMON

    @property
    def rising(self) -> bool:
        """Whether what is special about the latest figure points upwards."""
        return is_rising(self.chart)

    @property
    def news(self) -> str:
        """What makes its latest figure more than chance, in a sentence."""
        return control_chart.news(
            self.chart,
            period=self.indicator.period_kind.value,
            value="difference" if self.course.by_year else "value",
        )

    @property
    def presses(self) -> bool:
        """Whether it is to be looked at first: it changed, or misses what was promised."""
        return self.judgement is not Judgement.COMMON or self.chart.assurance is Assurance.MISSES

    @property
    def rank(self) -> tuple[int, int]:
        """Its place on the board: what is worse, missed, otherwise changed, pinned, or none."""
        signs = (
            self.judgement is Judgement.CONCERN,
            self.chart.assurance is Assurance.MISSES,
            self.presses,
            self.pinned is not None,
            True,
        )
        first = next(at for at, holds in enumerate(signs) if holds)
        return first, RANKED if self.pinned is None else self.pinned

    def asks(self, today: date) -> TargetView | None:
        """The target whose day has come without anybody saying what was decided."""
        target = self.course.target_on(today)
        return target if target is not None and target.asks(today) else None


@dataclass(frozen=True)
class Board:
    """A page of a unit's board. ``programmes`` are all of the unit's.

    ``is_all`` says that nothing of the board is on another page, or had no room in the table.
    """

    place: Place
    cards: tuple[Card, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    indicators: int
    units: int
    page: int
    units_page: int
    words: str
    is_all: bool = True
    programmes: tuple[ProgrammeView, ...] = ()

    def due(self, today: date) -> list[tuple[ProgrammeView, Card, Outcome | None]]:
        """The programmes whose day has come, each with the card of what it was to move."""
        cards = {card.indicator.id: card for card in self.cards}
        return [
            (each, card, outcomes.outcome_of(each, card.course.shown, today))
            for each in self.programmes
            if each.until <= today and not each.has_retired(today)
            if (card := cards.get(each.indicator_id)) is not None
        ]

    def asking(self, today: date) -> list[tuple[Card, TargetView]]:
        """The targets whose day has come without anybody saying what was decided."""
        return [(card, asked) for card in self.cards if (asked := card.asks(today)) is not None]

    @property
    def is_ranked(self) -> bool:
        """Whether what changed comes first of all, not only of this page."""
        return self.indicators <= RANKED

    @property
    def pressing(self) -> list[Card]:
        """What is to be looked at first."""
        return [card for card in self.cards if card.presses]

    @property
    def calm(self) -> list[Card]:
        """What is as it usually is."""
        return [card for card in self.cards if not card.presses and card.course.is_complete]

    @property
    def groups(self) -> list[tuple[str, str, list[Card]]]:
        """Its cards under their headings, each with a word for its place on the page."""
        unfinished = [each for each in self.cards if not (each.presses or each.course.is_complete)]
        found = [
            ("changed", "What changed, and what misses its target", self.pressing),
            ("unfinished", "Not complete yet", unfinished),
            ("usual", "As it usually is", self.calm),
        ]
        return [group for group in found if group[-1]]

    @property
    def up_to(self) -> date | None:
        """The last day that any figure on this page is of."""
        days = [card.latest.as_of for card in self.cards if card.latest is not None]
        days += [
            each.as_of for line in self.lines for each in line.figures if isinstance(each, Shown)
        ]
        return max(days, default=None)


@dataclass(frozen=True)
class ChartPage:
    """One indicator of a place through time, and what was written on it."""

    place: Place
    indicator: IndicatorView
    course: Course
    hidden: tuple[Hidden, ...]
    summary: str
    parts_known: int
    notes: tuple[NoteView, ...] = ()
    programmes: tuple[ProgrammeView, ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The figures, the oldest first."""
        return self.course.shown

    @property
    def span(self) -> str:
        """From which period to which its chart goes: Jan 2025 to Apr 2026."""
        drawn = self.shown[self.course.first_drawn :]
        return " to ".join(dict.fromkeys(each.period.label for each in (*drawn[:1], *drawn[-1:])))

    @property
    def chart(self) -> Chart:
        """The chart through them."""
        return self.course.chart

    @property
    def rising(self) -> bool:
        """Whether what is special about the latest figure points upwards."""
        return is_rising(self.chart)


@dataclass(frozen=True)
class Listing:
    """The indicators of a place, the pinned first, and then those only units below it have."""

    edition: Edition
    place: Place
    indicators: list[IndicatorView]
    measured: dict[UUID, queries.Measured]
    pins: dict[UUID, int]

    @property
    def is_ranked(self) -> bool:
        """Whether they are few enough to be put in order by what changed."""
        return len(self.indicators) <= RANKED

    def ranked(self) -> tuple[list[Card], list[IndicatorView]]:
        """All cards, what is to be looked at first before the rest, and the indicators likewise."""
        cards = sorted(self.cards(self.indicators), key=lambda card: card.rank)
        drawn = {card.indicator.id for card in cards}
        others = [each for each in self.indicators if each.id not in drawn]
        return cards, [*(card.indicator for card in cards), *others]

    def below(self, indicators: Iterable[IndicatorView]) -> list[IndicatorView]:
        """Those that units below have, first those that most of them have."""
        found = [each for each in indicators if self.measured[each.id].below]
        return sorted(found, key=lambda each: -self.measured[each.id].below)

    def cards(self, indicators: Iterable[IndicatorView]) -> list[Card]:
        """The cards of some of them, in the same order; what only units below have gets none."""
        mine = [each for each in indicators if self.measured[each.id].here]
        ids = [indicator.id for indicator in mine]
        figures = self.edition.figures(self.place, mine)
        written = writings.writings_at(self.place.row, (), ids) if ids else Writings()
        cards = []
        for indicator in mine:
            shown, hidden = figures[indicator.id]
            course = courses.course_of(indicator, shown, written)
            cards.append(
                Card(
                    indicator=indicator,
                    course=course,
                    missing=hidden[-1].reason if hidden and not shown else "",
                    spark=_spark(course.shown, course.chart, by_year=course.by_year),
                    parts_known=self.measured[indicator.id].below,
                    pinned=self.pins.get(indicator.id),
                    to_come=next((each.period for each in hidden[-1:] if each.is_to_come), None),
                )
            )
        return cards


def listing_of(edition: Edition, unit_id: UUID, *, words: str = "") -> Listing:
    """What there is to a unit's board; only indicators whose names have all of ``words``.

    Raises:
        NotFound: there is no such unit.
    """
    place = edition.place(unit_id)
    measured = {each.indicator_id: each for each in queries.measured_at(place.row, place.unit.id)}
    pins = writings.pins_of(place.row)
    wanted = words.casefold().split()
    found = [
        indicator
        for indicator in edition.indicators.values()
        if indicator.id in measured and all(word in indicator.key for word in wanted)
    ]
    # What has a card first, and of that what is pinned.
    found.sort(key=lambda each: (not measured[each.id].here, pins.get(each.id, RANKED)))
    return Listing(edition, place, found, measured, pins)


def board(
    edition: Edition, unit_id: UUID, *, page: int = 1, units_page: int = 1, words: str = ""
) -> Board:
    """A page of the board of a unit: its indicators, and the units below it.

    What is worse beyond chance comes first, then what consistently misses its target, then what
    changed otherwise, what the unit pinned, and the rest by name. Indicators that only the units
    below have come last; they have no card, but a column.

    ``words`` leaves only the indicators whose names have all of them.

    Raises:
        NotFound: there is no such unit.
    """
    listing = listing_of(edition, unit_id, words=words)
    place, span = listing.place, slice((page - 1) * CARDS, page * CARDS)
    if listing.is_ranked:
        cards, found = listing.ranked()
        cards, here = cards[span], found[span]
    else:
        found = listing.indicators
        here = found[span]
        cards = listing.cards(here)
    below = edition.rows_below(place)
    below_here = listing.below(here) if below else []
    parts = Parts.of(edition, place, below_here[:COLUMNS])
    columns, lines = parts.table(
        [edition.place(child) for child in below[(units_page - 1) * UNITS : units_page * UNITS]]
    )
    return Board(
        place=place,
        cards=tuple(cards),
        columns=columns,
        lines=lines,
        indicators=len(found),
        units=len(below),
        is_all=not words
        and len(found) <= CARDS
        and len(below) <= UNITS
        and len(below_here) <= COLUMNS,
        page=page,
        units_page=units_page,
        words=words,
        programmes=tuple(writings.programmes_at(place.row)),
    )


def chart_page(edition: Edition, unit_id: UUID, indicator_id: UUID) -> ChartPage:
    """An indicator of a unit, or of the units it is shown together with, through time.

    Raises:
        NotFound: there is no such unit, no such indicator, or the one has no figure of the other.
    """
    place = edition.place(unit_id)
    indicator = edition.indicators.get(indicator_id)
    if indicator is None:
        raise NotFound("There is no such indicator.")
    shown, hidden = edition.figures(place, [indicator])[indicator_id]
    if not shown and not hidden:
        raise NotFound("There is no figure of it here.")
    written = writings.writings_at(place.row, place.above, [indicator_id])
    course = courses.course_of(indicator, shown, written)
    measured = {each.indicator_id: each for each in queries.measured_at(place.row, place.unit.id)}
    return ChartPage(
        place=place,
        indicator=indicator,
        course=course,
        hidden=tuple(hidden),
        summary=_summary(indicator, course),
        parts_known=measured[indicator_id].below,
        notes=tuple(written.notes_on(indicator_id)),
        programmes=tuple(writings.programmes_at(place.row, indicator_id)),
    )


def _summary(indicator: IndicatorView, course: Course) -> str:
    """What a chart shows, in a few plain sentences; first, what it compares, if not the figures."""
    period = indicator.period_kind.value
    lacks = _what_lacks(course, period)
    if not course.by_year:
        said = control_chart.summary(course.chart, period=period)
        return " ".join(filter(None, [lacks, said]))
    said = control_chart.summary(course.chart, period=period, value="difference")
    first = course.shown[course.first_drawn].period.label
    compared = (
        f"Each {period} is compared with the same {period} a year before. The first year has none "
        f"before it, so the chart begins with {first}."
    )
    return " ".join(filter(None, [lacks, compared, said]))


def _what_lacks(course: Course, period: str) -> str:
    """Which sums are not complete, if any is."""
    lacking = [at for at, each in enumerate(course.shown) if not each.complete]
    if not lacking:
        return ""
    if len(lacking) > 1:
        names = listed(course.shown[at].period.label for at in lacking)
        return (
            f"{names} are not complete: units lack in them that are in the {period}s beside them. "
            "So they are left out of the chart."
        )
    before, lacks = course.shown[lacking[0] - 1 : lacking[0] + 1]
    yet = "" if course.is_complete else " yet"
    deep = lacks.parts == before.parts  # those right below are all there, and lack some themselves
    few, many = (each.within if deep else each.parts for each in (lacks, before))
    units = "1 unit is" if few == 1 else f"{few} units are"
    return (
        f"{lacks.period.label} is not complete{yet}: {units} in it, and "
        f"{many} were in the {period} before. So it is left out of the chart."
    )


def _spark(shown: Sequence[Shown], chart: Chart, *, by_year: bool) -> Spark:
    """The last figures that are complete, their target, or where there is none, their mean."""
    recent = shown[-SPARK_POINTS:]
    target = recent[-1].target if recent else None
    mean = chart.mean if target is None and not by_year else None
    levels = [each.value for each in recent if each.complete]
    levels += [each for each in (target, mean) if each is not None]
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    reach = high - low
    tall = SPARK_HEIGHT - 2 * SPARK_AIR
    step = (SPARK_WIDTH - 2 * SPARK_AIR) / max(len(recent) - 1, 1)

    def y(value: float) -> float:
        return SPARK_HEIGHT / 2 if not reach else SPARK_AIR + tall * (high - value) / reach

    return Spark(
        points=tuple(
            (SPARK_AIR + i * step, y(each.value)) for i, each in enumerate(recent) if each.complete
        ),
        target_y=None if target is None else y(target),
        mean_y=None if mean is None else y(mean),
    )


def is_rising(chart: Chart) -> bool:
    """Whether the latest figure is above the mean, or in a trend, above the one before it."""
    begun = chart.stretches[-1].first if chart.stretches else 0
    seen = [point.value for point in chart.points[begun:] if point.value is not None]
    if len(seen) < 2:  # noqa: PLR2004 - a direction takes two
        return False
    if chart.points[-1].special_cause is SpecialCause.TREND:
        return seen[-1] > seen[-2]
    return seen[-1] > (chart.mean or 0.0)
