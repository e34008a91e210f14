"""What readers write on an item: sending it, taking it away, and reading it as its owner."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.mine.sharing import comments
from learnplan.mine.sharing.forms import CommentForm
from learnplan.mine.sharing.items import own_item_for
from learnplan.mine.sharing.models import Comment
from learnplan.mine.sharing.queries import opening_for
from learnplan.mine.sharing.readings import item_for
from learnplan.mine.sharing.views.reading import read
from learnplan.mine.sharing.views.room import bp, item_url, kind_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.errors import NOWHERE, TITLES
from learnplan.web.pages import page, say


@bp.post("/shared/words/<kind>/<uuid:item_id>")
@open_to(Role.WORKER)
def write(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Send what a reader wrote. Where the share has ended meanwhile, they get it back to keep."""
    actor, form = current_actor(), CommentForm()
    try:
        item = item_for(actor, kind_of(kind), item_id)
        opening = opening_for(actor, item.kind, item_id)
        if not form.validate_on_submit():
            return read(actor, item, form=form), 422
        with transaction(Database.LEARNING):
            item = item_for(actor, item.kind, item_id)
            opening = opening_for(actor, item.kind, item_id)
            comments.write_comment(actor, item, once=form.once.data or None, **form.answers())
    except Invalid as trouble:
        form.blame(trouble)
        return read(actor, item, form=form), 422
    except NotFound:
        said = {"code": 404, "title": TITLES[404], "sentence": NOWHERE}
        return page("errors/error.html", written=list(filter(None, [form.text.data])), **said), 404
    say(f"Sent. {opening.owner_name} can read it, and whoever else this is shared with.")
    return redirect(item_url(kind, item_id, "words"), 303)


@bp.post("/shared/words/<uuid:comment_id>/take-away")
@open_to(Role.WORKER)
def take_away(comment_id: UUID) -> ResponseReturnValue:
    """Withdraw what one wrote, or remove what stands on one's own; Undo works for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        comment = comments.comment_for(actor, comment_id)
        comments.take_away(actor, comment)
    done = "Withdrawn: nobody else can read it now." if _is_mine(comment) else "Removed."
    say(done, undo=url_for(".bring_back", comment_id=comment_id))
    return _back_from(comment)


@bp.post("/shared/words/<uuid:comment_id>/bring-back")
@open_to(Role.WORKER)
def bring_back(comment_id: UUID) -> ResponseReturnValue:
    """Undo taking it away."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        comment = comments.comment_for(actor, comment_id)
        comments.bring_back(actor, comment)
    say("It is back.")
    return _back_from(comment)


@bp.post("/shared/words/<kind>/<uuid:item_id>/read")
@open_to(Role.WORKER)
def have_read(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Go to what others wrote on one's own item; it is no news from now on."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        comments.have_read(actor, own_item_for(actor, kind_of(kind), item_id))
    return redirect(item_url(kind, item_id, "words"), 303)


@bp.get("/shared/mine")
@open_to(Role.WORKER)
def written() -> ResponseReturnValue:
    """All that the actor wrote on what others shared with them, also after it ended."""
    return page("mine/sharing/written.html", written=comments.written_by(current_actor()))


def _is_mine(comment: Comment) -> bool:
    return comment.author_id == current_actor().id


def _back_from(comment: Comment) -> ResponseReturnValue:
    """To one's own item; or, where it is another's, to the list of what one wrote."""
    if _is_mine(comment):
        return redirect(url_for(".written"), 303)
    return redirect(item_url(comment.item_kind, comment.item_id, "words"), 303)
