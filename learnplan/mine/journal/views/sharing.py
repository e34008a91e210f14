"""What readers of a reflection are shown: its words, and not what it is tied to."""

from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.mine.evidence.queries import going_along
from learnplan.mine.journal import queries
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.readings import Reading, can_be_shared


def _to_readers(actor: Actor, reflection_id: UUID) -> dict[str, Any]:
    return {
        "reflection": queries.readable_reflection_for(actor, reflection_id),
        "along": going_along(ItemKind.REFLECTION, reflection_id),
    }


can_be_shared(
    ItemKind.REFLECTION,
    Reading(
        word="reflection",
        goes="its title, question and day, all that you wrote, and evidence that goes along",
        stays="What it is tied to in your record stays with you.",
        listed=queries.reflections_listed,
        template="mine/journal/read_reflection.html",
        values=_to_readers,
    ),
)
