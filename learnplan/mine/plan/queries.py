"""Reads of goals and steps. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared
from learnplan.mine.plan import policy
from learnplan.mine.plan.handles import GoalChoice, give_handles
from learnplan.mine.plan.models import Goal, PlanSetting, Step
from learnplan.mine.plan.words import OPEN, Approach, Horizon, Need, Prompts, State
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.readings import Listing

NO_GOAL = "There is no such goal."
_CHOICES = Prepared(
    Database.LEARNING,
    select(Goal.id, Goal.title, Goal.state)
    .where(policy.editable_by())
    .order_by(Goal.set_at, Goal.id),
)
_PLACES = {state: place for place, state in enumerate(OPEN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as a page shows it."""

    id: UUID
    text: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal as a list shows it, with the first step that is not done."""

    id: UUID
    title: str
    horizon: Horizon
    approach: Approach | None
    need: Need | None
    by: date | None
    state: State
    state_remark: str
    since: date
    next_step: StepView | None


def goal_for(actor: Actor, goal_id: UUID) -> Goal:
    """The goal, if ``actor`` may read it.

    Raises:
        NotFound: it does not exist, or is not theirs to know about.
    """
    return _goal_where(Goal.id == goal_id, policy.readable_by(actor))


def own_goal_for(actor: Actor, goal_id: UUID) -> Goal:
    """The goal, if it is the actor's own, to change it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return _goal_where(Goal.id == goal_id, policy.editable_by(actor))


def own_goal_item_for(actor: Actor, goal_id: UUID) -> Item:
    """The actor's own goal as the rooms below know it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return own_goal_for(actor, goal_id).as_item


def deleted_goal_for(actor: Actor, goal_id: UUID) -> Goal:
    """The actor's own goal that they deleted a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _goal_where(Goal.id == goal_id, Goal.owner_id == actor.id, Goal.deleted_at.is_not(None))


def goals_for(
    actor: Actor, *, states: Collection[State], horizon: Horizon | None = None
) -> list[GoalRow]:
    """The actor's own goals in ``states``, the one that moved last first, in one query."""
    step = aliased(Step)
    first_open_step = (
        select(step.id)
        .where(step.goal_id == Goal.id, step.done_at.is_(None), step.removed_at.is_(None))
        .order_by(step.position, step.id)
        .limit(1)
        .correlate(Goal)
        .scalar_subquery()
    )
    stmt = (
        select(
            Goal.id,
            Goal.title,
            Goal.horizon,
            Goal.approach,
            Goal.need,
            Goal.by,
            Goal.state,
            Goal.state_remark,
            Goal.state_since,
            Step.id,
            Step.text,
        )
        .outerjoin(Step, Step.id == first_open_step)
        .where(policy.editable_by(actor), Goal.state.in_(states))
        .order_by(Goal.state_since.desc(), Goal.id)
    )
    if horizon is not None:
        stmt = stmt.where(Goal.horizon == horizon)
    return [
        GoalRow(
            id=goal_id,
            title=title,
            horizon=what_for,
            approach=approach,
            need=need,
            by=by,
            state=state,
            state_remark=remark,
            since=day_of(since, actor),
            next_step=StepView(id=step_id, text=text, is_done=False) if step_id else None,
        )
        for goal_id, title, what_for, approach, need, by, state, remark, since, step_id, text
        in db.session.execute(stmt)
    ]  # fmt: skip


def day_of(moment: datetime, actor: Actor) -> date:
    """The day a moment fell on, where ``actor`` lives."""
    return moment.astimezone(ZoneInfo(actor.time_zone)).date()


def goals_listed(actor: Actor, goal_ids: Collection[UUID]) -> list[Listing]:
    """Of the goals with these ids, those that ``actor`` may read."""
    stmt = select(Goal).where(Goal.id.in_(goal_ids), policy.readable_by(actor))
    return [
        Listing(item=goal.as_item, facts=(goal.horizon.capitalize(), goal.state.capitalize()))
        for goal in db.session.scalars(stmt)
    ]


def goal_choices(actor: Actor) -> list[GoalChoice]:
    """Every goal of the actor's own that can be meant in one line, open ones first."""
    rows = _CHOICES.rows(actor_id=actor.id)
    handles = give_handles(title for _, title, _ in rows)
    chosen = sorted(
        zip(rows, handles, strict=True), key=lambda pair: _PLACES.get(pair[0][2], len(_PLACES))
    )
    return [
        GoalChoice(id=goal_id, title=title, handle=handle, is_open=state in _PLACES)
        for (goal_id, title, state), handle in chosen
    ]


def open_goals(actor: Actor) -> list[GoalChoice]:
    """The goals still ahead, the ones being worked on first, for ``@`` to complete."""
    return [goal for goal in goal_choices(actor) if goal.is_open]


def prompts_chosen_by(actor: Actor) -> Prompts:
    """How much the actor wants to be asked by starter plans; fewer each time, unless they said."""
    stmt = select(PlanSetting.prompts).where(PlanSetting.owner_id == actor.id)
    return db.session.scalar(stmt) or Prompts.FEWER


def starters_used_by(actor: Actor) -> int:
    """How many goals the actor has set from a starter plan, for the prompts to thin out."""
    stmt = select(func.count()).where(policy.editable_by(actor), Goal.starter.is_not(None))
    return db.session.scalar(stmt) or 0


def steps_of(goal: Goal) -> list[StepView]:
    """The steps of a goal that was fetched for somebody, in its owner's order."""
    stmt = (
        select(Step.id, Step.text, Step.done_at)
        .where(Step.goal_id == goal.id, Step.removed_at.is_(None))
        .order_by(Step.position, Step.id)
    )
    return [
        StepView(id=row.id, text=row.text, is_done=row.done_at is not None)
        for row in db.session.execute(stmt)
    ]


def step_for(actor: Actor, goal_id: UUID, step_id: UUID, *, removed: bool = False) -> Step:
    """One step of the actor's own goal, to change it; or one they ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or the goal is somebody else's.
    """
    stmt = (
        select(Step)
        .join(Goal, Goal.id == Step.goal_id)
        .where(Goal.id == goal_id, Step.id == step_id, policy.editable_by(actor))
        .where(Step.removed_at.is_not(None) if removed else Step.removed_at.is_(None))
    )
    step = db.session.scalar(stmt)
    if step is None:
        raise NotFound("There is no such step.")
    return step


def every_id() -> Select[UUID]:
    """The ids of all goals there are, deleted ones too, as a subquery.

    Rooms above let go of what hung on one that is not among them any more.
    """
    return select(Goal.id)


def ids_there() -> Select[UUID]:
    """The ids of all goals that are not deleted, as a subquery."""
    return select(Goal.id).where(Goal.deleted_at.is_(None))


def titles_of(actor: Actor, goal_ids: Collection[UUID]) -> dict[UUID, str]:
    """What those of some goals that are the actor's own are called."""
    stmt = select(Goal.id, Goal.title).where(Goal.id.in_(goal_ids), policy.editable_by(actor))
    return {row.id: row.title for row in db.session.execute(stmt)}


def _goal_where(*conditions: ColumnElement[bool]) -> Goal:
    goal = db.session.scalar(select(Goal).where(*conditions))
    if goal is None:
        raise NotFound(NO_GOAL)
    return goal
