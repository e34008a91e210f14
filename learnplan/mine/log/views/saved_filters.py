"""Ways to look at the log that were given a name."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.log import filtering
from learnplan.mine.log.forms import FilterForm, NameForm
from learnplan.mine.log.views.listing import log_page
from learnplan.mine.log.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/filters")
@open_to(Role.WORKER)
def list_filters() -> ResponseReturnValue:
    """All of them, to open, rename or let go."""
    saved = filtering.filters_of(current_actor())
    return page(
        "mine/log/list_filters.html",
        saved=[(one, url_for(".list_activities", **_asked(one))) for one in saved],
    )


@bp.post("/filters")
@open_to(Role.WORKER)
def save_filter() -> ResponseReturnValue:
    """Give what is being looked at a name."""
    looking, naming = FilterForm(formdata=request.form), NameForm()
    filters = looking.filters()
    if naming.validate_on_submit() and not looking.errors:
        try:
            with transaction(Database.LEARNING):
                saved = filtering.save_filter(current_actor(), filters, name=naming.name.data)
        except Invalid as trouble:
            naming.blame(trouble)
        else:
            say(f"Saved as “{saved.name}”. Only you can see it.")
            return redirect(url_for(".list_activities", **_asked(saved)), 303)
    return log_page(FilterForm(formdata=MultiDict(filters.said())), {}, naming=naming)


@bp.route("/filters/<uuid:filter_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def rename_filter(filter_id: UUID) -> ResponseReturnValue:
    """Call one something else."""
    actor = current_actor()
    saved = filtering.filter_for(actor, filter_id)
    form = NameForm(data={"name": saved.name})
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                saved = filtering.filter_for(actor, filter_id)
                filtering.rename_filter(actor, saved, name=form.name.data)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Renamed.")
            return redirect(url_for(".list_filters"), 303)
    return page("mine/log/rename_filter.html", form=form), 422 if form.errors else 200


@bp.post("/filters/<uuid:filter_id>/delete")
@open_to(Role.WORKER)
def delete_filter(filter_id: UUID) -> ResponseReturnValue:
    """Let one go; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        filtering.delete_filter(actor, filtering.filter_for(actor, filter_id))
    say(
        "Deleted. The entries it found are all still there.",
        undo=url_for(".restore_filter", filter_id=filter_id),
    )
    return redirect(url_for(".list_filters"), 303)


@bp.post("/filters/<uuid:filter_id>/restore")
@open_to(Role.WORKER)
def restore_filter(filter_id: UUID) -> ResponseReturnValue:
    """Bring a deleted one back."""
    actor = current_actor()
    try:
        with transaction(Database.LEARNING):
            filtering.restore_filter(actor, filtering.filter_for(actor, filter_id, deleted=True))
    except Invalid as trouble:
        say(f"It was not brought back. {trouble}")
    else:
        say("It is back, as it was.")
    return redirect(url_for(".list_filters"), 303)


def _asked(saved: Any) -> dict[str, Any]:
    return dict(filtering.choices_of(saved))
