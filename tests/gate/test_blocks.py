"""Blocks: who is counted together, whatever the organisation (rule R3; attacks 1, 2, 7 and 10)."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnplan.directory.queries import RosterLine, UnitView
from learnplan.ours.pulse.limits import SMALLEST_BLOCK, SMALLEST_BREAKDOWN_BLOCK
from learnplan.ours.pulse.plan import Block, Breakdown
from tests.gate.organisations import (
    a_roster,
    a_tree,
    an_id,
    blocks_of,
    organisations,
)

Draw = Callable[[Sequence[RosterLine], Sequence[UnitView], Breakdown], list[Block]]


def said(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    return [(block.name, len(block.people)) for block in blocks]


# Examples


def test_a_team_of_six_is_a_block() -> None:
    units = a_tree([None, 1, 1], ["Northwind", "Blue", "Green"])

    assert said(blocks_of(a_roster({2: 6, 3: 9}), units)) == [("Blue", 6), ("Green", 9)]


def test_a_smaller_team_joins_its_smallest_sibling_until_there_are_six() -> None:
    units = a_tree([None, 1, 1, 1, 1], ["Northwind", "Blue", "Green", "Red", "White"])
    roster = a_roster({2: 1, 3: 2, 4: 4, 5: 9})

    assert said(blocks_of(roster, units)) == [("Blue, Green and Red", 7), ("White", 9)]


def test_a_small_team_joins_a_large_one_when_there_is_no_other() -> None:
    units = a_tree([None, 1, 2, 2, 1], ["Northwind", "Ops", "Blue", "Green", "Sales"])

    assert said(blocks_of(a_roster({3: 3, 4: 12, 5: 6}), units)) == [("Ops", 15), ("Sales", 6)]


def test_teams_of_one_size_go_by_id() -> None:
    units = a_tree([None, 1, 1, 1, 1], ["Northwind", "Red", "Green", "Blue", "White"])
    roster = a_roster({2: 3, 3: 3, 4: 3, 5: 3})

    found = blocks_of(roster, units)

    assert [sorted(unit.int for unit in block.unit_ids) for block in found] == [[2, 3], [4, 5]]


def test_a_unit_below_six_joins_the_smallest_block_elsewhere() -> None:
    units = a_tree([None, 1, 2, 1, 4, 4], ["Northwind", "Ops", "Blue", "Sales", "East", "West"])
    roster = a_roster({3: 4, 5: 8, 6: 7})

    assert said(blocks_of(roster, units)) == [("Ops and West", 11), ("East", 8)]


def test_people_of_a_unit_itself_are_a_team_beside_those_below_it() -> None:
    units = a_tree([None, 1, 2], ["Northwind", "Ops", "Blue"])

    assert said(blocks_of(a_roster({2: 6, 3: 7}), units)) == [("Ops itself", 6), ("Blue", 7)]


def test_units_of_the_same_name_are_told_apart() -> None:
    units = a_tree([None, 1, 1, 2, 3], ["Northwind", "Ops", "Sales", "Night", "Night"])
    roster = a_roster({2: 6, 3: 6, 4: 6, 5: 6})

    assert [block.name for block in blocks_of(roster, units)] == [
        "Ops itself (Northwind)",
        "Night (Ops)",
        "Sales itself (Northwind)",
        "Night (Sales)",
    ]


def test_people_who_lead_are_a_block_of_their_own_or_left_out() -> None:
    units = a_tree([None, 1], ["Northwind", "Blue"])
    roster = a_roster({2: 8}, leads={1: 3, 2: 3})

    assert said(blocks_of(roster, units)) == [("Northwind", 8), ("People who lead", 6)]
    assert said(blocks_of(roster[:-1], units)) == [("Northwind", 8)]


@pytest.mark.attack(10)
@pytest.mark.parametrize("breakdown", Breakdown)
def test_an_organisation_that_is_too_small_has_no_block(breakdown: Breakdown) -> None:
    smallest = SMALLEST_BLOCK if breakdown is Breakdown.UNITS else SMALLEST_BREAKDOWN_BLOCK
    units = a_tree([None, 1, 1])

    assert blocks_of(a_roster({2: smallest - 1}), units, breakdown) == []
    assert blocks_of([], units, breakdown) == []
    assert len(blocks_of(a_roster({2: smallest}), units, breakdown)) == 1


def test_a_breakdown_by_location_takes_fifteen_of_the_whole_organisation() -> None:
    units = a_tree([None, 1, 1])
    lines = a_roster({2: 40})
    where = ["Lisbon"] * 20 + ["Porto"] * 12 + ["Faro"] * 5 + [""] * 3
    roster = [replace(line, location=place) for line, place in zip(lines, where, strict=True)]

    found = blocks_of(roster, units, Breakdown.LOCATION)

    assert said(found) == [("Faro, Location not said and Porto", 20), ("Lisbon", 20)]


def test_tenure_is_counted_in_whole_years_up_to_the_first_day() -> None:
    units = a_tree([None])
    lines = a_roster({1: 60})
    days = (date(2025, 10, 2), date(2025, 10, 1), date(2023, 10, 2), date(2016, 10, 1))
    roster = [replace(line, since=days[place // 15]) for place, line in enumerate(lines)]

    found = blocks_of(roster, units, Breakdown.TENURE)

    assert said(found) == [
        ("1 to 3 years here", 30),
        ("Less than a year here", 15),
        ("More than 10 years here", 15),
    ]


# Whatever the organisation


def must_be_blocks(
    draw: Draw, roster: Sequence[RosterLine], units: Sequence[UnitView], breakdown: Breakdown
) -> None:
    """What rules R3 and R4 ask of the blocks of one question; attacks 1, 2 and 10."""
    smallest = SMALLEST_BLOCK if breakdown is Breakdown.UNITS else SMALLEST_BREAKDOWN_BLOCK
    found = draw(roster, units, breakdown)
    groups = [set(block.people) for block in found]
    # Attack 2: nobody is in two numbers of one question, and nobody from elsewhere in any.
    for one, other in combinations(groups, 2):
        assert one.isdisjoint(other)
    seated = set().union(*groups) if groups else set()
    assert seated <= {line.person_id for line in roster}
    # Attacks 1 and 10: whatever is subtracted from whatever, at least so many people are left.
    for block in found:
        assert len(block.people) == len(set(block.people)) >= smallest
    # Who leads is not counted with who is led, and nobody else is left out of a large house.
    leads = {line.person_id for line in roster if line.leads}
    for block in found:
        assert set(block.people) <= leads if block.leads else leads.isdisjoint(block.people)
    workers = {line.person_id for line in roster} - leads
    assert seated - leads == (workers if len(workers) >= smallest else set())
    assert seated & leads == (leads if len(leads) >= smallest else set())
    assert len({block.name for block in found}) == len(found)


@pytest.mark.attack(1)
@pytest.mark.attack(2)
@pytest.mark.attack(10)
@settings(max_examples=50, deadline=None)
@given(organisations(), st.sampled_from(Breakdown))
def test_every_organisation_is_cut_into_large_enough_blocks(
    organisation: tuple[list[RosterLine], list[UnitView]], breakdown: Breakdown
) -> None:
    must_be_blocks(blocks_of, *organisation, breakdown)


@settings(max_examples=25, deadline=None)
@given(organisations(), st.sampled_from(Breakdown), st.randoms(use_true_random=False))
def test_the_same_roster_gives_the_same_blocks_in_whatever_order_it_comes(
    organisation: tuple[list[RosterLine], list[UnitView]],
    breakdown: Breakdown,
    chance: random.Random,
) -> None:
    roster, units = organisation
    shuffled = chance.sample(roster, len(roster))

    assert blocks_of(shuffled, units, breakdown) == blocks_of(roster, units, breakdown)


@settings(max_examples=25, deadline=None)
@given(organisations())
def test_units_whose_people_are_in_one_block_stay_whole(
    organisation: tuple[list[RosterLine], list[UnitView]],
) -> None:
    roster, units = organisation
    found = [block for block in blocks_of(roster, units) if not block.leads]
    unit_of = {line.person_id: line.unit_id for line in roster}

    for block in found:
        assert {unit_of[person] for person in block.people} == block.unit_ids


# The checks bite


def shows_teams_of_five(
    roster: Sequence[RosterLine], _units: Sequence[UnitView], _breakdown: Breakdown
) -> list[Block]:
    """The ordinary dashboard: a minimum group size, and the rest is hidden."""
    teams: dict[object, list[RosterLine]] = {}
    for line in roster:
        teams.setdefault(line.unit_id, []).append(line)
    return [
        Block(name=str(unit), people=tuple(line.person_id for line in team))
        for unit, team in teams.items()
        if len(team) >= 5
    ]


def counts_leads_with_those_they_lead(
    roster: Sequence[RosterLine], units: Sequence[UnitView], breakdown: Breakdown
) -> list[Block]:
    return blocks_of([replace(line, leads=False) for line in roster], units, breakdown)


def shows_the_organisation_beside_its_blocks(
    roster: Sequence[RosterLine], units: Sequence[UnitView], breakdown: Breakdown
) -> list[Block]:
    everybody = tuple(line.person_id for line in roster)
    return [*blocks_of(roster, units, breakdown), Block(name="Everybody", people=everybody)]


def forgets_to_merge(
    roster: Sequence[RosterLine], units: Sequence[UnitView], breakdown: Breakdown
) -> list[Block]:
    first, *rest = blocks_of(roster, units, breakdown)
    return [
        replace(first, name="One", people=first.people[:3]),
        replace(first, name="Other", people=first.people[3:]),
        *rest,
    ]


def seats_somebody_twice(
    roster: Sequence[RosterLine], units: Sequence[UnitView], breakdown: Breakdown
) -> list[Block]:
    one, other, *rest = blocks_of(roster, units, breakdown)
    return [one, replace(other, people=(*other.people, one.people[0])), *rest]


@pytest.mark.attack(1)
@pytest.mark.attack(2)
@pytest.mark.attack(10)
@pytest.mark.parametrize(
    "broken",
    [
        shows_teams_of_five,
        counts_leads_with_those_they_lead,
        shows_the_organisation_beside_its_blocks,
        forgets_to_merge,
        seats_somebody_twice,
    ],
)
def test_the_check_catches_a_broken_rule(broken: Draw) -> None:
    units = a_tree([None, 1, 1, 1])
    roster = a_roster({2: 5, 3: 7, 4: 9}, leads={2: 1, 3: 2})
    must_be_blocks(blocks_of, roster, units, Breakdown.UNITS)

    with pytest.raises(AssertionError):
        must_be_blocks(broken, roster, units, Breakdown.UNITS)


def test_a_thousand_teams_are_cut_in_no_time() -> None:
    units = a_tree([None, *[1] * 100, *[2 + team % 100 for team in range(1000)]])
    roster = a_roster({102 + team: 1 + team % 19 for team in range(1000)})

    found = blocks_of(roster, units)

    assert sum(len(block.people) for block in found) == len(roster)
    assert min(len(block.people) for block in found) >= SMALLEST_BLOCK
    assert an_id(1) not in {unit for block in found for unit in block.unit_ids}
