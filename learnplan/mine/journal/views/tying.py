"""Saying what led to something, and taking it back."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.journal import ties
from learnplan.mine.journal.forms import CausesForm
from learnplan.mine.journal.views.room import bp
from learnplan.mine.sharing.items import Item, ItemKind, own_item_for
from learnplan.mine.sharing.views.room import item_url
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count, near_day
from learnplan.web.pages import page, say


@bp.route("/led-to/<kind>/<uuid:item_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def tie(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Choose what led to something, from the newest or by words in it."""
    actor = current_actor()
    outcome = _own(actor, kind, item_id)
    form, words = CausesForm(), request.args.get("q", "").strip()
    if form.validate_on_submit():
        chosen = form.chosen()
        if chosen:
            with transaction(Database.LEARNING):
                for written in chosen:
                    ties.tie(actor, outcome, ties.item_written(actor, written))
            say(f"{count(len(chosen), 'thing')} led to it, you say. Only you can see that.")
            return redirect(item_url(outcome.kind, outcome.id, anchor="led"), 303)
        form.form_errors.append("Choose at least one thing, or go back.")
    _offer(form, ties.offered(actor, outcome, words))
    return page(
        "mine/journal/tie.html",
        form=form,
        outcome=outcome,
        words=words,
        causes=ties.causes_of(actor, outcome.kind, outcome.id),
    ), (422 if form.form_errors else 200)


@bp.post("/led-to/<kind>/<uuid:item_id>/not-from", defaults={"on": False})
@bp.post("/led-to/<kind>/<uuid:item_id>/from", defaults={"on": True})
@open_to(Role.WORKER)
def switch_tie(kind: str, item_id: UUID, *, on: bool) -> ResponseReturnValue:
    """Take back that one thing led to another, or undo that."""
    actor = current_actor()
    outcome = _own(actor, kind, item_id)
    written = request.values.get("cause", "")
    with transaction(Database.LEARNING):
        cause = ties.item_written(actor, written)
        (ties.tie if on else ties.untie)(actor, outcome, cause)
    if on:
        say("It is back.")
    else:
        undo = url_for(".switch_tie", kind=kind, item_id=item_id, on=True, cause=written)
        say(f"Taken back: “{cause.title}” led to it.", undo=undo)
    return redirect(item_url(outcome.kind, outcome.id, anchor="led"), 303)


def _own(actor: Actor, kind: str, item_id: UUID) -> Item:
    try:
        return own_item_for(actor, ItemKind(kind), item_id)
    except ValueError:
        raise NotFound("There is no such thing.") from None


def _offer(form: CausesForm, offered: dict[ItemKind, list[ties.Tied]]) -> None:
    for kind, some in offered.items():
        form[kind.value].choices = [SelectChoice(each.written, _said(each)) for each in some]


def _said(each: ties.Tied) -> str:
    return f"{each.title} ({near_day(each.on)})" if each.on else each.title
