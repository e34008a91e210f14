"""Setting a goal, rewriting it, moving it on, and letting it go."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.evidence import services as evidence
from learnplan.mine.plan import policy
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, Step
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.mine.search import services as search
from learnplan.mine.sharing import services as sharing
from learnplan.mine.sharing.items import ItemKind


def set_goal(
    actor: Actor,
    *,
    title: str,
    why: str = "",
    how_i_will_know: str = "",
    horizon: Horizon = Horizon.CURRENT_ROLE,
    approach: Approach | None = None,
    need: Need | None = None,
    by: date | None = None,
    state: State = State.IDEA,
    steps: Sequence[str] = (),
    starter: str | None = None,
    once: str | None = None,
) -> Goal:
    """Write down a new goal, visible to ``actor`` alone, perhaps with its first steps.

    ``starter`` is the starter plan it comes from. A form that carries the word ``once`` makes one
    goal, however often it is sent.
    """
    there = made_before(Goal, once, Goal.owner_id == actor.id)
    if there is not None:
        return there
    goal = Goal(
        owner_id=actor.id,
        title=title,
        why=why,
        how_i_will_know=how_i_will_know,
        horizon=horizon,
        approach=approach,
        need=need,
        by=by,
        state=state,
        starter=starter,
        once=once,
    )
    db.session.add(goal)
    db.session.flush()
    db.session.add_all(
        Step(goal_id=goal.id, text=text, position=position)
        for position, text in enumerate(steps, start=1)
    )
    db.session.flush()
    hand_in(goal)
    return goal


def rewrite_goal(
    actor: Actor,
    goal: Goal,
    *,
    version: int | None,
    title: str,
    why: str,
    how_i_will_know: str,
    horizon: Horizon,
    approach: Approach | None,
    need: Need | None,
    by: date | None,
) -> None:
    """Change what a goal says, if it still says what its owner read before changing it.

    Raises:
        Refused: the goal is not theirs.
        Conflict: it was changed since ``version``.
    """
    require(policy.can_edit(actor, goal), "Only its owner can change a goal.")
    db.session.refresh(goal, with_for_update=True)  # two windows may save at the same moment
    if goal.version != version:
        raise Conflict("This goal was changed in another window while you were writing.")
    goal.title, goal.why, goal.how_i_will_know = title, why, how_i_will_know
    goal.horizon, goal.approach, goal.need, goal.by = horizon, approach, need, by
    goal.version += 1
    db.session.flush()
    hand_in(goal)


def move_goal(actor: Actor, goal: Goal, to: State, *, remark: str = "") -> None:
    """Move a goal on, perhaps with a word about why. Moving it where it is changes nothing.

    Raises:
        Refused: the goal is not theirs.
        Conflict: there is no way there from where it is.
    """
    require(policy.can_edit(actor, goal), "Only its owner can move a goal.")
    if goal.state is not to:
        goal.move_to(to, remark=remark)
        db.session.flush()


def undo_move(actor: Actor, goal: Goal, *, to: State) -> None:
    """Take the last move back, to the state ``to`` it came from.

    Raises:
        Refused: the goal is not theirs.
        Conflict: it has moved on since.
    """
    require(policy.can_edit(actor, goal), "Only its owner can move a goal.")
    goal.move_back_to(to)
    db.session.flush()


def delete_goal(actor: Actor, goal: Goal) -> None:
    """Take a goal out of every list, its owner's and its readers', at once.

    It can be brought back for a day; what the owner deleted longer ago goes for good now.

    Raises:
        Refused: the goal is not theirs.
    """
    require(policy.can_edit(actor, goal), "Only its owner can delete a goal.")
    goal.deleted_at = clock.now()
    goal.once = None  # the same form sent again, from the Back button, sets a new goal
    db.session.flush()
    search.hide(ItemKind.GOAL, [goal.id])
    journal.end(ItemKind.GOAL, goal.id, Ending.DELETED)
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_goal(actor: Actor, goal: Goal) -> None:
    """Bring a deleted goal back, with its steps and for the people it was shared with.

    Raises:
        Refused: the goal is not theirs, or not deleted.
    """
    require(policy.can_restore(actor, goal), "Only its owner can bring a goal back.")
    goal.deleted_at = None
    db.session.flush()
    search.show_again(ItemKind.GOAL, [goal.id])
    journal.take_back_deletion(ItemKind.GOAL, goal.id)


def purge_deleted(before: datetime, *, owner: Actor | None = None) -> int:
    """Remove for good what was deleted ``before`` a moment; of one owner, else of everybody.

    Returns how many goals went. Their steps and shares go with them.
    """
    stmt = select(Goal.id).where(Goal.deleted_at < before)
    if owner is not None:
        stmt = stmt.where(Goal.owner_id == owner.id)
    gone = db.session.scalars(stmt).all()
    evidence.forget_items(ItemKind.GOAL, gone)
    sharing.forget_items(ItemKind.GOAL, gone)
    search.forget(ItemKind.GOAL, gone)
    db.session.execute(delete(Goal).where(Goal.id.in_(gone)))
    return len(gone)
