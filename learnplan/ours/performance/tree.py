"""The tree of units with its roster rules, which stays as it is while figures come and go."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from uuid import UUID

from learnplan.core.errors import NotFound
from learnplan.core.garbage import uncollected
from learnplan.directory import queries as directory
from learnplan.directory.queries import UnitView
from learnplan.directory.services import rosters
from learnplan.ours.performance.roster_rule import Rule


class Tree:
    """The units of one version of the organisation, and which of them report together."""

    def __init__(self, version: str) -> None:
        self.version = version
        with uncollected():
            self._units = {unit.id: unit for unit in directory.units()}
            self._settled = rosters.standings_by_year()
        self._rules: dict[int, Rule] = {}

    def __contains__(self, unit_id: UUID) -> bool:
        return unit_id in self._units

    @property
    def root(self) -> UnitView:
        """The organisation itself."""
        return next(iter(self._units.values()))

    @property
    def units(self) -> Iterable[UnitView]:
        """Every unit, parents before children, siblings by name."""
        return self._units.values()

    @cached_property
    def children(self) -> dict[UUID, list[UUID]]:
        """The units right below each unit, by name."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for unit in self._units.values():
            if unit.parent_id is not None:
                found[unit.parent_id].append(unit.id)
        return dict(found)

    def branches_below(self, unit_id: UUID) -> list[UUID]:
        """The units below one, at any depth, that have units below themselves."""
        found, left = list[UUID](), [unit_id]
        while left:
            under = [each for each in self.children.get(left.pop(), ()) if each in self.children]
            found += under
            left += under
        return found

    def family(self, parent_id: UUID | None) -> Sequence[UUID]:
        """The units right below one, by name; below none is the organisation itself."""
        return [self.root.id] if parent_id is None else self.children.get(parent_id, ())

    @cached_property
    def ruled(self) -> frozenset[UUID]:
        """The units that had a roster in any plan year."""
        return frozenset(unit_id for year in self._settled.values() for unit_id in year)

    @property
    def years(self) -> list[int]:
        """The plan years that were settled."""
        return list(self._settled)

    def unit(self, unit_id: UUID) -> UnitView:
        """One of its units.

        Raises:
            NotFound: there is no such unit.
        """
        if unit_id not in self._units:
            raise NotFound("There is no such unit.")
        return self._units[unit_id]

    def lineage(self, unit_id: UUID) -> tuple[UnitView, ...]:
        """From the organisation down to a unit.

        Raises:
            NotFound: there is no such unit.
        """
        found = [self.unit(unit_id)]
        while (above := found[-1].parent_id) is not None:
            found.append(self.unit(above))
        return tuple(reversed(found))

    def rule(self, year: int | None = None) -> Rule:
        """The roster rule of a plan year (the latest, unless one is asked for).

        A year before the first that was settled is shown as that first one.
        """
        settled = [each for each in self._settled if year is None or each <= year]
        taken = max(settled) if settled else min(self._settled, default=0)
        if taken not in self._rules:
            self._rules[taken] = Rule(self.root.id, self.children, self._settled.get(taken, {}))
        return self._rules[taken]
