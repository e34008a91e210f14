"""A goal's own page: as its owner works on it, and as a reader sees it."""

from typing import TypedDict, Unpack
from uuid import UUID

from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.directory.queries import people_here
from learnplan.mine.disclosures.queries import has_looked_today
from learnplan.mine.log.happened import activities_for_goal, happenings_for
from learnplan.mine.plan import policy, queries
from learnplan.mine.plan.forms import MoveForm, ShareForm, StepForm
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import NEXT_STATES
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import Opened, Reader, opening_for, shares_of
from learnplan.mine.sharing.services import look_at
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page

MOST = 50


class Forms(TypedDict, total=False):
    """The forms on a goal's page, where one comes back with something to put right."""

    move: MoveForm
    share: ShareForm
    step: StepForm


@bp.get("/goals/<uuid:goal_id>")
@open_to(Role.WORKER)
def show_goal(goal_id: UUID) -> ResponseReturnValue:
    """A goal: its owner's desk, or what a reader was shown; the owner is told who looked."""
    actor = current_actor()
    goal = queries.goal_for(actor, goal_id)
    if policy.can_edit(actor, goal):
        return own_page(goal)
    if not has_looked_today(actor, item_kind=ItemKind.GOAL, item_id=goal_id):
        goal = _write_the_look_down(actor, goal_id)
    opening = opening_for(actor, ItemKind.GOAL, goal.id)
    return _read_page(actor, goal, opening, here="shared")


@bp.get("/goals/<uuid:goal_id>/preview")
@open_to(Role.WORKER)
def preview_goal(goal_id: UUID) -> ResponseReturnValue:
    """Exactly what a reader sees, for its owner to look at first."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    return _read_page(actor, goal, None, here="plan")


def own_page(goal: Goal, *, wrong: Form | None = None, **forms: Unpack[Forms]) -> str:
    """The page of the actor's own goal; ``wrong`` is the one of its forms to put right."""
    actor = current_actor()
    readers = shares_of(actor, ItemKind.GOAL, goal.id)
    share = forms.get("share") or ShareForm(formdata=None)
    share.reader_id.choices = _people_to_choose(actor, readers)
    return page(
        "mine/plan/show_goal.html",
        form=wrong,
        move=forms.get("move") or MoveForm(formdata=None),
        share=share,
        step=forms.get("step") or StepForm(formdata=None),
        next_states=NEXT_STATES[goal.state],
        readers=readers,
        activities=activities_for_goal(actor, goal.id, limit=MOST),
        **_said(actor, goal),
    )


def _write_the_look_down(actor: Actor, goal_id: UUID) -> Goal:
    """Tell the owner that somebody looked, before they do: what cannot be told is not shown."""
    with transaction(Database.LEARNING):
        goal = queries.goal_for(actor, goal_id)
        look_at(actor, goal.as_item)
    return goal


def _read_page(actor: Actor, goal: Goal, opening: Opened | None, *, here: str) -> str:
    return page(
        "mine/plan/read_goal.html",
        here=here,
        opening=opening,
        happenings=happenings_for(actor, goal.id, limit=MOST),
        **_said(actor, goal),
    )


def _said(actor: Actor, goal: Goal) -> dict[str, object]:
    """What both its owner and its readers are shown."""
    return {
        "goal": goal,
        "since": queries.day_of(goal.state_since, actor),
        "steps": queries.steps_of(goal),
    }


def _people_to_choose(actor: Actor, readers: list[Reader]) -> list[SelectChoice]:
    known = {actor.id, *(reader.id for reader in readers)}
    here = people_here(on=clock.today(actor.time_zone))
    others = [person for person in here if person.id not in known]
    return [
        SelectChoice("", "Choose"),
        *(SelectChoice(str(person.id), person.name) for person in others),
    ]
