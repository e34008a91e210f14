"""Letters stay here: an archive would say, to whoever finds it, whose the words are."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.voice.models import Letter

DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(
        model=Letter,
        why="What was said unsigned is read in Ours; an archive would say whose it is.",
    ),
)
