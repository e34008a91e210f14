"""Who is counted together: the blocks of a period, from public facts only (rule R3).

Pure. A block has at least six people; one of a breakdown by location or tenure at least fifteen.
Whatever is smaller is merged, and what cannot be merged is left out. Every tie goes by id or by
name, so the same roster always gives the same blocks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from itertools import count
from typing import NamedTuple
from uuid import UUID

from learnplan.core.texts import listed
from learnplan.directory.queries import RosterLine, UnitView
from learnplan.ours.pulse.limits import SMALLEST_BLOCK, SMALLEST_BREAKDOWN_BLOCK
from learnplan.ours.pulse.plan import Block, Breakdown

LEADS = "People who lead"
NO_LOCATION = "Location not said"
TENURES = (
    (1, "Less than a year here"),
    (3, "1 to 3 years here"),
    (10, "3 to 10 years here"),
)
LONGEST_TENURE = "More than 10 years here"


class _Group(NamedTuple):
    """What is on its way to be a block. Sorts by how many people it has, ties by id."""

    size: int
    first_id: str
    parts: tuple[str, ...]
    people: tuple[UUID, ...]


def draw_blocks(
    breakdown: Breakdown,
    roster: Sequence[RosterLine],
    units: Sequence[UnitView],
    *,
    first_day: date,
) -> list[Block]:
    """The blocks of one breakdown, each person of the ``roster`` in at most one of them.

    Args:
        breakdown: what blocks are made of.
        roster: everybody who is here on the first day, each person once.
        units: every unit, parents before children.
        first_day: the first day of the period; tenure is counted up to it.
    """
    smallest = SMALLEST_BLOCK if breakdown is Breakdown.UNITS else SMALLEST_BREAKDOWN_BLOCK
    workers = [line for line in roster if not line.leads]
    if breakdown is Breakdown.UNITS:
        blocks = _by_unit(workers, units)
    elif breakdown is Breakdown.LOCATION:
        blocks = _by_category(workers, lambda line: line.location or NO_LOCATION)
    else:
        blocks = _by_category(workers, lambda line: _tenure(line.since, first_day))
    leads = sorted(line.person_id for line in roster if line.leads)
    if len(leads) >= smallest:
        blocks.append(Block(name=LEADS, people=tuple(leads), leads=True))
    return blocks


def _by_unit(workers: Iterable[RosterLine], units: Sequence[UnitView]) -> list[Block]:
    """Teams of at least six; smaller ones with the smallest beside them, family by family.

    A family is what hangs below one unit, its own people included. What is still too small when
    its whole family is together joins the smallest block elsewhere, the nearest family first.
    """
    own: dict[UUID, list[UUID]] = defaultdict(list)
    for line in workers:
        own[line.unit_id].append(line.person_id)
    children: dict[UUID | None, list[UnitView]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit)

    families: dict[UUID | None, list[_Group]] = defaultdict(list)
    for unit in reversed(units):  # children before parents
        family = families.pop(unit.id, [])
        if own[unit.id]:
            family.append(_group((str(unit.id),), own[unit.id]))
        families[unit.parent_id] += _merged(family, SMALLEST_BLOCK)
    found = [
        group for group in _merged(families[None], SMALLEST_BLOCK) if group.size >= SMALLEST_BLOCK
    ]
    names = _names([frozenset(map(UUID, group.parts)) for group in found], units, children, own)
    order = {unit.id: place for place, unit in enumerate(_in_tree_order(None, children))}
    blocks = [
        Block(name=name, people=group.people, unit_ids=frozenset(map(UUID, group.parts)))
        for name, group in zip(names, found, strict=True)
    ]
    return sorted(blocks, key=lambda block: min(order[unit_id] for unit_id in block.unit_ids))


def _by_category(
    workers: Iterable[RosterLine], category: Callable[[RosterLine], str]
) -> list[Block]:
    """Blocks of the whole organisation, by something everybody knows of each person."""
    people: dict[str, list[UUID]] = defaultdict(list)
    for line in workers:
        people[category(line)].append(line.person_id)
    groups = [_group((name,), ids) for name, ids in people.items()]
    found = _large_enough(_merged(groups, SMALLEST_BREAKDOWN_BLOCK), SMALLEST_BREAKDOWN_BLOCK)
    blocks = [Block(name=listed(sorted(group.parts)), people=group.people) for group in found]
    return sorted(blocks, key=lambda block: block.name)


def _tenure(since: date, first_day: date) -> str:
    whole_years = first_day.year - since.year
    if (first_day.month, first_day.day) < (since.month, since.day):
        whole_years -= 1
    return next((name for years, name in TENURES if whole_years < years), LONGEST_TENURE)


def _group(parts: tuple[str, ...], people: Iterable[UUID]) -> _Group:
    ids = tuple(sorted(people))
    return _Group(size=len(ids), first_id=min(parts), parts=parts, people=ids)


def _merged(groups: Sequence[_Group], smallest: int) -> list[_Group]:
    """Put the smallest group together with the next smallest until none is too small."""
    waiting = list(groups)
    heapify(waiting)
    while len(waiting) > 1 and waiting[0].size < smallest:
        one, other = heappop(waiting), heappop(waiting)
        heappush(waiting, _group(one.parts + other.parts, one.people + other.people))
    return waiting


def _large_enough(groups: Iterable[_Group], smallest: int) -> list[_Group]:
    return [group for group in groups if group.size >= smallest]


def _names(
    blocks: Sequence[frozenset[UUID]],
    units: Sequence[UnitView],
    children: Mapping[UUID | None, Sequence[UnitView]],
    own: Mapping[UUID, Sequence[UUID]],
) -> list[str]:
    """What each block of units is called: a whole unit by its name, else what it is made of."""
    by_id = {unit.id: unit for unit in units}
    teams: dict[UUID | None, set[UUID]] = defaultdict(set)
    for unit in reversed(units):
        if own.get(unit.id):
            teams[unit.id].add(unit.id)
        teams[unit.parent_id] |= teams[unit.id]

    def parts(block: frozenset[UUID], unit: UnitView) -> list[tuple[UUID, str]]:
        below = teams[unit.id]
        if below and below <= block:
            return [(unit.id, unit.name)]
        found = [(unit.id, f"{unit.name} itself")] if unit.id in block else []
        for child in children[unit.id]:
            if teams[child.id] & block:
                found += parts(block, child)
        return found

    said = [[part for root in children[None] for part in parts(block, root)] for block in blocks]
    names = [listed(name for _, name in made_of) for made_of in said]
    if len(set(names)) < len(names):  # units of the same name: say where they are
        names = [
            listed(_with_parent(name, by_id[unit_id], by_id) for unit_id, name in made_of)
            for made_of in said
        ]
    return _numbered(names)


def _with_parent(name: str, unit: UnitView, by_id: Mapping[UUID, UnitView]) -> str:
    return name if unit.parent_id is None else f"{name} ({by_id[unit.parent_id].name})"


def _numbered(names: Sequence[str]) -> list[str]:
    """The same names, with a number where one is still there twice."""
    found: list[str] = []
    for name in names:
        numbers = count(2)
        each = name
        while each in found:
            each = f"{name}, {next(numbers)}"
        found.append(each)
    return found


def _in_tree_order(
    parent_id: UUID | None, children: Mapping[UUID | None, Sequence[UnitView]]
) -> list[UnitView]:
    found = []
    for unit in children.get(parent_id, ()):
        found += [unit, *_in_tree_order(unit.id, children)]
    return found
