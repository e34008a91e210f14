"""Which sums there are: of units whose blocks lie wholly within them, and of nothing else."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given, settings

from learnplan.directory.queries import RosterLine, UnitView
from learnplan.ours.pulse.places import EVERYBODY, LEADS, Arrangement, Level, Place, arrange
from learnplan.ours.pulse.plan import Breakdown
from learnplan.ours.pulse.queries import BlockOutline, UnitThen
from tests.gate.organisations import a_roster, a_tree, an_id, blocks_of, organisations


def arranged(
    roster: Sequence[RosterLine],
    units: Sequence[UnitView],
    breakdown: Breakdown = Breakdown.UNITS,
) -> tuple[Arrangement, dict[UUID, frozenset[UUID]]]:
    """The places of an organisation on paper, and the people of each of its blocks."""
    drawn = {
        an_id(900_000 + n): block for n, block in enumerate(blocks_of(roster, units, breakdown))
    }
    block_of = {unit: block_id for block_id, block in drawn.items() for unit in block.unit_ids}
    outlines = [
        BlockOutline(
            id=block_id,
            breakdown=breakdown,
            position=position,
            name=block.name,
            roster_size=len(block.people),
            leads=block.leads,
        )
        for position, (block_id, block) in enumerate(drawn.items(), start=1)
    ]
    then = [
        UnitThen(
            unit_id=unit.id,
            parent_id=unit.parent_id,
            name=unit.name,
            block_id=block_of.get(unit.id),
        )
        for unit in units
    ]
    people = {block_id: frozenset(block.people) for block_id, block in drawn.items()}
    shown = then if breakdown is Breakdown.UNITS else []
    return arrange(outlines, shown, organisation="Northwind"), people


def places(arrangement: Arrangement) -> list[Place]:
    return [place for family in arrangement.families for place in family]


def said(arrangement: Arrangement) -> list[tuple[str, Level, int]]:
    return [(place.name, place.level, place.depth) for place in places(arrangement)]


# Northwind: Ops (Blue, Green, Red), Sales, Support (Desk, Field), all below the root.
NAMES = ["Northwind", "Ops", "Sales", "Support", "Blue", "Green", "Red", "Desk", "Field"]
PARENTS = [None, 1, 1, 1, 2, 2, 2, 4, 4]


def test_a_unit_is_the_sum_of_the_blocks_within_it() -> None:
    roster = a_roster({5: 7, 6: 8, 7: 4, 3: 9, 8: 6, 9: 6}, leads={2: 6})

    arrangement, people = arranged(roster, a_tree(PARENTS, NAMES))

    assert said(arrangement) == [
        ("Ops", Level.UNIT, 0),
        ("Blue and Red", Level.BLOCK, 1),
        ("Green", Level.BLOCK, 1),
        ("Sales", Level.BLOCK, 0),
        ("Support", Level.UNIT, 0),
        ("Desk", Level.BLOCK, 1),
        ("Field", Level.BLOCK, 1),
        ("People who lead", Level.BLOCK, 0),
    ]
    assert arrangement.organisation.block_ids == tuple(people)
    assert places(arrangement)[-1].members == LEADS
    assert arrangement.organisation.members == EVERYBODY
    assert arrangement.without == (
        ("Blue", "Part of “Blue and Red”, with people of other units."),
        ("Red", "Part of “Blue and Red”, with people of other units."),
    )


def test_a_unit_that_shares_a_block_with_another_has_no_sum() -> None:
    # Support has 3 people, who join the smallest block elsewhere: Green, of Ops.
    roster = a_roster({5: 12, 6: 7, 3: 14, 8: 3})

    arrangement, _ = arranged(roster, a_tree(PARENTS, NAMES))

    names = [name for name, *_ in said(arrangement)]
    assert "Ops" not in names
    assert "Support" not in names
    why = dict(arrangement.without)
    assert why["Ops"].startswith("Not added up: people of other units are in “")
    assert why["Support"].startswith("Part of “")


def test_a_unit_under_another_name_says_where_it_is() -> None:
    roster = a_roster({5: 7, 3: 9})

    arrangement, _ = arranged(roster, a_tree(PARENTS, NAMES))

    assert said(arrangement) == [("Ops", Level.BLOCK, 0), ("Sales", Level.BLOCK, 0)]
    assert arrangement.without == (("Blue", "Shown as “Ops”."),)


def test_a_breakdown_by_others_has_no_units() -> None:
    roster = a_roster({5: 20, 3: 20}, leads={2: 3})

    arrangement, _ = arranged(roster, a_tree(PARENTS, NAMES), Breakdown.LOCATION)

    assert said(arrangement) == [("Porto", Level.BLOCK, 0)]
    assert arrangement.without == ()


@settings(max_examples=150, deadline=None)
@given(organisations())
def test_a_sum_is_about_exactly_the_workers_of_its_unit(
    organisation: tuple[list[RosterLine], list[UnitView]],
) -> None:
    roster, units = organisation
    counted = {line.unit_id for line in roster if not line.leads}
    below: dict[UUID, frozenset[UUID]] = {}
    for unit in reversed(units):
        children = (below[other.id] for other in units if other.parent_id == unit.id)
        below[unit.id] = frozenset(counted & {unit.id}).union(*children)

    arrangement, people = arranged(roster, units)

    found = places(arrangement)
    blocks = [place.block_ids[0] for place in found if place.level is Level.BLOCK]
    assert sorted(blocks) == sorted(people)
    assert set(arrangement.organisation.block_ids) == set(people)
    for place in found:
        if place.members != LEADS:
            inside = [person for each in place.block_ids for person in people[each]]
            assert sorted(inside) == sorted(
                line.person_id
                for line in roster
                if not line.leads and line.unit_id in place.members
            )
        if place.level is Level.UNIT:
            assert len(place.block_ids) > 1
            assert (place.name, place.members) in {(unit.name, below[unit.id]) for unit in units}
