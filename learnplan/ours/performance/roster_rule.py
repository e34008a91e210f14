"""Which units' figures may be shown, by themselves or together: class T in docs/laws.md.

Decided for one indicator and one period from public facts alone: who is on which roster, and
which units have a figure. A unit of fewer than ``SMALLEST_ROSTER`` people is never shown by
itself, and neither is what would let its figure be worked out by taking one shown figure from
another. Where that cannot be had, a whole family of units is shown with its parent only.
"""

import enum
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from uuid import UUID

from learnplan.directory.services.rosters import SMALLEST_ROSTER, Standing

Row = frozenset[UUID]
"""Units whose figures are shown as one; mostly one unit."""
OUTSIDE = math.inf
"""The people behind a unit without a roster: the rule has nothing to say about it."""


class Had(enum.Enum):
    """What a unit has in a period: no figure, one that its parts' make, or one of its own."""

    NOTHING = "nothing"
    OF_PARTS = "of parts"
    OWN = "own"


class Reports(Protocol):
    """What there is of one indicator in one period."""

    def had(self, unit_id: UUID) -> Had:
        """What a unit has."""

    def ever(self, unit_id: UUID) -> bool:
        """Whether a unit has a figure of its own in some period."""

    def remembered(self, parent: UUID, decide: Callable[[], frozenset[Row]]) -> frozenset[Row]:
        """What is decided of the units right below one, or was before."""


@dataclass(frozen=True)
class Rule:
    """The rule for the units of one organisation in one plan year."""

    root: UUID
    children: Mapping[UUID, Sequence[UUID]]
    standings: Mapping[UUID, Standing]

    @cached_property
    def _together(self) -> dict[UUID, Row]:
        """The units of each group that has more than one; few do, and there may be thousands."""
        standings = self.standings.values()
        shared = {each.group_id for each in standings if each.group_id != each.unit_id}
        members: dict[UUID, set[UUID]] = defaultdict(set)
        for each in standings:
            if each.group_id in shared:
                members[each.group_id].add(each.unit_id)
        return {group_id: frozenset(units) for group_id, units in members.items()}

    def row_of(self, unit_id: UUID) -> Row:
        """The units that ``unit_id`` is shown together with, itself included."""
        standing = self.standings.get(unit_id)
        alone = frozenset({unit_id})
        return alone if standing is None else self._together.get(standing.group_id, alone)

    def shown_alone(self, unit_id: UUID) -> bool:
        """Whether what cannot be put together, such as a median, is shown of a unit."""
        standing = self.standings.get(unit_id)
        return standing is None or (
            standing.shown
            and len(self.row_of(unit_id)) == 1
            and standing.roster_size >= SMALLEST_ROSTER
        )

    def shows(self, row: Row, reports: Reports) -> bool:
        """Whether the figure that the units of ``row`` have together is shown, in one period."""
        return row in self.shown_below(self._parents.get(next(iter(row))), reports)

    def shown_below(self, parent: UUID | None, reports: Reports) -> frozenset[Row]:
        """The rows right below a unit that are shown; below none is the organisation itself."""
        if parent is None:
            whole = frozenset({self.root})
            enough = self._crowd(self.root, reports) >= SMALLEST_ROSTER
            return frozenset({whole}) if enough else frozenset()
        if not self.shows(frozenset({parent}), reports):
            return frozenset()
        return reports.remembered(parent, lambda: self._rows_below(parent, reports))

    def must_look_into(self, unit_id: UUID, reports: Reports) -> bool:
        """Whether what a unit has leaves open how many people are behind its figure.

        Behind one that is made of parts are the people of some unit below; where none of those is
        small they are enough, whichever it is.
        """
        had = reports.had(unit_id)
        return had is Had.NOTHING or (had is Had.OF_PARTS and unit_id in self._small)

    @cached_property
    def _parents(self) -> dict[UUID, UUID]:
        return {child: unit for unit, family in self.children.items() for child in family}

    @cached_property
    def _small(self) -> frozenset[UUID]:
        """The units that are small, and those above them."""
        small = {
            unit_id
            for unit_id, standing in self.standings.items()
            if standing.roster_size < SMALLEST_ROSTER
        }
        for unit_id in list(small):
            at = self._parents.get(unit_id)
            while at is not None and at not in small:
                small.add(at)
                at = self._parents.get(at)
        return frozenset(small)

    def _crowd(self, unit_id: UUID, reports: Reports) -> float:
        """How many people are behind the figure of a unit; counted no further than to enough."""
        if reports.had(unit_id) is Had.OWN:
            standing = self.standings.get(unit_id)
            return OUTSIDE if standing is None else standing.roster_size
        if not self.must_look_into(unit_id, reports):
            return SMALLEST_ROSTER
        people = 0.0
        for child in self.children.get(unit_id, ()):
            people += self._crowd(child, reports)
            if people >= SMALLEST_ROSTER:
                break
        return people

    def _rows_below(self, parent: UUID, reports: Reports) -> frozenset[Row]:
        """The rows right below a unit whose own figure is shown by itself."""
        people: dict[Row, float] = defaultdict(float)
        for child in self.children.get(parent, ()):
            crowd = self._crowd(child, reports)
            if crowd:
                people[self.row_of(child)] += crowd
        if reports.had(parent) is Had.OWN:
            people[frozenset()] = self._left_over(parent, reports) or OUTSIDE
        shown = all(
            size >= SMALLEST_ROSTER
            and all(self.standings[unit].shown for unit in row if unit in self.standings)
            for row, size in people.items()
        )
        return frozenset(row for row in people if row) if shown else frozenset()

    def _left_over(self, parent: UUID, reports: Reports) -> int:
        """How many people would be behind what is left of a parent's own figure without its units'.

        Nobody, unless a unit that is measured in other periods has no figure in this one.
        """
        rosters = {
            child: self.standings[child].roster_size
            for child in self.children.get(parent, ())
            if child in self.standings
        }
        silent = [child for child in rosters if not self._crowd(child, reports)]
        if not any(reports.ever(child) for child in silent):
            return 0
        counted = sum(rosters.values()) - sum(rosters[child] for child in silent)
        return max(self.standings[parent].roster_size - counted, 1)
