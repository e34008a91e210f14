"""Whole organisations on paper, for the pure rules of the gate: no database, made in no time."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from learnplan.directory.queries import RosterLine, UnitView
from learnplan.gate.blocks import draw_blocks
from learnplan.ours.pulse.plan import Block, Breakdown

FIRST_DAY = date(2026, 10, 1)
LONG_AGO = date(2015, 1, 1)
LOCATIONS = ("", "Faro", "Lisbon", "Porto")


def an_id(number: int) -> UUID:
    """The id with this number."""
    return UUID(int=number)


def a_tree(parents: Sequence[int | None], names: Sequence[str] = ()) -> list[UnitView]:
    """Units by number from 1, each below the one whose number ``parents`` says; the root, none."""
    units: list[UnitView] = []
    for number, parent in enumerate(parents, start=1):
        depth = 0 if parent is None else units[parent - 1].depth + 1
        units.append(
            UnitView(
                id=an_id(number),
                name=names[number - 1] if names else f"Unit {number}",
                parent_id=None if parent is None else an_id(parent),
                depth=depth,
            )
        )
    return sorted(units, key=lambda unit: unit.depth)


def a_roster(
    sizes: Mapping[int, int], *, leads: Mapping[int, int] | None = None
) -> list[RosterLine]:
    """People of units by number: so many workers in each, and so many who lead it."""
    return [
        RosterLine(
            person_id=an_id(100_000 * (1 + is_lead) + 1000 * unit + place),
            unit_id=an_id(unit),
            leads=is_lead,
            location="Porto",
            since=LONG_AGO,
        )
        for is_lead, counts in ((False, sizes), (True, leads or {}))
        for unit, size in counts.items()
        for place in range(size)
    ]


def blocks_of(
    roster: Sequence[RosterLine],
    units: Sequence[UnitView],
    breakdown: Breakdown = Breakdown.UNITS,
) -> list[Block]:
    """The blocks of the autumn quarter."""
    return draw_blocks(breakdown, roster, units, first_day=FIRST_DAY)


@st.composite
def organisations(draw: st.DrawFn) -> tuple[list[RosterLine], list[UnitView]]:
    """Any organisation: a tree of units, and people with or without a lead, place and tenure."""
    count = draw(st.integers(1, 12))
    parents: list[int | None] = [None]
    parents += [draw(st.integers(1, number)) for number in range(1, count)]
    names = draw(
        st.lists(st.sampled_from(["Blue", "Green", "Red"]), min_size=count, max_size=count)
    )
    sizes = draw(st.lists(st.integers(0, 17), min_size=count, max_size=count))
    lead_every = draw(st.integers(2, 20))
    places = draw(st.lists(st.sampled_from(LOCATIONS), min_size=5, max_size=5))
    days = draw(st.lists(st.dates(date(2010, 1, 1), FIRST_DAY), min_size=7, max_size=7))
    people = [(unit, place) for unit, size in enumerate(sizes, start=1) for place in range(size)]
    roster = [
        RosterLine(
            person_id=an_id(1000 * unit + place),
            unit_id=an_id(unit),
            leads=number % lead_every == 1,
            location=places[number % len(places)],
            since=days[number % len(days)],
        )
        for number, (unit, place) in enumerate(people)
    ]
    return roster, a_tree(parents, names)
