"""What is not one person's to do: putting it to the circle, and saying yes or no."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.mine.circles import crossing
from learnplan.mine.circles.forms.circles import ProposalForm
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.services import decisions
from learnplan.mine.circles.views.room import bp
from learnplan.mine.circles.words import Matter
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/<uuid:circle_id>/people/<uuid:person_id>/remove", methods=["GET", "POST"])
@open_to(Role.WORKER)
def propose_removal(circle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Put it to the circle that somebody should not be in it any more."""
    actor, form = current_actor(), ProposalForm()
    circle = queries.circle_for(actor, circle_id)
    about = next((one for one in queries.roster_of(actor, circle) if one.id == person_id), None)
    if about is None or person_id == actor.id:
        raise NotFound("There is nobody like that in this circle.")
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            circle = queries.circle_for(actor, circle_id, to_change=True)
            done = decisions.propose(
                actor, circle, Matter.REMOVE, about_id=person_id, why=form.why.data
            )
        say(f"{about.name} is not in the circle any more." if done else "Put to the circle.")
        return redirect(url_for(".show_circle", circle_id=circle_id), 303)
    shown = page("mine/circles/propose_removal.html", form=form, circle=circle, about=about)
    return shown, 422 if form.errors else 200


@bp.post("/<uuid:circle_id>/close")
@open_to(Role.WORKER)
def propose_closing(circle_id: UUID) -> ResponseReturnValue:
    """Put it to the circle that it should close."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        done = decisions.propose(actor, circle, Matter.CLOSE)
    crossing.carry_out()
    say("The circle is closed." if done else "Put to the circle.")
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)


@bp.post("/<uuid:circle_id>/proposals/<uuid:proposal_id>/say")
@open_to(Role.WORKER)
def say_to_proposal(circle_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Agree to what was proposed, or not."""
    actor, said = current_actor(), request.form.get("said")
    if said not in {"yes", "no"}:
        raise Invalid("Say yes or no.")
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        proposal = queries.proposal_for(actor, circle, proposal_id)
        done = decisions.say(actor, circle, proposal, agrees=said == "yes")
    crossing.carry_out()
    say("Done: more than half of you agree." if done else "Your answer is kept.")
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)


@bp.post("/<uuid:circle_id>/proposals/<uuid:proposal_id>/take-back")
@open_to(Role.WORKER)
def take_back_proposal(circle_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Propose it no longer."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        decisions.take_back(actor, queries.proposal_for(actor, circle, proposal_id))
    say("Taken back.")
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)
