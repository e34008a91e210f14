"""The room's blueprint, the way back out of an act, and what the capture line completes."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, request

from learnplan.core.actor import Actor
from learnplan.mine.plan.queries import open_goals
from learnplan.web.pages import mine_url

bp = Blueprint("log", __name__, url_prefix="/log")


def way_back() -> str:
    """Where they were, if the request says so and that is a page of this site; else home."""
    there = request.values.get("back", "")
    try:
        parts = urlsplit(there)
    except ValueError:
        return mine_url("/")
    inside = there.startswith("/") and not there.startswith("//") and there.isprintable()
    return there if inside and "\\" not in there and not parts.netloc else mine_url("/")


@bp.app_context_processor
def offer_goals() -> dict[str, Any]:
    """Let every page of Mine complete goals after ``@``; they are asked for only when shown."""
    return {"goals_known": _goals_known}


def _goals_known() -> list[dict[str, str]]:
    actor: Actor | None = g.get("actor")
    if actor is None:
        return []
    return [{"handle": goal.handle, "title": goal.title} for goal in open_goals(actor)]
