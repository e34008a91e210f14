"""What of a goal can be found by its words: what it says, and its steps."""

from datetime import UTC

from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import steps_of
from learnplan.mine.search import services as search
from learnplan.mine.sharing.items import ItemKind


def hand_in(goal: Goal) -> None:
    """Let a goal be found by what it and its steps say now; whoever changes either calls this."""
    thing = search.Findable(
        kind=ItemKind.GOAL,
        item_id=goal.id,
        day=goal.set_at.astimezone(UTC).date(),
        title=goal.title,
        texts=(goal.why, goal.how_i_will_know, *(step.text for step in steps_of(goal))),
    )
    search.hand_in_again(goal.owner_id, [thing])
