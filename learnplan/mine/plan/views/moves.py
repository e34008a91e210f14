"""Moving a goal on, and taking the move back."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import MoveForm
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.views.goal_page import own_page
from learnplan.mine.plan.views.room import back_from, bp
from learnplan.mine.plan.words import State
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import say


@bp.post("/goals/<uuid:goal_id>/move")
@open_to(Role.WORKER)
def move_goal(goal_id: UUID) -> ResponseReturnValue:
    """Move a goal on, perhaps with a word about why."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = MoveForm()
    if not form.validate_on_submit():
        return own_page(goal, wrong=form, move=form), 422
    left = goal.state
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        goals.move_goal(actor, goal, form.to.data, remark=form.remark.data)
    undo = url_for(
        ".undo_move", goal_id=goal_id, to=left.value, back=request.form.get("back") or None
    )
    say(f"{goal.state.capitalize()}: {goal.title}", undo="" if left is goal.state else undo)
    return back_from(goal_id)


@bp.post("/goals/<uuid:goal_id>/move-back")
@open_to(Role.WORKER)
def undo_move(goal_id: UUID) -> ResponseReturnValue:
    """Undo the last move, if it is still the last."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        goals.undo_move(actor, goal, to=_state(request.args.get("to", "")))
    say(f"{goal.state.capitalize()} as before: {goal.title}")
    return back_from(goal_id)


def _state(word: str) -> State:
    try:
        return State(word)
    except ValueError:
        raise Invalid("There is no such state to go back to.") from None
