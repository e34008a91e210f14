"""One entry: written in full, looked at, made sense of, and let go."""

from collections.abc import Collection
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.evidence.views.room import panel_for as evidence_panel
from learnplan.mine.log import policy, queries, services
from learnplan.mine.log.forms import ActivityForm, NewActivityForm, said_by
from learnplan.mine.log.views.room import bp
from learnplan.mine.plan.queries import goal_choices
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.mine.sharing.views import reading
from learnplan.mine.sharing.views.panel import panel_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day
from learnplan.web.saving import save


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_activity() -> ResponseReturnValue:
    """Write an activity down in full. The form sent twice makes one entry, and lands on it."""
    actor = current_actor()
    form = NewActivityForm(data={"happened_on": this_day()})
    _offer_goals(form, actor)
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                activity_id = services.keep_activity(
                    actor, form.entry(), once=form.once.data or None
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Kept. Only you can see it.")
            return redirect(url_for(".show_activity", activity_id=activity_id), 303)
    return page("mine/log/new_activity.html", form=form), 422 if form.errors else 200


@bp.get("/<uuid:activity_id>")
@open_to(Role.WORKER)
def show_activity(activity_id: UUID) -> ResponseReturnValue:
    """One entry, whole; or what a reader was shown of it, and its owner is told who looked."""
    actor = current_actor()
    activity = queries.readable_activity_for(actor, activity_id)
    if not policy.can_edit(actor, activity):
        return reading.read(actor, activity.as_item)
    panel = panel_for(actor, activity.as_item, can_be_proved=True)
    served = {goal.goal_id for goal in activity.goals}
    return page(
        "mine/log/show_activity.html",
        activity=activity,
        panel=panel,
        evidence=evidence_panel(actor, activity.as_item),
        goals=[goal for goal in goal_choices(actor) if goal.id in served] if served else [],
    )


@bp.route("/<uuid:activity_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def make_sense(activity_id: UUID) -> ResponseReturnValue:
    """Make sense of an entry. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    activity = queries.activity_for(actor, activity_id)
    form = ActivityForm(data=said_by(activity))
    _offer_goals(form, actor, served=[goal.goal_id for goal in activity.goals])

    def write() -> None:
        kept = queries.activity_for(actor, activity_id)
        services.make_sense(actor, kept, form.entry(), version=form.version.data)

    def again() -> dict[str, object]:
        return said_by(queries.activity_for(actor, activity_id))

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        readers = shares_of(actor, ItemKind.ACTIVITY, activity_id)
        say("Saved." if readers else "Saved. Only you can see it.")
        return redirect(url_for(".show_activity", activity_id=activity_id), 303)
    shown = page(
        "mine/log/make_sense.html",
        form=form,
        activity=queries.activity_for(actor, activity_id),
        differing=outcome.differing,
        readers=shares_of(actor, ItemKind.ACTIVITY, activity_id),
    )
    return shown, outcome.code


@bp.post("/<uuid:activity_id>/delete")
@open_to(Role.WORKER)
def delete_activity(activity_id: UUID) -> ResponseReturnValue:
    """Let an entry go; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.delete_activity(actor, queries.activity_for(actor, activity_id))
    say("Deleted.", undo=url_for(".undo_delete", activity_id=activity_id))
    return redirect(url_for(".list_activities"), 303)


@bp.post("/<uuid:activity_id>/undo-delete")
@open_to(Role.WORKER)
def undo_delete(activity_id: UUID) -> ResponseReturnValue:
    """Bring a deleted entry back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.undo_delete(actor, queries.deleted_activity_for(actor, activity_id))
    say("It is back, as it was.")
    return redirect(url_for(".show_activity", activity_id=activity_id), 303)


def _offer_goals(form: ActivityForm, actor: Actor, served: Collection[UUID] = ()) -> None:
    """Goals still ahead, and those served already even when they are not."""
    form.goal_ids.choices = [
        SelectChoice(str(goal.id), goal.title)
        for goal in goal_choices(actor)
        if goal.is_open or goal.id in served
    ]
