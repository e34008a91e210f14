"""What can be attested of a goal that was achieved."""

from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.core.languages import long_day
from learnplan.mine.attestations.achievements import Achievement, Fact
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import day_of, own_goal_for
from learnplan.mine.plan.words import State


def achieved_goal(actor: Actor, goal_id: UUID) -> Achievement:
    """The actor's own goal with what can be shown of it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
        Conflict: it is not achieved.
    """
    goal = own_goal_for(actor, goal_id)
    if goal.state is State.ARCHIVED and goal.left_state is State.ACHIEVED:
        achieved_at = goal.left_since
    else:
        achieved_at = goal.state_since if goal.state is State.ACHIEVED else None
    if achieved_at is None:
        raise Conflict("This goal is not achieved yet. Say that it is, then prove it to others.")
    facts = [
        Fact(
            key="achieved",
            label="Achieved on",
            words=long_day(day_of(achieved_at, actor), actor.language),
        ),
        Fact(key="set", label="Set on", words=long_day(day_of(goal.set_at, actor), actor.language)),
        Fact(key="know", label="How it shows", words=goal.how_i_will_know),
    ]
    return Achievement(item=goal.as_item, facts=tuple(fact for fact in facts if fact.words))


def is_there(owner_id: UUID, goal_id: UUID) -> bool:
    """Whether a goal is there, neither deleted nor gone."""
    stmt = select(Goal.id).where(
        Goal.id == goal_id, Goal.owner_id == owner_id, Goal.deleted_at.is_(None)
    )
    return db.session.scalar(stmt) is not None
