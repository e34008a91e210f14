"""Where a period is, and what declaring a plan would do: all of it from what everybody knows.

Nothing here reaches the learning database, so that no page or answer about a period can depend on
what anybody answered.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.directory import queries as directory
from learnplan.gate import budget
from learnplan.gate.blocks import draw_blocks
from learnplan.ours.pulse import queries
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.models import PlanState, PulsePlan, Release
from learnplan.ours.pulse.plan import Block, Breakdown, Plan, plan_of
from learnplan.ours.pulse.quarters import IN_A_YEAR, quarter, quarter_said, quarters_apart


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What declaring a plan would do. ``blocks`` is None until the period has begun."""

    plan: Plan
    blocks: Mapping[Breakdown, Sequence[Block]] | None


def preview(plan: Plan, *, today: date) -> Preview:
    """What would be declared, if ``plan`` were.

    Raises:
        Invalid: it costs too much or asks too often.
        Conflict: the period has a plan already.
    """
    known = queries.plans_declared()
    if any(one.period == plan.period for one in known):
        raise Conflict(f"{quarter_said(plan.period)} has a plan already.")
    budget.must_fit(plan, known)
    first_day = quarter(plan.period).start
    if first_day > today:
        return Preview(plan=plan, blocks=None)
    roster, units = directory.roster_on(first_day), directory.units()
    return Preview(
        plan=plan,
        blocks={
            breakdown: draw_blocks(breakdown, roster, units, first_day=first_day)
            for breakdown in plan.breakdowns
        },
    )


def quarters_without_plan(today: date) -> list[str]:
    """This quarter and those of the year after it, as far as nothing is declared for them."""
    taken = {plan.period for plan in queries.plans_declared()}
    one = quarter(f"{today.year}-Q{(today.month - 1) // 3 + 1}")
    found = []
    for _ in range(IN_A_YEAR + 1):
        if one.code not in taken:
            found.append(one.code)
        one = one.next()
    return found


def declared_around(period: str) -> list[Plan]:
    """The plans that share a year with ``period``: those less than four quarters away."""
    return [
        plan for plan in queries.plans_declared() if quarters_apart(plan.period, period) < IN_A_YEAR
    ]


class Act(enum.StrEnum):
    """What somebody does with a period, one after the other."""

    FORM_BLOCKS = "form-blocks"
    OPEN = "open"
    SEAL = "seal"
    PUBLISH = "publish"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a period has come."""

    kept: PulsePlan
    has_begun: bool

    @cached_property
    def plan(self) -> Plan:
        """What is asked."""
        return plan_of(self.kept.words)

    @cached_property
    def blocks(self) -> Sequence[queries.BlockOutline]:
        """Who is counted together; none before the blocks are formed."""
        return queries.outlines_of(self.kept.id)

    @property
    def people(self) -> int:
        """How many are counted, once for each breakdown they are counted in."""
        return sum(block.roster_size for block in self.blocks)

    @cached_property
    def numbers(self) -> Sequence[Link]:
        """What was published, as it is in the ledger."""
        return list(queries.links_of(self.kept.id).values())

    @property
    def next_act(self) -> Act | None:
        """The one act that comes next; none before the period begins, or when it is published."""
        if self.kept.state is not PlanState.DECLARED:
            return {PlanState.OPEN: Act.SEAL, PlanState.SEALED: Act.PUBLISH}.get(self.kept.state)
        if not self.has_begun:
            return None
        return Act.OPEN if self.kept.blocks_hash else Act.FORM_BLOCKS


def standing_of(period: str, *, today: date) -> Standing:
    """Where a period is.

    Raises:
        Invalid: this is no quarter.
        NotFound: nothing was declared for it.
    """
    return _standing(queries.plan_kept(period), today)


def standings(today: date) -> list[Standing]:
    """Where every period is, the earliest first."""
    return [_standing(kept, today) for kept in queries.plans_in(*PlanState)]


def _standing(kept: PulsePlan, today: date) -> Standing:
    return Standing(kept=kept, has_begun=quarter(kept.period).start <= today)


def release_numbered(kept: PulsePlan, number: int) -> UUID:
    """The id of one of a period's published numbers, by its row in the ledger."""
    stmt = select(Release.id).where(Release.plan_id == kept.id, Release.number == number)
    return db.session.scalars(stmt).one()
