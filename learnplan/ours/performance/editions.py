"""Editions: everything that may be shown of one version of the figures, the same for everyone.

An edition reads figures as they are kept and lets out only what the roster rule and the
attestations allow. Boards, charts and every export ask it, and nothing else, for figures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from learnplan.core.here import today
from learnplan.core.texts import listed
from learnplan.directory.queries import UnitView
from learnplan.directory.services.rosters import SMALLEST_ROSTER, Standing
from learnplan.ours.performance import queries
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.queries import IndicatorView, Kept
from learnplan.ours.performance.reported import Reported
from learnplan.ours.performance.roster_rule import Row
from learnplan.ours.performance.tree import Tree

APART = "Figures of this kind cannot be put together, so there is none for several units."
SMALL = (
    f"In this period too few people would be behind a figure: fewer than {SMALLEST_ROSTER} here, "
    "or in a unit beside this one. It is part of the unit above."
)
FEW = 3
"""So many small units are named; of more, the rule alone is said."""
RECENT = 4
"""Of so many of the latest sums it is looked at whether those that they are made of are whole."""
TO_COME = "This period has not begun yet, so there can be no figure of it."
UNATTESTED = (
    "Nobody has given their word that enough people are behind the figures of this year, so they "
    "are shown for the whole organisation only."
)


class Shown(NamedTuple):
    """One figure that everybody may see.

    What it is counted out of goes with it only where units' numerators and denominators add up:
    those of a median or a mean that is shown for each unit alone would, taken from one another,
    say what a unit that is too small has. A sum that many of the units before still have to come
    to is not ``complete``: it is lower, whatever they will say. ``within`` is of how many units at
    the bottom a recent sum is made, where those right below are sums themselves.
    """

    period: Period
    value: float
    target: float | None
    as_of: date
    parts: int | None
    numerator: float | None = None
    denominator: float | None = None
    complete: bool = True
    within: int | None = None


class Hidden(NamedTuple):
    """A period whose figure is not shown, and why."""

    period: Period
    reason: str

    @property
    def is_to_come(self) -> bool:
        """Whether the period has not begun."""
        return self.reason == TO_COME


@dataclass(frozen=True)
class Place:
    """Units that are shown as one, mostly a single one, and the way down to them."""

    unit: UnitView
    units: tuple[UnitView, ...]
    lineage: tuple[UnitView, ...]
    people: int | None
    together: str = ""
    instead_of: str = ""

    @property
    def name(self) -> str:
        """What they are called together: Line 1 and Night crew."""
        return listed(unit.name for unit in self.units)

    @property
    def row(self) -> Row:
        """Their ids."""
        return frozenset(unit.id for unit in self.units)

    @property
    def above(self) -> tuple[UUID, ...]:
        """The units they are part of."""
        return tuple(unit.id for unit in self.lineage[:-1])


class Edition:
    """One version of the figures, on one ``day`` of the organisation.

    What was kept of periods that have not begun, before such figures were refused, is not shown.
    """

    def __init__(self, version: str, *, before: "Edition | None" = None) -> None:
        """What is shown in ``version``; the tree of units is that of the edition before, if it is.

        Figures change all day and units do not, of which there may be thousands.
        """
        self.version = version
        self.day = today()
        grown = queries.of_the_tree(version)
        same = before is not None and before.tree.version == grown
        self.tree: Tree = before.tree if before is not None and same else Tree(grown)
        self.indicators = queries.indicators()
        self.imported_at = queries.imported_at()
        self.reported = Reported(self.tree)

    def place(self, unit_id: UUID) -> Place:
        """Where a unit's figures are shown: by itself, with others, or as part of the unit above.

        Raises:
            NotFound: there is no such unit.
        """
        lineage = self.tree.lineage(unit_id)
        standings = self.tree.rule().standings
        standing = standings.get(unit_id)
        if standing is not None and not standing.shown and len(lineage) > 1:
            above = self.place(lineage[-2].id)
            reason = (
                f"{lineage[-1].name} has {_people(standing.roster_size)}, so its figures are part "
                f"of those of {above.name}, shown here."
            )
            return Place(
                above.unit, above.units, above.lineage, above.people, above.together, reason
            )
        units = tuple(
            self.tree.unit(one) for one in self._in_order(self.tree.rule().row_of(unit_id), lineage)
        )
        small = [
            standings[unit.id]
            for unit in units
            if unit.id in standings and standings[unit.id].roster_size < SMALLEST_ROSTER
        ]
        return Place(
            unit=lineage[-1],
            units=units,
            lineage=lineage,
            people=sum(standings[unit.id].roster_size for unit in units) if standing else None,
            together=self._because(small) if len(units) > 1 else "",
        )

    def places_below(self, place: Place) -> list[Place]:
        """The rows below a unit, by name; units that are shown as part of it are no row."""
        return [self.place(child) for child in self.rows_below(place)]

    def rows_below(self, place: Place) -> list[UUID]:
        """The first unit of each of these rows: of thousands, a page shows but a few."""
        rule = self.tree.rule()
        found: dict[Row, UUID] = {}
        for child in self.tree.children.get(place.unit.id, ()) if len(place.units) == 1 else ():
            standing = rule.standings.get(child)
            if standing is None or standing.shown:
                found.setdefault(rule.row_of(child), child)
        return list(found.values())

    def figures(
        self, place: Place, indicators: Sequence[IndicatorView]
    ) -> dict[UUID, tuple[list[Shown], list[Hidden]]]:
        """What is shown of some indicators at a place, and what is not, the oldest first."""
        ids = [indicator.id for indicator in indicators]
        kept = queries.figures_of(place.row, ids)
        gate = self.gate(place.above, ids)
        found: dict[UUID, tuple[list[Shown], list[Hidden]]] = {}
        for indicator in indicators:
            found[indicator.id] = gate.history(place, indicator, kept.get(indicator.id, {}))
        self._look_within(place, {id_: shown for id_, (shown, _) in found.items()})
        return found

    def _look_within(self, place: Place, found: Mapping[UUID, list[Shown]]) -> None:
        """Say of recent sums how many units they are made of, all the way down.

        A unit below that is a sum in some of these periods and not in others counts as one.
        """
        sums = {
            id_: [each.period.start for each in shown[-RECENT:]]
            for id_, shown in found.items()
            if self.indicators[id_].adds_up is AddsUp.SUM and shown and shown[-1].parts is not None
        }
        within = self.tree.branches_below(place.unit.id) if sums and len(place.units) == 1 else []
        if not within:
            return
        starts = sorted({start for each in sums.values() for start in each})
        parts = queries.parts_of(within, list(sums), starts)
        for id_, its in sums.items():
            made = [each for each in parts.get(id_, {}).values() if each.keys() >= set(its)]
            shown = found[id_]
            for at, start in enumerate(its, start=len(shown) - len(its)):
                more = sum(each[start] - 1 for each in made)
                shown[at] = shown[at]._replace(within=(shown[at].parts or 1) + more)

    def gate(self, above: Iterable[UUID], indicator_ids: Sequence[UUID]) -> "Gate":
        """What lets figures of places with these units above them out, or keeps them."""
        parents = list(above)
        self.reported.prepare(parents, [self.indicators[each] for each in indicator_ids])
        return Gate(self, queries.withheld_below(parents, indicator_ids))

    def anchor(self, unit_id: UUID) -> UUID:
        """The highest unit without a roster that a unit without one is part of."""
        standings = self.tree.rule().standings
        without = [unit.id for unit in self.tree.lineage(unit_id) if unit.id not in standings]
        return without[0]

    def _in_order(self, row: Row, lineage: Sequence[UnitView]) -> list[UUID]:
        if len(row) == 1:
            return list(row)
        return [one for one in self.tree.children.get(lineage[-2].id, ()) if one in row]

    def _because(self, small: Sequence[Standing]) -> str:
        said = [
            f"{self.tree.unit(each.unit_id).name} has {_people(each.roster_size)}" for each in small
        ]
        return f"shown together because {' and '.join(said)}"


@dataclass(frozen=True)
class Gate:
    """What decides, figure by figure, whether it may be seen.

    ``shown`` remembers what the roster rule said of a family in a period, for all the units in it,
    ``small`` how that is said in a year.
    """

    edition: Edition
    withheld: set[tuple[UUID, int]]
    shown: dict[tuple[UUID, date, UUID | None], frozenset[Row]] = field(default_factory=dict)
    small: dict[tuple[UUID | None, int], str] = field(default_factory=dict)

    def history(
        self, place: Place, indicator: IndicatorView, kept: Mapping[UUID, Sequence[Kept]]
    ) -> tuple[list[Shown], list[Hidden]]:
        """What is shown of a place through time and what is not, of the figures by unit."""
        by_period: dict[date, list[Kept]] = defaultdict(list)
        for unit in place.row:
            for figure in kept.get(unit, ()):
                by_period[figure.start].append(figure)
        shown: list[Shown] = []
        hidden: list[Hidden] = []
        for _, figures in sorted(by_period.items()):
            answer = self.let_out(place, indicator, figures)
            if isinstance(answer, Shown):
                shown.append(answer)
            else:
                hidden.append(answer)
        return shown, hidden

    def let_out(
        self, place: Place, indicator: IndicatorView, figures: Sequence[Kept]
    ) -> Shown | Hidden:
        """The figure that the units of ``place`` have for one period, or why it is not shown."""
        start = figures[0].start
        period = Period(indicator.period_kind, start)
        reason = self._reason(place, indicator, start)
        joint = _joined(indicator, figures)
        if not reason and joint is None:
            reason = APART
        if reason or joint is None:
            return Hidden(period, reason)
        shown = Shown(period, joint.value, joint.target, joint.as_of or period.end, joint.parts)
        if indicator.adds_up is AddsUp.WEIGHTED:
            return shown._replace(numerator=joint.numerator, denominator=joint.denominator)
        return shown

    def _reason(self, place: Place, indicator: IndicatorView, start: date) -> str:
        """Why a figure may not be seen; nothing when it may."""
        if start > self.edition.day:
            return TO_COME
        if (indicator.id, start.year) in self.withheld:
            return UNATTESTED
        rule = self.edition.tree.rule(start.year)
        if indicator.adds_up is AddsUp.NONE:
            if len(place.row) > 1 or len(rule.row_of(place.unit.id)) > 1:
                return APART
            return "" if rule.shown_alone(place.unit.id) else self._small(place.row, start.year)
        if not self.edition.reported.is_ruled(indicator.id):
            return ""
        row = place.row
        if place.unit.id not in self.edition.tree.rule().standings:
            row = frozenset({self.edition.anchor(place.unit.id)})
        return "" if self._rule_shows(row, indicator, start) else self._small(row, start.year)

    def _small(self, row: Row, year: int) -> str:
        """That too few people would be behind a figure, and which units those are."""
        parent = self.edition.reported.parent_of(next(iter(row)))
        if (parent, year) not in self.small:
            tree = self.edition.tree
            rule = tree.rule(year)
            standings = [
                rule.standings[each] for each in tree.family(parent) if each in rule.standings
            ]
            few = [
                f"{tree.unit(each.unit_id).name} has {_people(each.roster_size)}"
                for each in standings
                if each.roster_size < SMALLEST_ROSTER and len(rule.row_of(each.unit_id)) == 1
            ]
            named = f" {listed(few)}." if 0 < len(few) <= FEW else ""
            self.small[parent, year] = f"{SMALL}{named}"
        return self.small[parent, year]

    def _rule_shows(self, row: Row, indicator: IndicatorView, start: date) -> bool:
        reported = self.edition.reported
        parent = reported.parent_of(next(iter(row)))
        case = (indicator.id, start, parent)
        if case not in self.shown:
            self.shown[case] = reported.shown_below(parent, indicator, start)
        return row in self.shown[case]


def _joined(indicator: IndicatorView, figures: Sequence[Kept]) -> Kept | None:
    """The figure of several units together, where there can be one."""
    if len(figures) == 1:
        return figures[0]
    days = [each.as_of for each in figures if each.as_of is not None]
    targets = {each.target for each in figures}
    numerator = denominator = target = None
    if indicator.adds_up is AddsUp.SUM:
        value = sum(each.value for each in figures)
    elif indicator.adds_up is AddsUp.WEIGHTED:
        if any(each.numerator is None or each.denominator is None for each in figures):
            return None
        numerator = sum(each.numerator or 0.0 for each in figures)
        denominator = sum(each.denominator or 0.0 for each in figures)
        if not denominator:
            return None
        value = numerator / denominator * indicator.scale
        target = targets.pop() if len(targets) == 1 else None
    else:
        return None
    return Kept(
        start=figures[0].start,
        value=value,
        numerator=numerator,
        denominator=denominator,
        target=target,
        as_of=max(days, default=None),
        parts=None,
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
