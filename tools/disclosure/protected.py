"""What the gate publishes of the same organisation, by its own code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from learnplan.directory.queries import RosterLine, UnitView
from learnplan.gate.blocks import draw_blocks
from learnplan.gate.noise import published_number
from learnplan.ours.pulse.plan import Block, Breakdown, Plan, Question
from tools.disclosure.algebra import Row
from tools.disclosure.dashboards import count
from tools.disclosure.organisation import TEAM_SIZES, TEAMS, UNITS, Month

QUARTERS = ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")
MONTHS_IN_A_QUARTER = 3
EPSILON = Fraction(1)
_FIRST_DAY = date(2026, 10, 1)
_QUESTION = Question(
    key="time",
    words="Did you have time to learn?",
    answers=("No", "Yes"),
    breakdown=Breakdown.UNITS,
    epsilon=EPSILON,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A published number, beside what nobody is shown: the sum it hides."""

    unit: int
    published: Row
    true: Row

    @property
    def people(self) -> int:
        """How many are in its block."""
        return len(self.true.weights)

    @property
    def shown(self) -> Row:
        """The number as pages show it: between 0 and how many people there are."""
        return Row(self.published.weights, min(max(self.published.total, 0), self.people))

    @property
    def error(self) -> int:
        """How many people it is off by, up or down."""
        return self.published.total - self.true.total


Quarter = dict[str, Number]
"""The numbers of a quarter, by the names of their blocks."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A quarter before its publication: its plan and its blocks, with the answers of its people."""

    plan: Plan
    blocks: Sequence[Block]
    month: Month

    def publish(self, key: bytes) -> Quarter:
        """Its numbers under this period's ``key``."""
        return {block.name: self._number(block, key) for block in self.blocks}

    def _number(self, block: Block, key: bytes) -> Number:
        true = count(self.month, [_number_of(person) for person in block.people])
        published = published_number(
            key,
            plan_hash=self.plan.hash,
            period=self.plan.period,
            question=_QUESTION.key,
            block=block.name,
            contributions=[
                (person, int(self.month[_number_of(person)].yes)) for person in block.people
            ],
            epsilon=_QUESTION.epsilon,
            most=_QUESTION.most,
        )
        team = _number_of(min(block.unit_ids))  # blocks of teams stay within their unit
        return Number(team // len(TEAM_SIZES), Row(true.weights, published), true)


def four_quarters(months: Sequence[Month]) -> list[Frozen]:
    """Each quarter as it stands on its first day, with one question."""
    return [
        Frozen(
            plan=Plan(period=period, questions=(_QUESTION,)),
            blocks=draw_blocks(
                Breakdown.UNITS, list(_roster(month)), _tree(), first_day=_FIRST_DAY
            ),
            month=month,
        )
        for period, month in zip(QUARTERS, months[::MONTHS_IN_A_QUARTER], strict=True)
    ]


def a_key(number: int) -> bytes:
    """One of any number of keys; real ones are drawn by chance and destroyed."""
    return sha256(f"key {number}".encode()).digest()


def guess(number: Row, others: int) -> bool:
    """The likelier answer of the last person of a block, where ``others`` is all the rest's sum."""
    return number.total - others >= 1


def _roster(month: Month) -> Iterator[RosterLine]:
    for number, person in enumerate(month):
        yield RosterLine(
            person_id=_id(number),
            unit_id=_id(person.team),
            leads=False,
            location=str(person.location),
            since=_FIRST_DAY - timedelta(days=365 * person.months_here // 12),
        )


def _tree() -> list[UnitView]:
    """The organisation, its units and their teams; a team's id is its number's."""
    root = UnitView(id=_id(TEAMS + UNITS), name="Organisation", parent_id=None, depth=0)
    units = [
        UnitView(id=_id(TEAMS + unit), name=f"Unit {unit + 1}", parent_id=root.id, depth=1)
        for unit in range(UNITS)
    ]
    teams = [
        UnitView(
            id=_id(team),
            name=f"Team {team + 1}",
            parent_id=units[team // len(TEAM_SIZES)].id,
            depth=2,
        )
        for team in range(TEAMS)
    ]
    return [root, *units, *teams]


def _id(number: int) -> UUID:
    return UUID(int=number)


def _number_of(identity: UUID) -> int:
    return identity.int
