"""The page on which something beside a goal is written: one form, and who can see what it says."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.words import Approach
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.web.doors import current_actor
from learnplan.web.forms import Form
from learnplan.web.pages import page
from learnplan.web.saving import Outcome

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


def to_beside(goal_id: UUID) -> ResponseReturnValue:
    """Back to where it is on the goal's page."""
    return redirect(url_for("plan.show_goal", goal_id=goal_id, _anchor=BESIDE), 303)
