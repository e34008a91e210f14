"""The practice that is followed on the way to a goal."""

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.mine.plan import approaches
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, Practice
from learnplan.mine.plan.services.beside import require_own, require_unchanged


def write_practice(
    actor: Actor, goal: Goal, *, version: int | None, text: str, kept_where: str
) -> None:
    """Say which practice is followed and where it is kept, for the first time or again.

    ``version`` is what it was when the actor began to write: 0 where nothing was written.

    Raises:
        Refused: the goal is not theirs.
        Conflict: it was written or changed since.
    """
    require_own(actor, goal)
    practice = approaches.practice_of(goal)
    if practice is None:
        if version != 0:
            raise Conflict("This was changed in another window while you were writing.")
        db.session.add(Practice(goal_id=goal.id, text=text, kept_where=kept_where))
    else:
        require_unchanged(practice, version)
        practice.text, practice.kept_where = text, kept_where
    db.session.flush()
    hand_in(goal)
