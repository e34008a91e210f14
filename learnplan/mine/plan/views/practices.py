"""The practice that is followed on the way to a goal."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database
from learnplan.mine.plan import approaches, queries
from learnplan.mine.plan.forms import PracticeForm
from learnplan.mine.plan.services import practices
from learnplan.mine.plan.views.beside import beside_page, to_beside
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import Approach
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import say
from learnplan.web.saving import said_now, save

NOTHING = {"text": "", "kept_where": "", "version": 0}


@bp.route("/goals/<uuid:goal_id>/practice", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write_practice(goal_id: UUID) -> ResponseReturnValue:
    """Say which practice is followed, and where it is kept."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    practice = approaches.practice_of(goal)
    form = PracticeForm(obj=practice, data=NOTHING)

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        practices.write_practice(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        kept = approaches.practice_of(queries.own_goal_for(actor, goal_id))
        return said_now(kept, form) if kept else dict(NOTHING)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return to_beside(goal_id)
    return beside_page(
        goal, form, outcome, title="The practice that is followed", approach=Approach.CLEAR
    )
