"""Steps: adding, ticking, rewriting, ordering, removing. Plain forms, one act each."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import StepForm
from learnplan.mine.plan.services import steps
from learnplan.mine.plan.views.goal_page import own_page
from learnplan.mine.plan.views.room import back_from, bp
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.post("/goals/<uuid:goal_id>/steps")
@open_to(Role.WORKER)
def add_step(goal_id: UUID) -> ResponseReturnValue:
    """Write down one more step; the next can be typed at once."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = StepForm()
    if not form.validate_on_submit():
        return own_page(goal, wrong=form, step=form), 422
    with transaction(Database.LEARNING):
        steps.add_step(actor, queries.own_goal_for(actor, goal_id), text=form.text.data)
    return _to_steps(goal_id, anchor=form.text.id)


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/tick")
@open_to(Role.WORKER)
def tick_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Done."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        step = queries.step_for(actor, goal_id, step_id)
        steps.tick_step(actor, goal, step)
    back = request.form.get("back") or None
    say(
        f"Done: {step.text}",
        undo=url_for(".untick_step", goal_id=goal_id, step_id=step_id, back=back),
    )
    return back_from(goal_id)


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/untick")
@open_to(Role.WORKER)
def untick_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Not done after all."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        steps.untick_step(actor, goal, queries.step_for(actor, goal_id, step_id))
    return back_from(goal_id)


@bp.route("/goals/<uuid:goal_id>/steps/<uuid:step_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Say a step differently."""
    actor = current_actor()
    step = queries.step_for(actor, goal_id, step_id)
    form = StepForm(obj=step)
    form.text.label.text = "What is the step?"
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            goal = queries.own_goal_for(actor, goal_id)
            step = queries.step_for(actor, goal_id, step_id)
            steps.rewrite_step(actor, goal, step, text=form.text.data)
        return _to_steps(goal_id)
    code = 422 if form.errors else 200
    readers = shares_of(actor, ItemKind.GOAL, goal_id)
    return page("mine/plan/edit_step.html", form=form, goal_id=goal_id, readers=readers), code


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/move")
@open_to(Role.WORKER)
def move_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Move down by some places, or up: by the menu one, by dragging any number."""
    actor, places = current_actor(), request.form.get("places", 0, type=int)
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        step = queries.step_for(actor, goal_id, step_id)
        steps.move_step(actor, goal, step, places=places)
    return _to_steps(goal_id)


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/remove")
@open_to(Role.WORKER)
def remove_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Take a step off; Undo brings it back to its place."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        step = queries.step_for(actor, goal_id, step_id)
        steps.remove_step(actor, goal, step)
    undo = url_for(".restore_step", goal_id=goal_id, step_id=step_id)
    say(f"Removed: {step.text}", undo=undo)
    return back_from(goal_id)


@bp.post("/goals/<uuid:goal_id>/steps/<uuid:step_id>/restore")
@open_to(Role.WORKER)
def restore_step(goal_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Bring a removed step back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        step = queries.step_for(actor, goal_id, step_id, removed=True)
        steps.restore_step(actor, goal, step)
    return _to_steps(goal_id)


def _to_steps(goal_id: UUID, *, anchor: str = "steps") -> ResponseReturnValue:
    return redirect(url_for(".show_goal", goal_id=goal_id, _anchor=anchor), 303)
