"""One person moves one number of a period and no other, whoever moves, leaves or answers (R4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from learnplan.directory.queries import RosterLine, UnitView
from learnplan.gate.noise import published_number
from learnplan.ours.pulse.plan import Block
from tests.gate.organisations import a_roster, a_tree, an_id, blocks_of, organisations

KEYS = (b"k" * 32, b"l" * 32)
Answers = Mapping[UUID, int]
Publish = Callable[[int, Sequence[Block], Answers], dict[str, int]]


def published(period: int, blocks: Sequence[Block], answers: Answers) -> dict[str, int]:
    """The numbers of one question in one of two periods, by block, as the gate draws them."""
    return {
        block.name: published_number(
            KEYS[period],
            plan_hash="0" * 64,
            period=f"2026-Q{period + 1}",
            question="time-to-learn",
            block=block.name,
            contributions=[(person, answers.get(person, 0)) for person in block.people],
            epsilon=Fraction(1),
            most=1,
        )
        for block in blocks
    }


@st.composite
def two_quarters(
    draw: st.DrawFn,
) -> tuple[list[list[RosterLine]], list[UnitView], list[dict[UUID, int]], UUID]:
    """An organisation, the same after people moved and left, answers to both, and one person."""
    roster, units = draw(organisations())
    assume(roster)
    every = draw(st.integers(2, 9))
    to = draw(st.integers(1, len(units)))
    later = [
        replace(line, unit_id=an_id(to)) if place % every == 0 else line
        for place, line in enumerate(roster)
        if place % every != 1  # who has left
    ]
    said = draw(st.integers(0, 2**16 - 1))
    answers = [
        {line.person_id: said >> (place + shift) % 16 & 1 for place, line in enumerate(roster)}
        for shift in (0, 5)
    ]
    return [roster, later], units, answers, draw(st.sampled_from(roster)).person_id


def must_move_one_number(
    publish: Publish,
    rosters: Sequence[Sequence[RosterLine]],
    units: Sequence[UnitView],
    answers: Sequence[Answers],
    ana: UUID,
) -> None:
    """Whatever Ana answers, no number but that of her own block is another."""
    for period, roster in enumerate(rosters):
        blocks = blocks_of(roster, units)
        hers = {block.name for block in blocks if ana in block.people}
        numbers = publish(period, blocks, answers[period])
        for value in (0, 1):
            others = publish(period, blocks, {**answers[period], ana: value})
            moved = {name for name in numbers if numbers[name] != others[name]}
            assert moved <= hers
        assert len(hers) <= 1


@settings(max_examples=25, deadline=None)
@given(two_quarters())
def test_one_answer_moves_one_number_in_each_of_two_quarters(
    house: tuple[list[list[RosterLine]], list[UnitView], list[dict[UUID, int]], UUID],
) -> None:
    must_move_one_number(published, *house)


def keyed_by_everybody(period: int, blocks: Sequence[Block], answers: Answers) -> dict[str, int]:
    yeses = sum(answers.values())
    return {name: value + yeses for name, value in published(period, blocks, answers).items()}


def evened_out(period: int, blocks: Sequence[Block], answers: Answers) -> dict[str, int]:
    """So that the parts add up to a total that is right: the last part gives the others away."""
    numbers = published(period, blocks, answers)
    if numbers:
        numbers[blocks[-1].name] += sum(answers.values()) - sum(numbers.values())
    return numbers


@pytest.mark.parametrize("broken", [keyed_by_everybody, evened_out])
def test_numbers_that_depend_on_each_other_are_noticed(broken: Publish) -> None:
    roster, units = a_roster({2: 7, 3: 8}), a_tree([None, 1, 1])
    ana, *others = [line.person_id for line in roster]
    house = [roster, roster], units, [dict.fromkeys(others, 1), {}], ana
    must_move_one_number(published, *house)

    with pytest.raises(AssertionError):
        must_move_one_number(broken, *house)
