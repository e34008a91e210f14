"""The room's blueprint, the way back out of an act, and what the capture line completes."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, g, request

from learnplan.core.actor import Actor
from learnplan.mine.attestations.achievements import Attestable, can_be_attested
from learnplan.mine.log.achieving import done_activity, is_there
from learnplan.mine.log.queries import own_activity_item_for
from learnplan.mine.plan.handles import GoalChoice
from learnplan.mine.plan.queries import open_goals
from learnplan.mine.sharing.items import Home, ItemKind, at_home
from learnplan.web.pages import inside

bp = Blueprint("log", __name__, url_prefix="/log")
at_home(
    ItemKind.ACTIVITY,
    Home(own=own_activity_item_for, page="log.show_activity", argument="activity_id"),
)
can_be_attested(ItemKind.ACTIVITY, Attestable(achieved=done_activity, is_there=is_there))


def way_back() -> str:
    """Where they were, if the request says so; else home."""
    return inside(request.values.get("back", ""))


def to_complete(goals: Iterable[GoalChoice]) -> list[dict[str, str]]:
    """What the capture line completes after ``@``: those of ``goals`` that are still ahead."""
    return [{"handle": goal.handle, "title": goal.title} for goal in goals if goal.is_open]


@bp.app_context_processor
def offer_goals() -> dict[str, Any]:
    """Let every page of Mine complete goals after ``@``; they are asked for only when shown."""
    return {"goals_known": _goals_known}


def _goals_known() -> list[dict[str, str]]:
    actor: Actor | None = g.get("actor")
    if actor is None:
        return []
    return to_complete(open_goals(actor))
