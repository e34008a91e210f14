"""What of somebody's stories comes along: the words. What everyone sees of them stays in Ours.

Elsewhere, nobody was told: there it comes back as one that its author alone can see.
"""

from datetime import date

from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.mine.stories.models import StoryDraft
from learnplan.ours.practices.telling import BETWEEN_TAGS, Telling

ANY_MONTH = date(2000, 1, 1)


def _check(story: Said) -> None:
    """Whatever could not be told, does not come in from elsewhere."""
    Telling(
        title=story["title"],
        happened=story["happened"],
        advice=story["advice"],
        tags=tuple(story["tags"].split(BETWEEN_TAGS)) if story["tags"] else (),
        told_in=ANY_MONTH,
    )


DRAWERS = (
    Drawer(
        name="stories",
        model=StoryDraft,
        left_out=frozenset(
            {
                *("deleted_at", "once", "stage", "story_id", "key"),
                *("told_in", "told_anew_in", "told_version", "told_signed"),
            }
        ),
        gone_when=("deleted_at",),
        in_order_of=("changed_at",),
        check=_check,
    ),
)
ASIDE: tuple[Aside, ...] = ()
