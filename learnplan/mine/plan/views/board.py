"""The plan as a board: a column for each state, and a card for each goal."""

from flask import request
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.plan import queries
from learnplan.mine.plan.views.room import ALL, HORIZONS, back_to_board, bp, tabs, views
from learnplan.mine.plan.words import NEXT_STATES, State
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readers_by_item
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

COLUMNS = (State.IDEA, State.ACTIVE, State.PAUSED, State.ACHIEVED, State.SET_ASIDE)


@bp.get("/board")
@open_to(Role.WORKER)
def show_board() -> ResponseReturnValue:
    """Every goal that is not archived, by its state; perhaps of one horizon only."""
    actor = current_actor()
    place = request.args.get("horizon", "")
    horizon = HORIZONS.get(place)
    found = queries.goals_for(actor, states=COLUMNS, horizon=horizon)
    tab = place if horizon else ALL
    return page(
        "mine/plan/show_board.html",
        tab=tab,
        tabs=tabs("plan.show_board"),
        views=views(tab),
        back=back_to_board(tab),
        columns=[(state, [goal for goal in found if goal.state is state]) for state in COLUMNS],
        next_states=NEXT_STATES,
        readers=readers_by_item(actor, ItemKind.GOAL),
    )
