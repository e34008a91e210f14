"""Writing something beside a goal: one form that says who sees it; taking it away, and back."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.db import Database, transaction
from learnplan.mine.plan import queries
from learnplan.mine.plan.models import Goal, PersonAsked, Round, Signal
from learnplan.mine.plan.services import beside
from learnplan.mine.plan.views.saving import Outcome
from learnplan.mine.plan.words import Approach
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.web.doors import current_actor
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

T = TypeVar("T", PersonAsked, Round, Signal)
BESIDE = "beside"
"""Where on a goal's page its practice, people or rounds are."""


def beside_page(
    goal: Goal,
    form: Form,
    outcome: Outcome,
    *,
    title: str,
    approach: Approach,
    lede: str = "",
    remove: str = "",
) -> ResponseReturnValue:
    """A form for something beside a goal; ``remove`` is the address that takes it away.

    Readers of the goal see what is written for its approach, except whom its owner asked.
    """
    shown = approach is goal.approach and approach is not Approach.COMPLICATED
    return page(
        "mine/plan/write_beside.html",
        goal=goal,
        form=form,
        differing=outcome.differing,
        title=title,
        lede=lede,
        remove=remove,
        readers=shares_of(current_actor(), ItemKind.GOAL, goal.id) if shown else [],
    ), outcome.code


def take_away(
    goal_id: UUID, fetch: Callable[[], T], *, said: Callable[[T], str], undo: str
) -> ResponseReturnValue:
    """Take away what ``fetch`` finds beside a goal; ``undo`` brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        thing = fetch()
        beside.remove(actor, queries.own_goal_for(actor, goal_id), thing)
    say(f"Removed: {said(thing)}", undo=undo)
    return to_beside(goal_id)


def bring_back(goal_id: UUID, fetch: Callable[[], T]) -> ResponseReturnValue:
    """Bring back what ``fetch`` finds among what was taken away, with all that belongs to it."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        beside.restore(actor, queries.own_goal_for(actor, goal_id), fetch())
    return to_beside(goal_id)


def to_beside(goal_id: UUID) -> ResponseReturnValue:
    """Back to where it is on the goal's page."""
    return redirect(url_for("plan.show_goal", goal_id=goal_id, _anchor=BESIDE), 303)
