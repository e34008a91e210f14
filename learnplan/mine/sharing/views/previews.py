"""What others see of somebody's own, for its owner to look at: never as those others."""

from dataclasses import replace
from uuid import UUID

from flask import current_app, g
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import NotFound
from learnplan.directory.queries import language_of, zone_of
from learnplan.mine.sharing.audiences import readers_called
from learnplan.mine.sharing.comments import comments_on
from learnplan.mine.sharing.items import own_item_for
from learnplan.mine.sharing.queries import Reader, shared_by, shares_of
from learnplan.mine.sharing.readings import reading_of
from learnplan.mine.sharing.views.room import bp, kind_of, name_of, place_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page


@bp.get("/share/<kind>/<uuid:item_id>/preview", defaults={"reader_id": None})
@bp.get("/share/<kind>/<uuid:item_id>/as/<uuid:reader_id>")
@open_to(Role.WORKER)
def preview(kind: str, item_id: UUID, reader_id: UUID | None) -> ResponseReturnValue:
    """Exactly what readers of an item see, or one of them: made by the owner's own right.

    Days are said as they are where that reader lives, so that “Today” is their today.
    """
    actor = current_actor()
    item = own_item_for(actor, kind_of(kind), item_id)
    reading = reading_of(item.kind)
    reader = _reader(shares_of(actor, item.kind, item_id), reader_id) if reader_id else None
    if reader is not None:
        g.time_zone = zone_of(reader.id, zone=current_app.config["TIME_ZONE"])
        g.language = language_of(reader.id, language=current_app.config["LANGUAGE"])
        actor = replace(actor, time_zone=g.time_zone, language=g.language)
    return page(
        reading.template,
        here=place_of(item.kind),
        item=item,
        owner_name=actor.name,
        opening=None,
        reader=reader,
        words=comments_on(actor, item),
        **reading.values(actor, item_id),
    )


@bp.get("/shared/as/<uuid:reader_id>")
@open_to(Role.WORKER)
def seen_by(reader_id: UUID) -> ResponseReturnValue:
    """Everything of the actor's own that one person can read now."""
    shared = shared_by(current_actor(), reader_id)
    if not shared and reader_id not in readers_called([reader_id]):
        raise NotFound("There is nobody like that.")
    return page(
        "mine/sharing/seen_by.html",
        here="disclosures",
        reader_id=reader_id,
        reader_name=name_of(reader_id),
        shared=shared,
    )


def _reader(readers: list[Reader], reader_id: UUID) -> Reader:
    for reader in readers:
        if reader.id == reader_id:
            return reader
    raise NotFound("This is not shared with them.")
