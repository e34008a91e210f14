"""What is shared with whom does not come along: nobody is let in anew by an import."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.sharing.models import Comment, Share

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=Share,
        why="An import opens nothing to anybody. Whom it was shared with is among the disclosures.",
        items=(("item_kind", "item_id"),),
    ),
    Aside(
        model=Comment,
        why="It is a word from one person to another, on something that stays here.",
        whose=("owner_id", "author_id"),
        items=(("item_kind", "item_id"),),
    ),
)
