"""Lists of goals; writing one down, rewriting it, and letting it go."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import GoalForm, NewGoalForm
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.starters import STARTERS, Starter
from learnplan.mine.plan.views.room import ALL, ARCHIVED, HORIZONS, bp, tabs, views
from learnplan.mine.plan.words import NEXT_STATES, Horizon, State
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readers_by_item, shares_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import said_now, save

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
    tab = place if horizon else ALL
    found = queries.goals_for(actor, states=states, horizon=horizon)
    groups = [
        (key, title, [goal for goal in found if goal.state in states])
        for key, title, states in GROUPS
    ]
    return page(
        "mine/plan/list_goals.html",
        tab=tab,
        tabs=tabs("plan.list_goals"),
        views=views(tab),
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
        tabs=tabs("plan.list_goals"),
        views=(),
        groups=[(ARCHIVED, "Archived", found)] if found else [],
        next_states=NEXT_STATES,
        readers=readers_by_item(actor, ItemKind.GOAL),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_goal() -> ResponseReturnValue:
    """Write a goal down, perhaps from a starter plan. Sent twice, it makes one and lands on it."""
    actor = current_actor()
    starter = STARTERS.get(request.args.get("from", ""))
    form = _new_form(starter)
    prompts = _prompt(actor, form, starter)
    if form.validate_on_submit():
        answers = form.answers()
        if starter:
            places = {int(place) for place in answers["steps"]}
            answers["steps"] = [text for place, text in enumerate(starter.steps) if place in places]
        with transaction(Database.LEARNING):
            goal = goals.set_goal(
                actor,
                once=form.once.data or None,
                starter=starter.name if starter else None,
                **answers,
            )
        say("Saved. Only you can see this goal.")
        return redirect(url_for(".show_goal", goal_id=goal.id), 303)
    shown = page("mine/plan/new_goal.html", form=form, starter=starter, prompted=bool(prompts))
    return shown, 422 if form.errors else 200


def _new_form(starter: Starter | None) -> NewGoalForm:
    """An empty form, with what a starter plan proposes."""
    if starter is None:
        place = request.args.get("horizon", "")
        return NewGoalForm(horizon=HORIZONS.get(place, Horizon.CURRENT_ROLE))
    steps = [SelectChoice(str(place), text) for place, text in enumerate(starter.steps)]
    form = NewGoalForm(
        horizon=starter.horizon,
        approach=starter.approach,
        need=starter.need,
        steps=[choice.value for choice in steps],
    )
    form.steps.choices = steps
    return form


def _prompt(actor: Actor, form: NewGoalForm, starter: Starter | None) -> dict[str, str]:
    """Put beside the questions the prompts that the actor still needs; returns them."""
    if starter is None:
        return {}
    chosen, used = queries.prompts_chosen_by(actor), queries.starters_used_by(actor)
    prompts = starter.prompts_left(chosen, used)
    for name, prompt in prompts.items():
        form[name].description = prompt
    return prompts


@bp.route("/goals/<uuid:goal_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_goal(goal_id: UUID) -> ResponseReturnValue:
    """Change what a goal says. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = GoalForm(obj=goal)

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        goals.rewrite_goal(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(queries.own_goal_for(actor, goal_id), form)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return redirect(url_for(".show_goal", goal_id=goal_id), 303)
    shown = page(
        "mine/plan/edit_goal.html",
        form=form,
        goal=queries.own_goal_for(actor, goal_id),
        differing=outcome.differing,
        readers=shares_of(actor, ItemKind.GOAL, goal_id),
    )
    return shown, outcome.code


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
