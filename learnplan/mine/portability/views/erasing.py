"""Erase: everything, or one thing for good. One question, one button, and nobody is asked."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.portability import erasing, exporting, jobs
from learnplan.mine.portability.views.room import LOOK_AGAIN_SECONDS, this_app
from learnplan.mine.sharing.items import Item, ItemKind, own_item_for
from learnplan.web.doors import current_actor, open_to, open_to_anybody
from learnplan.web.filters import count
from learnplan.web.pages import page

bp = Blueprint("erasing", __name__)

BACK = {ItemKind.GOAL: "/plan/", ItemKind.ACTIVITY: "/log/", ItemKind.REFLECTION: "/journal/"}
CALLED = {
    ItemKind.GOAL: "goal",
    ItemKind.ACTIVITY: "activity",
    ItemKind.REFLECTION: "reflection",
}


@bp.get("/erase")
@open_to(Role.WORKER)
def ask() -> ResponseReturnValue:
    """What exactly will go, in numbers that only its owner sees; asked once."""
    actor = current_actor()
    counts = erasing.counts_for(actor)
    return page(
        "mine/portability/erase.html",
        counted=[
            count(counts[name], *words) for name, words in erasing.FOR_GOOD.items() if counts[name]
        ],
        export=exporting.latest_for(actor),
    )


@bp.post("/erase")
@open_to(Role.WORKER)
def erase() -> ResponseReturnValue:
    """Let everything go, and sign out everywhere."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        erasure_id = erasing.ask(actor)
    session.clear()
    background.run(this_app(), jobs.erase, erasure_id, actor.id)
    return redirect(url_for(".show", erasure_id=erasure_id), 303)


@bp.get("/erased/<uuid:erasure_id>")
@open_to_anybody
def show(erasure_id: UUID) -> ResponseReturnValue:
    """How far it is, and what was done. Whoever asked is signed out, so it is open to anybody."""
    erasure = erasing.erasure(erasure_id)
    interrupted = erasure is not None and background.was_interrupted(erasure.id, erasure.since)
    working = erasure is not None and not interrupted
    response = make_response(
        page(
            "mine/portability/erased.html",
            erasure_id=erasure_id,
            interrupted=interrupted,
            working=working,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    if working:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@bp.post("/erased/<uuid:erasure_id>")
@open_to_anybody
def go_on(erasure_id: UUID) -> ResponseReturnValue:
    """Finish what broke off; there is nothing to decide any more."""
    erasure = erasing.erasure(erasure_id)
    if erasure is not None and background.was_interrupted(erasure.id, erasure.since):
        owner_id = erasure.owner_id
        db.session.rollback()  # whoever reads stands in the way of clearing the files
        background.run(this_app(), jobs.erase, erasure_id, owner_id)
    return redirect(url_for(".show", erasure_id=erasure_id), 303)


@bp.get("/erase/<kind>/<uuid:item_id>")
@open_to(Role.WORKER)
def ask_about_one(kind: str, item_id: UUID) -> ResponseReturnValue:
    """What goes with one thing, asked once."""
    item = _own_item(kind, item_id)
    return page("mine/portability/erase_one.html", item=item, called=CALLED[item.kind])


@bp.post("/erase/<kind>/<uuid:item_id>")
@open_to(Role.WORKER)
def erase_one(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Let one thing go at once, without the day in which it could come back."""
    actor = current_actor()
    item = _own_item(kind, item_id)
    with transaction(Database.LEARNING):
        erasing.delete_for_good(actor, item)
    background.run(this_app(), jobs.clear_the_files, item_id)
    flash(f"Gone for good: the {CALLED[item.kind]}, and all that hung on it.")
    return redirect(BACK[item.kind], 303)


def _own_item(kind: str, item_id: UUID) -> Item:
    """The actor's own item; a kind that there is not is as foreign as any id."""
    if kind not in set(ItemKind):
        raise NotFound("There is no such thing.")
    return own_item_for(current_actor(), ItemKind(kind), item_id)
