"""What of an activity can be found by its words: all that its owner said about it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from learnplan.core.db import db
from learnplan.mine.log.entries import NewActivity, normal_tag
from learnplan.mine.log.models import Activity
from learnplan.mine.search import services as search
from learnplan.mine.search.services import Findable
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500


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


def hand_in_all(owner_id: UUID, activity_ids: Sequence[UUID]) -> None:
    """Let activities that have just come in be found."""
    for start in range(0, len(activity_ids), AT_ONCE):
        some = activity_ids[start : start + AT_ONCE]
        found = select(Activity).where(Activity.owner_id == owner_id, Activity.id.in_(some))
        activities = db.session.scalars(
            found.options(selectinload(Activity.tags), selectinload(Activity.links))
        ).all()
        search.hand_in(
            owner_id,
            [findable(one.id, one, (tag.tag for tag in one.tags)) for one in activities],
        )
        db.session.expire_all()
