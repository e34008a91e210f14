"""What a story can begin with: a reflection, an activity or a goal of one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.errors import NotFound
from learnplan.mine.journal.queries import reflection_for
from learnplan.mine.log.queries import activity_for
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.sharing.items import ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The first words of a story, for its author to go on from."""

    title: str = ""
    happened: str = ""


def beginning_from(actor: Actor, written: str) -> Beginning:
    """What to begin with, from an address like ``reflection:`` and an id; nothing from nothing.

    Raises:
        NotFound: there is no such thing, or it is somebody else's.
    """
    if not written:
        return Beginning()
    kind, _, item_id = written.partition(":")
    try:
        return _READERS[ItemKind(kind)](actor, UUID(item_id))
    except ValueError:
        raise NotFound("There is no such thing.") from None


def _of_reflection(actor: Actor, reflection_id: UUID) -> Beginning:
    reflection = reflection_for(actor, reflection_id)
    return Beginning(title=reflection.title, happened=reflection.text)


def _of_activity(actor: Actor, activity_id: UUID) -> Beginning:
    activity = activity_for(actor, activity_id)
    return Beginning(title=activity.what, happened=_texts(activity.note, activity.thoughts))


def _of_goal(actor: Actor, goal_id: UUID) -> Beginning:
    goal = own_goal_for(actor, goal_id)
    return Beginning(title=goal.title, happened=_texts(goal.why, goal.how_i_will_know))


def _texts(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


_READERS: dict[ItemKind, Callable[[Actor, UUID], Beginning]] = {
    ItemKind.ACTIVITY: _of_activity,
    ItemKind.GOAL: _of_goal,
    ItemKind.REFLECTION: _of_reflection,
}
