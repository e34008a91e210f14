"""Asking who has a goal like one's own, and meeting whoever says yes too."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.circles.forms.finding import MatchForm, MeetForm
from learnplan.mine.circles.likeness import MOST_WORDS, telling_words
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.circles.services import matching
from learnplan.mine.circles.views.room import bp
from learnplan.mine.plan.queries import own_goal_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/matching")
@open_to(Role.WORKER)
def list_matches() -> ResponseReturnValue:
    """The goals I asked to be matched on, and how many share each."""
    return page(
        "mine/circles/list_matches.html",
        requests=queries.requests_for(current_actor()),
        shown_on=queries.today(),
    )


@bp.route("/matching/<uuid:goal_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def ask_to_be_matched(goal_id: UUID) -> ResponseReturnValue:
    """Say which words of a goal may be compared, before anything is."""
    actor = current_actor()
    goal = own_goal_for(actor, goal_id)
    asked = queries.request_about(actor, goal_id)
    proposed = " ".join(telling_words(goal.title)[:MOST_WORDS])
    form = MatchForm(data={"words": asked.words if asked else proposed})
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                goal = own_goal_for(actor, goal_id)
                matching.ask_to_be_matched(actor, goal.as_item, words=form.words.data)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Asked. It takes part from tomorrow, and you can take it back at any time.")
            return redirect(url_for(".list_matches"), 303)
    shown = page("mine/circles/ask_to_be_matched.html", form=form, goal=goal, asked=asked)
    return shown, 422 if form.errors else 200


@bp.post("/matching/<uuid:goal_id>/take-back")
@open_to(Role.WORKER)
def take_back_match(goal_id: UUID) -> ResponseReturnValue:
    """Be matched on a goal no longer."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        matching.take_back(actor, queries.request_for(actor, goal_id))
    say("Taken back. Nothing of this goal is compared any more.")
    return redirect(url_for(".list_matches"), 303)


@bp.post("/matching/<uuid:goal_id>/meet")
@open_to(Role.WORKER)
def meet(goal_id: UUID) -> ResponseReturnValue:
    """Say yes or not now to the people who share a goal like mine."""
    actor, form = current_actor(), MeetForm()
    request = queries.request_for(actor, goal_id)
    if not form.validate_on_submit():
        raise Invalid("Say yes, or not now.")
    if form.said.data == "yes":
        with transaction(Database.LEARNING):
            request = queries.request_for(actor, goal_id)
            shown_on = form.shown_on.data or queries.today()
            met = matching.say_yes(actor, request, shown_on=shown_on)
        say(
            "You know each other’s name now."
            if met
            else "You said yes. Names appear where somebody says yes too."
        )
    else:
        with transaction(Database.LEARNING):
            matching.say_not_now(actor, queries.request_for(actor, goal_id))
        say("Not now, then. Nobody is told.")
    return redirect(url_for(".list_matches"), 303)
