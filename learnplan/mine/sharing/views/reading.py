"""What was shared with somebody, as they read it; its owner is told that they did."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.disclosures.queries import has_looked_today
from learnplan.mine.sharing.comments import comments_on
from learnplan.mine.sharing.forms import CommentForm
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.queries import opening_for
from learnplan.mine.sharing.readings import item_for, reading_of
from learnplan.mine.sharing.services import look_at
from learnplan.mine.sharing.views.room import bp, kind_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page


def read(actor: Actor, item: Item, *, form: CommentForm | None = None) -> str:
    """The page of an item that somebody shared with ``actor``. Every room's own view ends here.

    ``form`` is a comment that came back with something to put right.

    Raises:
        NotFound: it was taken back at this very moment.
    """
    if not has_looked_today(actor, item_kind=item.kind, item_id=item.id):
        item = _write_the_look_down(actor, item)
    opening = opening_for(actor, item.kind, item.id)
    reading = reading_of(item.kind)
    return page(
        reading.template,
        here="shared",
        item=item,
        owner_name=opening.owner_name,
        opening=opening,
        words=comments_on(actor, item),
        form=form or CommentForm(formdata=None),
        **reading.values(actor, item.id),
    )


@bp.get("/shared/still/<kind>/<uuid:item_id>")
@open_to(Role.WORKER)
def still_shared(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Whether an item can still be read: asked by pages that are open, so it says nothing else."""
    try:
        item_for(current_actor(), kind_of(kind), item_id)
    except NotFound:
        return Response(status=404)
    return Response(status=204)


def _write_the_look_down(actor: Actor, item: Item) -> Item:
    """Tell the owner that somebody looked, before they do: what cannot be told is not shown."""
    with transaction(Database.LEARNING):
        item = item_for(actor, item.kind, item.id)
        look_at(actor, item)
    return item
