"""What happened on the way to a goal, for the goal's page to show.

The plan stands below the log; this is the one door through which its pages look up. The owner
sees activities as in the log, the people a goal was shared with see happenings.
"""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity, ActivityGoal
from learnplan.mine.log.queries import activities_for_goal
from learnplan.mine.plan.queries import goal_for

__all__ = ["Happening", "activities_for_goal", "happenings_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The part of an activity that goes with a shared goal: no notes, thoughts, tags or links."""

    what: str
    happened_on: date
    happened_at: time | None
    kind: Kind
    minutes: int | None
    fragment: bool


def happenings_for(actor: Actor, goal_id: UUID, *, limit: int) -> list[Happening]:
    """The newest of what its owner did for a goal that ``actor`` may read.

    Raises:
        NotFound: the goal does not exist, or is not theirs to know about.
    """
    goal = goal_for(actor, goal_id)
    stmt = (
        select(
            Activity.what,
            Activity.happened_on,
            Activity.happened_at,
            Activity.kind,
            Activity.minutes,
            Activity.fragment,
        )
        .join(ActivityGoal, ActivityGoal.activity_id == Activity.id)
        .where(ActivityGoal.goal_id == goal.id, Activity.owner_id == goal.owner_id)
        .where(Activity.deleted_at.is_(None))
        .order_by(
            Activity.happened_on.desc(),
            Activity.kept_at.desc(),
            Activity.position.desc(),
            Activity.id.desc(),
        )
        .limit(limit)
    )
    return [Happening(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name
