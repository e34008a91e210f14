"""The room's blueprint, where a reflection lives, and what other rooms' pages show of ties."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from learnplan.mine.journal import ties
from learnplan.mine.journal.queries import own_reflection_item_for
from learnplan.mine.sharing.items import Home, Item, ItemKind, at_home
from learnplan.web.doors import current_actor

bp = Blueprint("journal", __name__, url_prefix="/journal")
at_home(
    ItemKind.REFLECTION,
    Home(own=own_reflection_item_for, page="journal.show_reflection", argument="reflection_id"),
)


@bp.app_context_processor
def offer_ties() -> dict[str, Callable[..., Any]]:
    """Let the page of a goal or an activity show what led to it; asked for only when shown.

    Those rooms are below this one and cannot ask it. Their templates include this room's piece.
    """
    return {"causes_of": _causes_of, "outcomes_of": _outcomes_of}


def _causes_of(item: Item) -> list[ties.Tied]:
    return ties.causes_of(current_actor(), item.kind, item.id)


def _outcomes_of(item: Item) -> list[ties.Tied]:
    return ties.outcomes_of(current_actor(), item.kind, item.id)
