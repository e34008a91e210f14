"""The room's blueprint, and how its addresses name items."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from learnplan.core.errors import NotFound
from learnplan.mine.sharing.audiences import readers_called
from learnplan.mine.sharing.items import Item, ItemKind, home_of
from learnplan.mine.sharing.queries import GONE
from learnplan.mine.sharing.readings import Reading, reading_of

bp = Blueprint("sharing", __name__)


def kind_of(word: str) -> ItemKind:
    """The kind of item that an address names.

    Raises:
        NotFound: there is no such kind.
    """
    try:
        return ItemKind(word)
    except ValueError:
        raise NotFound("There is nothing of that kind.") from None


@bp.app_template_global()
def item_url(kind: str, item_id: UUID, anchor: str | None = None) -> str:
    """The address of an item's own page."""
    home = home_of(ItemKind(kind))
    place: dict[str, Any] = {home.argument: item_id}
    return url_for(home.page, **place, _anchor=anchor)


@bp.app_template_global()
def reading_for(item: Item) -> Reading:
    """What readers of an item are shown."""
    return reading_of(item.kind)


def place_of(kind: ItemKind) -> str:
    """What the navigation calls the room in which items of ``kind`` live."""
    return home_of(kind).page.partition(".")[0]


def name_of(reader_id: UUID) -> str:
    """What a reader is called, a person or a circle, also when they are gone."""
    return readers_called([reader_id]).get(reader_id, GONE)
