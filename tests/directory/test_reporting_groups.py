"""Which units show their figures together: decided by public rosters, once for a plan year."""

from collections import defaultdict
from datetime import date
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from learnplan.core.db import Database, transaction
from learnplan.directory import queries
from learnplan.directory.services import people, rosters
from learnplan.directory.services.rosters import SMALLEST_ROSTER, Standing, standings
from tests.factories.people import a_unit, a_worker

FAMILIES = st.lists(
    st.dictionaries(st.uuids(version=4), st.integers(1, 12), min_size=1, max_size=8),
    min_size=1,
    max_size=4,
)


def groups_of(found: list[Standing]) -> dict[UUID, list[Standing]]:
    groups: dict[UUID, list[Standing]] = defaultdict(list)
    for standing in found:
        groups[standing.group_id].append(standing)
    return groups


@settings(max_examples=200, deadline=None)
@given(families=FAMILIES)
def test_every_shown_group_is_large_enough_and_none_is_left_over(
    families: list[dict[UUID, int]],
) -> None:
    sizes = {unit_id: size for family in families for unit_id, size in family.items()}

    found = standings(sizes, [list(family) for family in families])

    assert sorted(str(one.unit_id) for one in found) == sorted(str(one) for one in sizes)
    for group in groups_of(found).values():
        people_in_it = sum(standing.roster_size for standing in group)
        assert {standing.shown for standing in group} == {people_in_it >= SMALLEST_ROSTER}
    for family in families:
        hidden = [one for one in found if one.unit_id in family and not one.shown]
        assert not hidden or len(hidden) == len(family)  # or it could be subtracted


@settings(max_examples=100, deadline=None)
@given(families=FAMILIES, shuffle=st.randoms())
def test_the_order_of_units_decides_nothing(
    families: list[dict[UUID, int]], shuffle: Random
) -> None:
    sizes = {unit_id: size for family in families for unit_id, size in family.items()}
    shuffled = [list(family) for family in families]
    for family in shuffled:
        shuffle.shuffle(family)

    one = standings(sizes, [list(family) for family in families])
    other = standings(sizes, shuffled)

    assert set(one) == set(other)


def test_a_small_unit_joins_its_smallest_sibling() -> None:
    sizes = {UUID(int=1): 3, UUID(int=2): 9, UUID(int=3): 6}

    found = {one.unit_id: one for one in standings(sizes, [list(sizes)])}

    assert found[UUID(int=1)].group_id == found[UUID(int=3)].group_id == UUID(int=1)
    assert found[UUID(int=2)].group_id == UUID(int=2)
    assert all(one.shown for one in found.values())


def settle(on: date) -> dict[str, Standing]:
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(on)
    names = {unit.id: unit.name for unit in queries.units()}
    standing = rosters.standings_by_year().get(on.year, {})
    return {names[unit_id]: one for unit_id, one in standing.items()}


def staff(path: str, number: int) -> UUID:
    unit = a_unit(path)
    for _ in range(number):
        a_worker(unit=unit)
    return unit


@pytest.mark.usefixtures("app")
def test_what_was_settled_stays_for_the_plan_year() -> None:
    staff("Works / Day", 6)
    night = staff("Works / Night", 5)
    before = settle(date(2026, 1, 1))

    with transaction(Database.ORGANISATION):
        for worker in queries.members_of(night, on=date(2026, 2, 1))[:4]:
            people.join(worker.id, a_unit_id("Day"), starts_on=date(2026, 2, 1))
    same_year, next_year = settle(date(2026, 12, 31)), settle(date(2027, 1, 1))

    assert same_year == before
    assert before["Night"].group_id != before["Day"].group_id
    assert next_year["Night"].group_id == next_year["Day"].group_id
    assert next_year["Night"].roster_size == 1


def a_unit_id(name: str) -> UUID:
    return next(unit.id for unit in queries.units() if unit.name == name)


@pytest.mark.usefixtures("app")
def test_a_late_small_unit_joins_its_smallest_settled_sibling() -> None:
    staff("Works / Day", 8)
    staff("Works / Night", 6)
    before = settle(date(2026, 1, 1))
    staff("Works / Weekend", 2)

    after = settle(date(2026, 6, 1))

    assert after["Weekend"].group_id == before["Night"].group_id
    assert after["Weekend"].shown
    assert {name: after[name] for name in before} == before


@pytest.mark.usefixtures("app")
def test_a_late_unit_that_is_large_enough_stands_alone() -> None:
    staff("Works / Day", 8)
    before = settle(date(2026, 1, 1))
    staff("Works / Weekend", 5)

    after = settle(date(2026, 6, 1))

    assert after["Weekend"].group_id == a_unit_id("Weekend")
    assert after["Day"] == before["Day"]


@pytest.mark.usefixtures("app")
def test_siblings_too_few_even_together_are_part_of_their_parent_only() -> None:
    staff("Works", 4)
    staff("Works / Day", 2)
    staff("Works / Night", 2)

    found = settle(date(2026, 1, 1))

    assert not found["Day"].shown
    assert not found["Night"].shown
    assert found["Works"].shown
    assert found["Works"].roster_size == 8


@pytest.mark.usefixtures("app")
def test_a_unit_counts_everybody_below_it() -> None:
    staff("Works / Day / Early", 3)
    staff("Works / Day", 2)

    sizes = rosters.roster_sizes(date(2026, 1, 1))

    assert sizes[a_unit_id("Works")] == sizes[a_unit_id("Day")] == 5
    assert sizes[queries.organisation_unit().id] == 5


def test_an_empty_organisation_settles_nothing(app: Flask) -> None:
    with app.app_context():
        a_unit("Works")

        assert settle(date(2026, 1, 1)) == {}
