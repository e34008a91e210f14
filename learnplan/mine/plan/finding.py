"""What of a goal can be found by its words: what it says, its steps, and all beside it."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.mine.plan.approaches import all_beside
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import steps_of
from learnplan.mine.search import services as search
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500


def hand_in(goal: Goal) -> None:
    """Let a goal be found by what it says now; whoever changes something about it calls this."""
    thing = search.Findable(
        kind=ItemKind.GOAL,
        item_id=goal.id,
        day=goal.set_at.astimezone(UTC).date(),
        title=goal.title,
        texts=(goal.why, goal.how_i_will_know, *_steps_and_beside(goal)),
    )
    search.hand_in_again(goal.owner_id, [thing])


def hand_in_all(owner_id: UUID, goal_ids: Sequence[UUID]) -> None:
    """Let goals that have just come in be found."""
    for start in range(0, len(goal_ids), AT_ONCE):
        some = goal_ids[start : start + AT_ONCE]
        for goal in db.session.scalars(select(Goal).where(Goal.id.in_(some))):
            if goal.owner_id == owner_id:
                hand_in(goal)


def _steps_and_beside(goal: Goal) -> Iterator[str]:
    """The words beside a goal, under any approach: its owner wrote them all, and looks alone."""
    beside = all_beside(goal)
    yield from (step.text for step in steps_of(goal))
    if beside.practice is not None:
        yield from (beside.practice.text, beside.practice.kept_where)
    for person in beside.people:
        yield from (person.name, person.question, person.answer)
    for each in beside.rounds:
        yield from (each.probe, *(signal.text for signal in each.signals), each.response)
