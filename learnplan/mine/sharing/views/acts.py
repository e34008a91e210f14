"""Opening an item to somebody, and closing it again."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.sharing.forms import ShareForm
from learnplan.mine.sharing.items import Item, own_item_for
from learnplan.mine.sharing.readings import reading_of
from learnplan.mine.sharing.services import share_item, stop_sharing
from learnplan.mine.sharing.views.panel import called, panel_for, posts_said
from learnplan.mine.sharing.views.room import bp, item_url, kind_of, name_of, place_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

JOURNAL, READER = "disclosures", "reader"


@bp.post("/share/<kind>/<uuid:item_id>")
@open_to(Role.WORKER)
def share(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Let one person read an item."""
    actor, word = current_actor(), reading_of(kind_of(kind)).word
    item = own_item_for(actor, kind_of(kind), item_id)
    form = ShareForm()
    if not form.validate_on_submit():
        return _put_right(item, form)
    try:
        with transaction(Database.LEARNING):
            item = own_item_for(actor, item.kind, item_id)
            share_item(actor, item, **form.answers())
    except Invalid as trouble:
        form.blame(trouble)
        return _put_right(item, form)
    reader_id = form.reader_id.data
    who = called(name_of(reader_id), posts_said(actor).get(reader_id))
    say(f"{who} can see this {word} now.")
    return redirect(item_url(kind, item_id, "share"), 303)


@bp.post("/share/<kind>/<uuid:item_id>/stop/<uuid:reader_id>")
@open_to(Role.WORKER)
def stop(kind: str, item_id: UUID, reader_id: UUID) -> ResponseReturnValue:
    """Close an item to one person, at once."""
    actor, word = current_actor(), reading_of(kind_of(kind)).word
    with transaction(Database.LEARNING):
        item = own_item_for(actor, kind_of(kind), item_id)
        stop_sharing(actor, item, reader_id=reader_id)
    say(f"{name_of(reader_id)} can no longer see this {word}.")
    back = request.form.get("back")
    if back == JOURNAL:
        return redirect(url_for("disclosures.list_lines"), 303)
    if back == READER:
        return redirect(url_for("sharing.seen_by", reader_id=reader_id), 303)
    return redirect(item_url(kind, item_id, "share"), 303)


def _put_right(item: Item, form: ShareForm) -> ResponseReturnValue:
    panel = panel_for(current_actor(), item, form=form)
    here = place_of(item.kind)
    return page("mine/sharing/share_item.html", panel=panel, form=form, here=here), 422
