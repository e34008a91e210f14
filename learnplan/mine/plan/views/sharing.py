"""Opening a goal to somebody, and closing it again."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory.queries import names_of
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import ShareForm
from learnplan.mine.plan.views.goal_page import own_page
from learnplan.mine.plan.views.room import bp
from learnplan.mine.sharing.queries import GONE
from learnplan.mine.sharing.services import share_item, stop_sharing
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import say

JOURNAL = "disclosures"


@bp.post("/goals/<uuid:goal_id>/share")
@open_to(Role.WORKER)
def share_goal(goal_id: UUID) -> ResponseReturnValue:
    """Let one person read the goal."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = ShareForm()
    if not form.validate_on_submit():
        return own_page(goal, wrong=form, share=form), 422
    try:
        with transaction(Database.LEARNING):
            goal = queries.own_goal_for(actor, goal_id)
            share_item(actor, goal.as_item, **form.answers())
    except Invalid as trouble:
        form.blame(trouble)
        return own_page(queries.own_goal_for(actor, goal_id), wrong=form, share=form), 422
    say(f"{_name(form.reader_id.data)} can see this goal now.")
    return redirect(url_for(".show_goal", goal_id=goal_id, _anchor="share"), 303)


@bp.post("/goals/<uuid:goal_id>/stop-sharing/<uuid:reader_id>")
@open_to(Role.WORKER)
def stop_sharing_goal(goal_id: UUID, reader_id: UUID) -> ResponseReturnValue:
    """Close the goal to one person, at once."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        stop_sharing(actor, goal.as_item, reader_id=reader_id)
    say(f"{_name(reader_id)} can no longer see this goal.")
    if request.form.get("back") == JOURNAL:
        return redirect(url_for("disclosures.list_lines"), 303)
    return redirect(url_for(".show_goal", goal_id=goal_id, _anchor="share"), 303)


def _name(reader_id: UUID) -> str:
    return names_of([reader_id]).get(reader_id, GONE)
