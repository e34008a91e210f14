"""Which units' figures may be shown, by themselves or together: class T of the disclosure rules.

Decided for one indicator and one period from public facts alone: who is on which roster, and
which units have a figure. A unit of fewer than ``SMALLEST_ROSTER`` people is never shown by
itself, and neither is what would let its figure be worked out by taking one shown figure from
another. Where that cannot be had, a whole family of units is shown with its parent only.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from learnplan.directory.services.rosters import SMALLEST_ROSTER, Standing

Row = frozenset[UUID]
"""Units whose figures are shown as one; mostly one unit."""
OUTSIDE = math.inf
"""The people behind a unit without a roster: the rule has nothing to say about it."""


@dataclass(frozen=True)
class Rule:
    """The rule for the units of one organisation in one plan year."""

    root: UUID
    children: Mapping[UUID, Sequence[UUID]]
    standings: Mapping[UUID, Standing]

    @cached_property
    def _groups(self) -> dict[UUID, Row]:
        members: dict[UUID, set[UUID]] = defaultdict(set)
        for standing in self.standings.values():
            members[standing.group_id].add(standing.unit_id)
        return {group_id: frozenset(units) for group_id, units in members.items()}

    def row_of(self, unit_id: UUID) -> Row:
        """The units that ``unit_id`` is shown together with, itself included."""
        standing = self.standings.get(unit_id)
        return frozenset({unit_id}) if standing is None else self._groups[standing.group_id]

    def shown_alone(self, unit_id: UUID) -> bool:
        """Whether what cannot be put together, such as a median, is shown of a unit."""
        standing = self.standings.get(unit_id)
        return standing is None or (
            standing.shown
            and len(self.row_of(unit_id)) == 1
            and standing.roster_size >= SMALLEST_ROSTER
        )

    def shown(self, own: frozenset[UUID], measured: frozenset[UUID]) -> frozenset[Row]:
        """The rows whose figures, which add up the tree, are shown for one period.

        ``own`` are the units with a figure of their own; those above them have what theirs add
        up to. ``measured`` are the units that have a figure in some period.
        """
        crowds = self._crowds(own)
        if crowds.get(self.root, 0) < SMALLEST_ROSTER:
            return frozenset()
        return frozenset({frozenset({self.root}), *self._below(self.root, own, measured, crowds)})

    def _crowds(self, own: frozenset[UUID]) -> dict[UUID, float]:
        """How many people are behind the figure of each unit that has one."""
        crowds: dict[UUID, float] = {}

        def crowd(unit_id: UUID) -> float:
            parts = [crowd(child) for child in self.children.get(unit_id, ())]
            if unit_id in own:
                standing = self.standings.get(unit_id)
                people = OUTSIDE if standing is None else standing.roster_size
            else:
                people = sum(parts)
            if people:
                crowds[unit_id] = people
            return people

        crowd(self.root)
        return crowds

    def _below(
        self,
        parent: UUID,
        own: frozenset[UUID],
        measured: frozenset[UUID],
        crowds: Mapping[UUID, float],
    ) -> Iterator[Row]:
        """The rows below a unit whose own figure is shown by itself."""
        family = self.children.get(parent, ())
        people: dict[Row, float] = defaultdict(float)
        for child in family:
            if child in crowds:
                people[self.row_of(child)] += crowds[child]
        if parent in own:
            people[frozenset()] = self._left_over(parent, measured, crowds) or OUTSIDE
        shown = all(
            size >= SMALLEST_ROSTER
            and all(self.standings[unit].shown for unit in row if unit in self.standings)
            for row, size in people.items()
        )
        if not shown:
            return
        for row in people:
            if row:
                yield row
            if len(row) == 1:
                yield from self._below(next(iter(row)), own, measured, crowds)

    def _left_over(
        self, parent: UUID, measured: frozenset[UUID], crowds: Mapping[UUID, float]
    ) -> int:
        """How many people would be behind what is left of a parent's own figure without its units'.

        Nobody, unless a unit that is measured in other periods has no figure in this one.
        """
        rosters = {
            child: self.standings[child].roster_size
            for child in self.children.get(parent, ())
            if child in self.standings
        }
        if not any(child in measured and child not in crowds for child in rosters):
            return 0
        counted = sum(size for child, size in rosters.items() if child in crowds)
        return max(self.standings[parent].roster_size - counted, 1)
