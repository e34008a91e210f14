"""What is shared with whom does not come along: nobody is let in anew by an import."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.sharing.models import Share

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=Share,
        why="An import opens nothing to anybody. Whom it was shared with is among the disclosures.",
        items=(("item_kind", "item_id"),),
    ),
)
