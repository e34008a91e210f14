"""Which sums of blocks there are: the units and the organisation as they were then (rule R6). Pure.

A unit has a sum where its blocks lie wholly within it. A block that has people of other units too
cannot be divided, so a unit that shares one has none, and it is said why.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.texts import listed
from learnplan.ours.pulse.queries import BlockOutline, UnitThen

LEADS = frozenset({"people who lead"})
EVERYBODY = frozenset({"everybody"})


class Level(enum.StrEnum):
    """How large a part of the organisation a figure is about."""

    ORGANISATION = "organisation"
    UNIT = "unit"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a figure stands: the blocks it is the sum of, and what to find it by in other periods.

    ``members`` are the ids of the units whose own people are in it, or names where it is not made
    of units. ``depth`` is how many units it stands below on the page.
    """

    level: Level
    name: str
    block_ids: tuple[UUID, ...]
    members: frozenset[Hashable]
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Every place of one breakdown: the organisation, and the rest family by family.

    ``without`` are units that have no figure of their own, each with the reason.
    """

    organisation: Place
    families: tuple[tuple[Place, ...], ...]
    without: tuple[tuple[str, str], ...] = ()


def arrange(
    blocks: Sequence[BlockOutline], units: Sequence[UnitThen], *, organisation: str
) -> Arrangement:
    """The places of one breakdown.

    Args:
        blocks: its blocks, in their order.
        units: every unit as it was, parents before children; none for a breakdown by others.
        organisation: what the organisation was called.
    """
    tree = _Tree(blocks, units)
    apart = [
        Place(
            level=Level.BLOCK,
            name=block.name,
            block_ids=(block.id,),
            members=LEADS if block.leads else frozenset({block.name}),
        )
        for block in blocks
        if block.id not in tree.made_of
    ]
    return Arrangement(
        organisation=Place(
            level=Level.ORGANISATION,
            name=organisation,
            block_ids=tuple(block.id for block in blocks),
            members=EVERYBODY,
        ),
        families=(*tree.families(), *((place,) for place in apart)),
        without=tuple(tree.without()),
    )


class _Tree:
    """The units of a period, and which blocks their people are in."""

    def __init__(self, blocks: Sequence[BlockOutline], units: Sequence[UnitThen]) -> None:
        self.blocks = {block.id: block for block in blocks}
        self.units = units
        self.made_of: dict[UUID, set[UUID]] = defaultdict(set)
        self.children: dict[UUID | None, list[UnitThen]] = defaultdict(list)
        for unit in units:
            self.children[unit.parent_id].append(unit)
            if unit.block_id is not None:
                self.made_of[unit.block_id].add(unit.unit_id)
        # Of each unit: which blocks its people are in, and how many units of each lie within it.
        self.within: dict[UUID, Counter[UUID]] = {unit.unit_id: Counter() for unit in units}
        self.members: dict[UUID, frozenset[UUID]] = {}
        self.homes: dict[UUID, list[UUID]] = defaultdict(list)
        self._look_from_below()

    def families(self) -> Iterator[tuple[Place, ...]]:
        """The places, top unit by top unit; a block across several of those stands alone."""
        for root in self.children[None]:
            for block_id in self._blocks_at(root):
                yield (self._block(block_id, 0),)
            for top in self.children[root.unit_id]:
                family = tuple(self._walk(top, 0))
                if family:
                    yield family

    def without(self) -> Iterator[tuple[str, str]]:
        """Units without a figure of their own: name, and why."""
        names = {unit.unit_id: unit.name for unit in self.units}
        for unit in self.units:
            found = self._in_order(unit)
            if unit.parent_id is None or not found:
                continue
            shared = [each for each in found if not self._is_within(each, unit)]
            said = listed(f"“{self.blocks[each].name}”" for each in shared or found)
            if not shared and len(found) == 1:
                own = (unit.name, f"{unit.name} ({names[unit.parent_id]})")
                if self.blocks[found[0]].name not in own:
                    yield unit.name, f"Shown as {said}."
            elif shared and len(found) == 1:
                yield unit.name, f"Part of {said}, with people of other units."
            elif shared:
                yield unit.name, f"Not added up: people of other units are in {said} too."

    def _look_from_below(self) -> None:
        below: dict[UUID | None, set[UUID]] = defaultdict(set)
        homeless = set(self.made_of)
        for unit in reversed(self.units):  # children before parents
            counted = self.within[unit.unit_id]
            for child in self.children[unit.unit_id]:
                counted.update(self.within[child.unit_id])
            if unit.block_id is not None:
                counted[unit.block_id] += 1
                below[unit.unit_id].add(unit.unit_id)
            self.members[unit.unit_id] = frozenset(below[unit.unit_id])
            below[unit.parent_id] |= below[unit.unit_id]
            here = {each for each in homeless & counted.keys() if self._is_within(each, unit)}
            self.homes[unit.unit_id] = sorted(here, key=self._position)
            homeless -= here

    def _walk(self, unit: UnitThen, depth: int) -> Iterator[Place]:
        found = self.within[unit.unit_id]
        if len(found) > 1 and all(self._is_within(each, unit) for each in found):
            yield Place(
                level=Level.UNIT,
                name=unit.name,
                block_ids=tuple(self._in_order(unit)),
                members=self.members[unit.unit_id],
                depth=depth,
            )
            depth += 1
        for block_id in self._blocks_at(unit):
            yield self._block(block_id, depth)
        for child in self.children[unit.unit_id]:
            yield from self._walk(child, depth)

    def _block(self, block_id: UUID, depth: int) -> Place:
        return Place(
            level=Level.BLOCK,
            name=self.blocks[block_id].name,
            block_ids=(block_id,),
            members=frozenset(self.made_of[block_id]),
            depth=depth,
        )

    def _blocks_at(self, unit: UnitThen) -> list[UUID]:
        """The blocks that lie wholly within this unit, and in none below it."""
        return self.homes[unit.unit_id]

    def _is_within(self, block_id: UUID, unit: UnitThen) -> bool:
        return self.within[unit.unit_id][block_id] == len(self.made_of[block_id])

    def _in_order(self, unit: UnitThen) -> list[UUID]:
        return sorted(self.within[unit.unit_id], key=self._position)

    def _position(self, block_id: UUID) -> int:
        return self.blocks[block_id].position
