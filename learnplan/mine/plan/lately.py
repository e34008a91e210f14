"""What moved in a plan in some days, for who looks back on them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.plan import policy
from learnplan.mine.plan.models import Goal, Step
from learnplan.mine.plan.queries import day_of
from learnplan.mine.plan.words import State


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMoved:
    """A goal that was set or moved on: where it came to, on which of its owner's days."""

    id: UUID
    title: str
    state: State
    remark: str
    on: date
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """A step that was done, for which goal, on which of its owner's days."""

    text: str
    goal_id: UUID
    goal: str
    on: date


def goals_moved(actor: Actor, first: date, last: date) -> list[GoalMoved]:
    """The actor's own goals that came to where they are from ``first`` up to ``last``."""
    since, until = _moments(actor, first, last)
    stmt = (
        select(Goal)
        .where(policy.editable_by(actor), Goal.state_since >= since, Goal.state_since < until)
        .order_by(Goal.state_since, Goal.id)
    )
    return [
        GoalMoved(
            id=goal.id,
            title=goal.title,
            state=goal.state,
            remark=goal.state_remark,
            on=day_of(goal.state_since, actor),
            is_new=goal.left_state is None and day_of(goal.set_at, actor) >= first,
        )
        for goal in db.session.scalars(stmt)
    ]


def steps_done(actor: Actor, first: date, last: date) -> list[StepDone]:
    """The steps of the actor's own goals that were done from ``first`` up to ``last``."""
    since, until = _moments(actor, first, last)
    stmt = (
        select(Step.text, Step.done_at, Goal.id, Goal.title)
        .join(Goal, Goal.id == Step.goal_id)
        .where(policy.editable_by(actor), Step.removed_at.is_(None))
        .where(Step.done_at >= since, Step.done_at < until)
        .order_by(Step.done_at, Step.id)
    )
    return [
        StepDone(text=text, goal_id=goal_id, goal=title, on=day_of(done_at, actor))
        for text, done_at, goal_id, title in db.session.execute(stmt)
        if done_at is not None
    ]


def moved_around(actor: Actor, first: date, last: date) -> tuple[date | None, date | None]:
    """The nearest days before ``first`` and after ``last`` that a goal moved or a step was done."""
    since, until = _moments(actor, first, last)
    mine = policy.editable_by(actor)
    done = select(func.min(Step.done_at)).join(Goal).where(mine, Step.removed_at.is_(None))
    latest = (
        select(func.max(Goal.state_since)).where(mine, Goal.state_since < since),
        done.with_only_columns(func.max(Step.done_at)).where(Step.done_at < since),
    )
    earliest = (
        select(func.min(Goal.state_since)).where(mine, Goal.state_since >= until),
        done.where(Step.done_at >= until),
    )
    before = [moment for moment in map(db.session.scalar, latest) if moment]
    after = [moment for moment in map(db.session.scalar, earliest) if moment]
    return (
        day_of(max(before), actor) if before else None,
        day_of(min(after), actor) if after else None,
    )


def _moments(actor: Actor, first: date, last: date) -> tuple[datetime, datetime]:
    """When ``first`` begins and when ``last`` is over, where the actor lives."""
    zone = ZoneInfo(actor.time_zone)
    return (
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
    )
