"""The room's blueprint, and where a reflection lives."""

from flask import Blueprint

from learnplan.mine.journal.queries import own_reflection_item_for
from learnplan.mine.sharing.items import Home, ItemKind, at_home

bp = Blueprint("journal", __name__, url_prefix="/journal")
at_home(
    ItemKind.REFLECTION,
    Home(own=own_reflection_item_for, page="journal.show_reflection", argument="reflection_id"),
)
