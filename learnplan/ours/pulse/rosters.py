"""Who is counted together in a period, by name, before anything is published of it."""

from dataclasses import dataclass
from uuid import UUID

from learnplan.directory import queries as directory
from learnplan.ours.pulse import queries
from learnplan.ours.pulse.models import PulsePlan
from learnplan.ours.pulse.plan import Breakdown, plan_of
from learnplan.ours.pulse.quarters import quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBlock:
    """A block, and its people by name."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The blocks of one breakdown, and who was here on the first day and is in none of them."""

    breakdown: Breakdown
    blocks: tuple[NamedBlock, ...]
    left_out: tuple[str, ...]


def rosters_of(kept: PulsePlan) -> list[Roster]:
    """The rosters of a plan, a breakdown at a time; none before its blocks are formed."""
    if not kept.blocks_hash:
        return []
    blocks = queries.blocks_of(kept.id)
    here = [line.person_id for line in directory.roster_on(quarter(kept.period).start)]
    seated = {person_id for block in blocks for person_id in block.people}
    names = directory.names_of(sorted(seated.union(here)))

    def named(people: set[UUID] | tuple[UUID, ...]) -> tuple[str, ...]:
        return tuple(sorted(names[each] for each in people if each in names))

    found = []
    for breakdown in plan_of(kept.words).breakdowns:
        own = [block for block in blocks if block.breakdown is breakdown]
        counted = {person_id for block in own for person_id in block.people}
        found.append(
            Roster(
                breakdown=breakdown,
                blocks=tuple(
                    NamedBlock(name=block.name, people=named(block.people)) for block in own
                ),
                left_out=named(set(here) - counted),
            )
        )
    return found
