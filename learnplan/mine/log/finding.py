"""What of an activity can be found by its words: all that its owner said about it."""

from collections.abc import Iterable
from uuid import UUID

from learnplan.mine.log.entries import NewActivity, normal_tag
from learnplan.mine.log.models import Activity
from learnplan.mine.search.services import Findable
from learnplan.mine.sharing.items import ItemKind


def findable(activity_id: UUID, said: NewActivity | Activity, tags: Iterable[str]) -> Findable:
    """An activity, as it was just written down or as it is kept."""
    links = (words for link in said.links for words in (link.title, link.address))
    return Findable(
        kind=ItemKind.ACTIVITY,
        item_id=activity_id,
        day=said.happened_on,
        title=said.what,
        texts=(said.note, said.thoughts, said.with_whom, *links),
        tags=tuple(map(normal_tag, tags)),
    )
