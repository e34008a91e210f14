"""What a goal's approach writes down beside it: what all of it has in common.

A form sent twice makes one thing. Of two windows that change it, the later hears of the other.
What is taken away can be brought back for a day.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.plan import policy
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, PersonAsked, Practice, Round, Signal, Step

NOT_YOURS = "Only its owner can change what is written beside a goal."
_REMOVABLE = (Signal, Round, PersonAsked, Step)


def require_own(actor: Actor, goal: Goal) -> None:
    """Go on only if the goal is the actor's.

    Raises:
        Refused: it is not.
    """
    require(policy.can_edit(actor, goal), NOT_YOURS)


def keep_once(goal: Goal, thing: PersonAsked | Round | Signal) -> None:
    """Keep something new, unless the form that carries its word ``once`` was kept before."""
    if made_before(type(thing), thing.once) is None:
        db.session.add(thing)
        db.session.flush()
        hand_in(goal)


def require_unchanged(thing: Practice | PersonAsked | Round | Signal, version: int | None) -> None:
    """Go on only if a thing still says what was read before changing it.

    Raises:
        Conflict: it was changed since ``version``.
    """
    db.session.refresh(thing, with_for_update=True)  # two windows may save at the same moment
    if thing.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    thing.version += 1


def remove(actor: Actor, goal: Goal, thing: PersonAsked | Round | Signal) -> None:
    """Take something away from beside its goal. It can be brought back for a day.

    What was taken away from it longer ago goes for good now.

    Raises:
        Refused: the goal is not theirs.
    """
    require_own(actor, goal)
    thing.removed_at = clock.now()
    thing.once = None  # the same form sent again, from the Back button, makes another
    db.session.flush()
    hand_in(goal)
    purge_removed(clock.now() - KEPT_FOR_UNDO, goal=goal)


def restore(actor: Actor, goal: Goal, thing: PersonAsked | Round | Signal) -> None:
    """Bring something back to its place beside its goal.

    Raises:
        Refused: the goal is not theirs.
    """
    require_own(actor, goal)
    thing.removed_at = None
    db.session.flush()
    hand_in(goal)


def purge_removed(before: datetime, *, goal: Goal | None = None) -> None:
    """Let go for good of what was removed ``before`` a moment: of one goal, else of every one."""
    for table in _REMOVABLE:
        stmt = delete(table).where(table.removed_at < before)
        if goal is not None:
            stmt = stmt.where(_belongs_to(table, goal))
        db.session.execute(stmt)


def _belongs_to(
    table: type[Signal | Round | PersonAsked | Step], goal: Goal
) -> ColumnElement[bool]:
    if issubclass(table, Signal):
        return table.round_id.in_(select(Round.id).where(Round.goal_id == goal.id))
    return table.goal_id == goal.id
