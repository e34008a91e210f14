"""What readers of an activity are shown: what was done and noted, not what was thought of it."""

from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.mine.evidence.queries import going_along
from learnplan.mine.log import queries
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.readings import Reading, can_be_shared


def _to_readers(actor: Actor, activity_id: UUID) -> dict[str, Any]:
    return {
        "activity": queries.readable_activity_for(actor, activity_id),
        "along": going_along(ItemKind.ACTIVITY, activity_id),
    }


can_be_shared(
    ItemKind.ACTIVITY,
    Reading(
        word="entry",
        goes="what you did, the day, kind and time, your note, links, and evidence that goes along",
        stays="Whom it was with, tags, goals and what you make of it stay with you.",
        listed=queries.activities_listed,
        template="mine/log/read_activity.html",
        values=_to_readers,
    ),
)
