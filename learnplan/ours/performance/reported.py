"""Which units have a figure of an indicator, and when: what the roster rule asks of figures.

Nothing is counted for it: each series keeps from when to when it goes, how many figures it has,
and how many of them came in by imports. Of most that says everything; only of one with a gap, or
with figures of both kinds, the periods themselves are read. And it is read family by family, as
the rule goes down to the unit that is asked for, so that a board of one unit among thousands does
not wait for what the others have.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from learnplan.ours.performance import queries
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.queries import Extent, IndicatorView
from learnplan.ours.performance.roster_rule import Had, Row, Rule
from learnplan.ours.performance.tree import Tree

Family = UUID | None
"""The unit that others are right below of; None is above the organisation itself."""
_Case = tuple[object, ...]
"""All that a decision of the rule depends on."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A course without a gap, of figures of one kind."""

    first: date
    last: date
    had: Had

    def at(self, start: date) -> Had:
        """What there is in the period that starts on a day."""
        return self.had if self.first <= start <= self.last else Had.NOTHING


@dataclass(frozen=True, slots=True)
class Patchy:
    """A course with gaps, or of figures of both kinds."""

    own: frozenset[date]
    of_parts: frozenset[date]

    def at(self, start: date) -> Had:
        """What there is in the period that starts on a day."""
        if start in self.own:
            return Had.OWN
        return Had.OF_PARTS if start in self.of_parts else Had.NOTHING


@dataclass(slots=True)
class _Siblings:
    """The courses of the units in one family, each different one once."""

    courses: dict[UUID, Whole | Patchy]
    different: Sequence[Whole | Patchy] = field(init=False)

    def __post_init__(self) -> None:
        self.different = tuple(dict.fromkeys(self.courses.values()))


class Reported:
    """What the units of a tree have, indicator by indicator, read when it is asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._siblings: dict[tuple[UUID, Family], _Siblings] = {}
        self.decided: dict[_Case, frozenset[Row]] = {}
        self.clear: dict[_Case, bool] = {}
        self._on_rosters: frozenset[UUID] | None = None

    def is_ruled(self, indicator_id: UUID) -> bool:
        """Whether the roster rule says anything of an indicator: a unit on a roster has figures."""
        if self._on_rosters is None:
            self._on_rosters = queries.indicators_on_rosters(self._tree.years)
        return indicator_id in self._on_rosters

    def prepare(self, parents: Iterable[UUID], indicators: Sequence[IndicatorView]) -> None:
        """Read at once what will be asked of some families."""
        families: list[Family] = [None, *parents]
        missing = [
            each
            for each in indicators
            if self.is_ruled(each.id)
            and any((each.id, family) not in self._siblings for family in families)
        ]
        if missing:
            self._read(families, missing)

    def shown_below(self, parent: Family, indicator: IndicatorView, start: date) -> frozenset[Row]:
        """The units right below one whose figures of a period the roster rule lets be shown."""
        rule = self._tree.rule(start.year)
        return rule.shown_below(parent, _InPeriod(self, rule, indicator, start))

    def siblings(self, indicator: IndicatorView, family: Family) -> _Siblings:
        """What the units of one family have."""
        key = indicator.id, family
        if key not in self._siblings:
            self._read([family], [indicator])
        return self._siblings[key]

    def parent_of(self, unit_id: UUID) -> Family:
        """The unit right above one."""
        return self._tree.unit(unit_id).parent_id

    def counts_all(self, unit_id: UUID) -> bool:
        """Whether every figure of a unit is its own: the rule looks no further than to its like.

        So it is with those without a roster right below one with a roster.
        """
        return unit_id not in self._tree.ruled and self.parent_of(unit_id) in self._tree.ruled

    def _read(self, families: Sequence[Family], indicators: Sequence[IndicatorView]) -> None:
        found: dict[tuple[UUID, Family], dict[UUID, Whole | Patchy]] = {
            (each.id, family): {} for each in indicators for family in families
        }
        kinds = {each.id: each.period_kind for each in indicators}
        units = [
            unit_id
            for family in families
            for unit_id in self._tree.family(family)
            if unit_id in self._tree.ruled or self.counts_all(unit_id)
        ]
        extents = list(queries.extents_of(units, list(kinds)))
        patchy = [each for each in extents if not _is_whole(each, kinds[each.indicator_id])]
        periods = queries.periods_of([each.id for each in patchy])
        for each in extents:
            own, of_parts = periods.get(each.id, ((), ()))
            had = Had.OWN if each.imported else Had.OF_PARTS
            course: Whole | Patchy = Whole(each.first_start, each.last_start, had)
            if each.id in periods:
                course = Patchy(frozenset(own), frozenset(of_parts))
            if self.counts_all(each.unit_id):
                course = _all_own(course)
            found[each.indicator_id, self.parent_of(each.unit_id)][each.unit_id] = course
        self._siblings |= {key: _Siblings(courses) for key, courses in found.items()}


@dataclass(frozen=True, slots=True)
class _InPeriod:
    """What the roster rule asks, of one indicator and one period."""

    reported: Reported
    rule: Rule
    indicator: IndicatorView
    start: date

    def had(self, unit_id: UUID) -> Had:
        """What a unit has."""
        course = self._siblings(self.reported.parent_of(unit_id)).courses.get(unit_id)
        return Had.NOTHING if course is None else course.at(self.start)

    def ever(self, unit_id: UUID) -> bool:
        """Whether a unit has a figure of its own in some period."""
        course = self._siblings(self.reported.parent_of(unit_id)).courses.get(unit_id)
        if isinstance(course, Whole):
            return course.had is Had.OWN
        return course is not None and bool(course.own)

    def remembered(self, parent: UUID, decide: Callable[[], frozenset[Row]]) -> frozenset[Row]:
        """What was decided of a family, once for all periods in which all of it have the same."""
        state = tuple([course.at(self.start) for course in self._siblings(parent).different])
        case: _Case = (self.indicator.id, id(self.rule), parent, self.had(parent), state)
        clear, decided = self.reported.clear, self.reported.decided
        if case not in clear:
            clear[case] = self._is_clear(parent)
        if not clear[case]:
            case = (*case, self.start)  # what is further down may differ
        if case not in decided:
            decided[case] = decide()
        return decided[case]

    def _is_clear(self, parent: UUID) -> bool:
        """Whether nothing further down is asked for than what the family itself has."""
        children = self.rule.children
        deep = [each for each in children.get(parent, ()) if each in children]
        return not any(self.rule.must_look_into(each, self) for each in deep)

    def _siblings(self, family: Family) -> _Siblings:
        return self.reported.siblings(self.indicator, family)


def _is_whole(extent: Extent, kind: PeriodKind) -> bool:
    """Whether how many figures there are says which: no period between is missing.

    Years may start in any month, so of them it does not.
    """
    if extent.imported not in {0, extent.figures} or kind is PeriodKind.YEAR:
        return False
    if kind is PeriodKind.WEEK:
        steps = (extent.last_start - extent.first_start).days // 7
    else:
        months = (extent.last_start.year - extent.first_start.year) * 12 + extent.last_start.month
        steps = (months - extent.first_start.month) // (1 if kind is PeriodKind.MONTH else 3)
    return steps + 1 == extent.figures


def _all_own(course: Whole | Patchy) -> Whole | Patchy:
    if isinstance(course, Whole):
        return Whole(course.first, course.last, Had.OWN)
    return Patchy(course.own | course.of_parts, frozenset())
