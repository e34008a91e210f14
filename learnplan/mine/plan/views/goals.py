"""Lists of goals; writing one down, rewriting it, and letting it go."""

from datetime import date
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectField

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import GoalForm, NewGoalForm
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.views.room import ALL, ARCHIVED, HORIZONS, bp
from learnplan.mine.plan.words import NEXT_STATES, Horizon, State
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readers_by_item, shares_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import short_day
from learnplan.web.pages import page, say

GROUPS: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("active", "Active", (State.ACTIVE,)),
    ("paused", "Paused", (State.PAUSED,)),
    ("ideas", "Ideas", (State.IDEA,)),
    ("done", "Achieved and set aside", (State.ACHIEVED, State.SET_ASIDE)),
)


@bp.get("/")
@open_to(Role.WORKER)
def list_goals() -> ResponseReturnValue:
    """Every goal that is not archived, by where it is; perhaps of one horizon only."""
    actor = current_actor()
    place = request.args.get("horizon", "")
    horizon = HORIZONS.get(place)
    states = [state for *_, states in GROUPS for state in states]
    found = queries.goals_for(actor, states=states, horizon=horizon)
    groups = [
        (key, title, [goal for goal in found if goal.state in states])
        for key, title, states in GROUPS
    ]
    return page(
        "mine/plan/list_goals.html",
        tab=place if horizon else ALL,
        tabs=_tabs(),
        groups=[group for group in groups if group[2]],
        next_states=NEXT_STATES,
        readers=readers_by_item(actor, ItemKind.GOAL),
    )


@bp.get("/archived")
@open_to(Role.WORKER)
def list_archived() -> ResponseReturnValue:
    """The goals that were put away."""
    actor = current_actor()
    found = queries.goals_for(actor, states=[State.ARCHIVED])
    return page(
        "mine/plan/list_goals.html",
        tab=ARCHIVED,
        tabs=_tabs(),
        groups=[(ARCHIVED, "Archived", found)] if found else [],
        next_states=NEXT_STATES,
        readers=readers_by_item(actor, ItemKind.GOAL),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_goal() -> ResponseReturnValue:
    """Write a goal down. The form sent twice makes one goal, and lands on it."""
    form = NewGoalForm(horizon=HORIZONS.get(request.args.get("horizon", ""), Horizon.CURRENT_ROLE))
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            goal = goals.set_goal(current_actor(), once=form.once.data or None, **form.answers())
        say("Saved. Only you can see this goal.")
        return redirect(url_for(".show_goal", goal_id=goal.id), 303)
    return page("mine/plan/new_goal.html", form=form), 422 if form.errors else 200


@bp.route("/goals/<uuid:goal_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_goal(goal_id: UUID) -> ResponseReturnValue:
    """Change what a goal says. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = GoalForm(obj=goal)
    differing: list[tuple[str, str]] = []
    code = 200
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                goal = queries.own_goal_for(actor, goal_id)
                goals.rewrite_goal(actor, goal, version=form.version.data, **form.answers())
        except Conflict:
            goal = queries.own_goal_for(actor, goal_id)
            differing = _differing(form, goal)
            form.version.data = goal.version  # saved again, it is meant
            code = 409
        else:
            say("Saved.")
            return redirect(url_for(".show_goal", goal_id=goal_id), 303)
    elif form.errors:
        code = 422
    shown = page(
        "mine/plan/edit_goal.html",
        form=form,
        goal=goal,
        differing=differing,
        readers=shares_of(actor, ItemKind.GOAL, goal_id),
    )
    return shown, code


@bp.post("/goals/<uuid:goal_id>/delete")
@open_to(Role.WORKER)
def delete_goal(goal_id: UUID) -> ResponseReturnValue:
    """Let a goal go; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        goals.delete_goal(actor, goal)
    say(f"Deleted: {goal.title}", undo=url_for(".restore_goal", goal_id=goal_id))
    return redirect(url_for(".list_goals"), 303)


@bp.post("/goals/<uuid:goal_id>/restore")
@open_to(Role.WORKER)
def restore_goal(goal_id: UUID) -> ResponseReturnValue:
    """Bring a deleted goal back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goals.restore_goal(actor, queries.deleted_goal_for(actor, goal_id))
    say("The goal is back, as it was.")
    return redirect(url_for(".show_goal", goal_id=goal_id), 303)


def _tabs() -> list[tuple[str, str, str]]:
    """The views of the plan: (key, words, address)."""
    return [
        (ALL, "All", url_for(".list_goals")),
        *(
            (place, horizon.capitalize(), url_for(".list_goals", horizon=place))
            for place, horizon in HORIZONS.items()
        ),
        (ARCHIVED, "Archived", url_for(".list_archived")),
    ]


def _differing(form: GoalForm, goal: Goal) -> list[tuple[str, str]]:
    """Each question that was answered differently elsewhere, and the answer kept there."""
    return [
        (field.label.text, _as_said(field, kept))
        for field in form.visible()
        if (kept := getattr(goal, field.short_name)) != field.data
    ]


def _as_said(field: Field, kept: object) -> str:
    if isinstance(field, SelectField):
        return next(str(each.label) for each in field.choices if field.coerce(each.value) == kept)
    if isinstance(kept, date):
        return short_day(kept)
    return str(kept or "") or "Nothing"
