"""The room's blueprint, and the ways back out of an act."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.mine.plan.queries import own_goal_item_for
from learnplan.mine.plan.words import Horizon
from learnplan.mine.sharing.items import Home, ItemKind, at_home

bp = Blueprint("plan", __name__, url_prefix="/plan")
at_home(ItemKind.GOAL, Home(own=own_goal_item_for, page="plan.show_goal", argument="goal_id"))

TODAY, ALL, ARCHIVED = "today", "all", "archived"
HORIZONS = {horizon.replace(" ", "-"): horizon for horizon in Horizon}


def back_from(goal_id: object) -> ResponseReturnValue:
    """Return to the list an act was done on, where the request names one, else to the goal."""
    place = request.values.get("back", "")
    if place == TODAY:
        address = url_for("home.today")
    elif place == ARCHIVED:
        address = url_for("plan.list_archived")
    elif place == ALL or place in HORIZONS:
        address = url_for("plan.list_goals", horizon=place if place in HORIZONS else None)
    else:
        address = url_for("plan.show_goal", goal_id=goal_id)
    return redirect(address, 303)
