"""Steps: adding one, ticking it, and putting them in order."""

from collections.abc import Sequence

from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.plan import policy
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, Step
from learnplan.mine.plan.services import beside

NOT_YOURS = "Only its owner can change a goal's steps."


def add_step(actor: Actor, goal: Goal, *, text: str) -> Step:
    """Write down one more step, after the others.

    Raises:
        Refused: the goal is not theirs.
    """
    require(policy.can_edit(actor, goal), NOT_YOURS)
    last = db.session.scalar(select(func.max(Step.position)).where(Step.goal_id == goal.id))
    step = Step(goal_id=goal.id, text=text, position=1 if last is None else last + 1)
    db.session.add(step)
    db.session.flush()
    hand_in(goal)
    return step


def tick_step(actor: Actor, goal: Goal, step: Step) -> None:
    """Mark a step done. Doing so twice changes nothing.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    step.done_at = step.done_at or clock.now()
    db.session.flush()


def untick_step(actor: Actor, goal: Goal, step: Step) -> None:
    """Mark a step not done after all.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    step.done_at = None
    db.session.flush()


def rewrite_step(actor: Actor, goal: Goal, step: Step, *, text: str) -> None:
    """Say a step differently.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    step.text = text
    db.session.flush()
    hand_in(goal)


def move_step(actor: Actor, goal: Goal, step: Step, *, places: int) -> None:
    """Move a step down by ``places``, or up where that is negative; at either end it stays.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    steps = list(_steps_in_order(goal))
    here = steps.index(step)
    steps.insert(max(here + places, 0), steps.pop(here))
    for position, each in enumerate(steps, start=1):
        each.position = position
    db.session.flush()


def remove_step(actor: Actor, goal: Goal, step: Step) -> None:
    """Take a step off its goal. It can be brought back for a day.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    now = clock.now()
    step.removed_at = now
    db.session.flush()
    hand_in(goal)
    beside.purge_removed(now - KEPT_FOR_UNDO, goal=goal)


def restore_step(actor: Actor, goal: Goal, step: Step) -> None:
    """Bring a removed step back, to the place it had.

    Raises:
        Refused: the goal is not theirs.
    """
    _require_step(actor, goal, step)
    step.removed_at = None
    db.session.flush()
    hand_in(goal)


def _require_step(actor: Actor, goal: Goal, step: Step) -> None:
    require(policy.can_edit(actor, goal) and step.goal_id == goal.id, NOT_YOURS)


def _steps_in_order(goal: Goal) -> Sequence[Step]:
    stmt = (
        select(Step)
        .where(Step.goal_id == goal.id, Step.removed_at.is_(None))
        .order_by(Step.position, Step.id)
    )
    return db.session.scalars(stmt).all()
