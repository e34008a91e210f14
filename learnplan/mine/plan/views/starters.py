"""Starter plans to choose from, and how many prompts they come with."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import PromptsForm
from learnplan.mine.plan.services import prompts
from learnplan.mine.plan.starters import STARTERS
from learnplan.mine.plan.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/starters", methods=["GET", "POST"])
@open_to(Role.WORKER)
def list_starters() -> ResponseReturnValue:
    """Plans to begin from, for whoever wants structure; prompts can be switched off and on."""
    actor = current_actor()
    form = PromptsForm(prompts=queries.prompts_chosen_by(actor))
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            prompts.choose_prompts(actor, **form.answers())
        say("Saved.")
        return redirect(url_for(".list_starters"), 303)
    shown = page("mine/plan/list_starters.html", form=form, starters=STARTERS.values())
    return shown, 422 if form.errors else 200
