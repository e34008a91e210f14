"""Tagging many entries at once."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.log import tagging
from learnplan.mine.log.forms import FilterForm, TaggingForm
from learnplan.mine.log.views.listing import log_page
from learnplan.mine.log.views.room import bp, way_back
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.pages import say


@bp.post("/tag")
@open_to(Role.WORKER)
def tag_many() -> ResponseReturnValue:
    """Add tags to several entries, or take them away; Undo takes back just what changed."""
    form = TaggingForm()
    filters = FilterForm(formdata=request.form).filters()
    chosen = _ids(request.form.getlist("chosen"))
    take_away = request.form.get("act") == "take-away"
    if form.validate_on_submit():
        tags: tuple[str, ...] = form.tags.data or ()
        every = form.which.data == "all"
        try:
            with transaction(Database.LEARNING):
                done = tagging.tag_many(
                    current_actor(),
                    tags,
                    chosen=() if every else chosen,
                    matching=filters if every else None,
                    take_away=take_away,
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            _tell(done, tags, take_away=take_away)
            here: dict[str, Any] = {**filters.said(), **_place(), "select": "y"}
            return redirect(url_for(".list_activities", **here), 303)
    return log_page(
        FilterForm(formdata=MultiDict(filters.said())), _place(), tagging=form, chosen=chosen
    )


@bp.post("/tag/<uuid:tagging_id>/undo")
@open_to(Role.WORKER)
def undo_tagging(tagging_id: UUID) -> ResponseReturnValue:
    """Take back what tagging changed, and nothing else."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        touched = tagging.undo_tagging(actor, tagging.tagging_for(actor, tagging_id))
    say(f"Taken back: {count(touched, 'entry', 'entries')}.")
    return redirect(way_back(), 303)


def _tell(done: tagging.Tagged, tags: tuple[str, ...], *, take_away: bool) -> None:
    if done.undo is None:
        say("Nothing to do: they were like that already.")
        return
    names = ", ".join(f"#{tag}" for tag in tags)
    entries = count(done.activities, "entry", "entries")
    say(
        f"{entries}: {names} {'taken away' if take_away else 'added'}.",
        undo=url_for(".undo_tagging", tagging_id=done.undo, back=url_for(".list_activities")),
    )


def _place() -> dict[str, str]:
    """Where in the log they were."""
    return {name: request.form[name] for name in ("after", "before") if request.form.get(name)}


def _ids(words: list[str]) -> set[UUID]:
    found = set()
    for word in words:
        try:
            found.add(UUID(word))
        except ValueError:
            continue  # nobody's page says so
    return found
