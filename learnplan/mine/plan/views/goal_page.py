"""A goal's own page: as its owner works on it, and as a reader sees it."""

from typing import TypedDict, Unpack
from uuid import UUID

from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.mine.evidence.queries import going_along
from learnplan.mine.evidence.views.room import panel_for as evidence_panel
from learnplan.mine.log.happened import activities_for_goal, happenings_for
from learnplan.mine.plan import approaches, policy, queries
from learnplan.mine.plan.forms import MoveForm, StepForm
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import NEXT_STATES, State
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.readings import Reading, can_be_shared
from learnplan.mine.sharing.views import reading
from learnplan.mine.sharing.views.panel import panel_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page

MOST = 50


class Forms(TypedDict, total=False):
    """The forms on a goal's page, where one comes back with something to put right."""

    move: MoveForm
    step: StepForm


@bp.get("/goals/<uuid:goal_id>")
@open_to(Role.WORKER)
def show_goal(goal_id: UUID) -> ResponseReturnValue:
    """A goal: its owner's desk, or what a reader was shown; the owner is told who looked."""
    actor = current_actor()
    goal = queries.goal_for(actor, goal_id)
    if policy.can_edit(actor, goal):
        return own_page(goal)
    return reading.read(actor, goal.as_item)


def own_page(goal: Goal, *, wrong: Form | None = None, **forms: Unpack[Forms]) -> str:
    """The page of the actor's own goal; ``wrong`` is the one of its forms to put right."""
    actor = current_actor()
    panel = panel_for(actor, goal.as_item, can_be_proved=goal.state is State.ACHIEVED)
    return page(
        "mine/plan/show_goal.html",
        form=wrong,
        move=forms.get("move") or MoveForm(formdata=None),
        step=forms.get("step") or StepForm(formdata=None),
        next_states=NEXT_STATES[goal.state],
        panel=panel,
        evidence=evidence_panel(actor, goal.as_item),
        readers=panel.readers,
        activities=activities_for_goal(actor, goal.id, limit=MOST),
        beside=approaches.all_beside(goal),
        **_said(actor, goal),
    )


def _to_readers(actor: Actor, goal_id: UUID) -> dict[str, object]:
    """What a reader is shown of a goal, for whoever may read it."""
    goal = queries.goal_for(actor, goal_id)
    return {
        **_said(actor, goal),
        "beside": approaches.shown_beside(goal),
        "along": going_along(ItemKind.GOAL, goal_id),
        "happenings": happenings_for(actor, goal_id, limit=MOST),
    }


def _said(actor: Actor, goal: Goal) -> dict[str, object]:
    """What both its owner and its readers are shown."""
    return {
        "goal": goal,
        "since": queries.day_of(goal.state_since, actor),
        "steps": queries.steps_of(goal),
    }


can_be_shared(
    ItemKind.GOAL,
    Reading(
        word="goal",
        goes=(
            "the goal, the practice it follows or its rounds, its steps and what happened: days, "
            "kinds, minutes and the line you wrote; and evidence that goes along"
        ),
        stays="Your notes and thoughts, and whom you ask, stay with you.",
        listed=queries.goals_listed,
        template="mine/plan/read_goal.html",
        values=_to_readers,
    ),
)
