"""The index is made anew from what it is of, wherever that goes."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.search.models import Searchable

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=Searchable,
        why="It repeats what other tables say, and is made anew from them.",
        items=(("item_kind", "item_id"),),
    ),
)
