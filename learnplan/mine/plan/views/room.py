"""The room's blueprint, and the ways back out of an act."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.mine.attestations.achievements import Attestable, can_be_attested
from learnplan.mine.plan.achieving import achieved_goal, is_there
from learnplan.mine.plan.queries import own_goal_item_for
from learnplan.mine.plan.words import Horizon
from learnplan.mine.sharing.items import Home, ItemKind, at_home

bp = Blueprint("plan", __name__, url_prefix="/plan")
at_home(ItemKind.GOAL, Home(own=own_goal_item_for, page="plan.show_goal", argument="goal_id"))
can_be_attested(ItemKind.GOAL, Attestable(achieved=achieved_goal, is_there=is_there))

TODAY, ALL, ARCHIVED, BOARD = "today", "all", "archived", "board"
HORIZONS = {horizon.replace(" ", "-"): horizon for horizon in Horizon}


def back_from(goal_id: object) -> ResponseReturnValue:
    """Return to the list an act was done on, where the request names one, else to the goal."""
    place = request.values.get("back", "")
    view, _, tab = place.rpartition(":")
    if place == TODAY:
        address = url_for("home.today")
    elif place == ARCHIVED:
        address = url_for("plan.list_archived")
    elif view in {"", BOARD} and (tab == ALL or tab in HORIZONS):
        address = _view("plan.show_board" if view else "plan.list_goals", tab)
    else:
        address = url_for("plan.show_goal", goal_id=goal_id)
    return redirect(address, 303)


def back_to_board(tab: str) -> str:
    """What a form on the board says for ``back``, to return to it and the same tab."""
    return f"{BOARD}:{tab}"


def tabs(endpoint: str) -> list[tuple[str, str, str]]:
    """The tabs of the plan, on the list or the board: (key, words, address)."""
    return [
        (ALL, "All", url_for(endpoint)),
        *(
            (place, horizon.capitalize(), _view(endpoint, place))
            for place, horizon in HORIZONS.items()
        ),
        (ARCHIVED, "Archived", url_for("plan.list_archived")),
    ]


def views(tab: str) -> list[tuple[str, str, str, str]]:
    """The two views of the plan, on the same tab: (key, words, address, icon)."""
    return [
        ("list", "List", _view("plan.list_goals", tab), "list"),
        (BOARD, "Board", _view("plan.show_board", tab), "columns-3"),
    ]


def _view(endpoint: str, tab: str) -> str:
    return url_for(endpoint, horizon=tab if tab in HORIZONS else None)
