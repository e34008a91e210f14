"""Rounds of probe, sense and respond: beginning one, noticing, deciding what changes."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan import approaches, queries
from learnplan.mine.plan.forms import NewRoundForm, NewSignalForm, RoundForm, SignalForm
from learnplan.mine.plan.services import beside, rounds
from learnplan.mine.plan.views.beside import beside_page, to_beside
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import Approach
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import gist
from learnplan.web.pages import say
from learnplan.web.saving import said_now, save

SMALL = "Nobody knows the answer yet. Try something small, watch, then decide."


@bp.route("/goals/<uuid:goal_id>/rounds/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def begin_round(goal_id: UUID) -> ResponseReturnValue:
    """Write down the next small thing to try."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = NewRoundForm()

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        rounds.begin_round(actor, kept, once=form.once.data or None, **form.answers())

    outcome = save(Database.LEARNING, form, write)
    if outcome.saved:
        return to_beside(goal_id)
    return beside_page(
        goal, form, outcome, title="Another probe", approach=Approach.COMPLEX, lede=SMALL
    )


@bp.route("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_round(goal_id: UUID, round_id: UUID) -> ResponseReturnValue:
    """Change what a round says, or say what changes because of it."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = RoundForm(obj=approaches.round_for(actor, goal_id, round_id))

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        this = approaches.round_for(actor, goal_id, round_id)
        rounds.rewrite_round(actor, kept, this, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(approaches.round_for(actor, goal_id, round_id), form)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return to_beside(goal_id)
    return beside_page(
        goal,
        form,
        outcome,
        title="A round",
        approach=Approach.COMPLEX,
        remove=url_for(".remove_round", goal_id=goal_id, round_id=round_id),
    )


@bp.post("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/remove")
@open_to(Role.WORKER)
def remove_round(goal_id: UUID, round_id: UUID) -> ResponseReturnValue:
    """Take a round away with what was noticed in it; Undo brings all of it back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        this = approaches.round_for(actor, goal_id, round_id)
        beside.remove(actor, goal, this)
    undo = url_for(".restore_round", goal_id=goal_id, round_id=round_id)
    say(f"Removed: {gist(this.probe)}", undo=undo)
    return to_beside(goal_id)


@bp.post("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/restore")
@open_to(Role.WORKER)
def restore_round(goal_id: UUID, round_id: UUID) -> ResponseReturnValue:
    """Bring a round back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        this = approaches.round_for(actor, goal_id, round_id, removed=True)
        beside.restore(actor, goal, this)
    return to_beside(goal_id)


@bp.route("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/signals/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def add_signal(goal_id: UUID, round_id: UUID) -> ResponseReturnValue:
    """Write down something that was noticed."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    this = approaches.round_for(actor, goal_id, round_id)
    form = NewSignalForm()

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        noticed_in = approaches.round_for(actor, goal_id, round_id)
        once = form.once.data or None
        rounds.add_signal(actor, kept, noticed_in, once=once, **form.answers())

    outcome = save(Database.LEARNING, form, write)
    if outcome.saved:
        return to_beside(goal_id)
    return beside_page(
        goal,
        form,
        outcome,
        title="A signal",
        approach=Approach.COMPLEX,
        lede=f"You tried: {gist(this.probe)}",
    )


@bp.route(
    "/goals/<uuid:goal_id>/rounds/<uuid:round_id>/signals/<uuid:signal_id>/edit",
    methods=["GET", "POST"],
)
@open_to(Role.WORKER)
def edit_signal(goal_id: UUID, round_id: UUID, signal_id: UUID) -> ResponseReturnValue:
    """Say differently what was noticed."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = SignalForm(obj=approaches.signal_for(actor, goal_id, round_id, signal_id))

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        signal = approaches.signal_for(actor, goal_id, round_id, signal_id)
        rounds.rewrite_signal(actor, kept, signal, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(approaches.signal_for(actor, goal_id, round_id, signal_id), form)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return to_beside(goal_id)
    return beside_page(
        goal,
        form,
        outcome,
        title="A signal",
        approach=Approach.COMPLEX,
        remove=_of_signal("remove", goal_id, round_id, signal_id),
    )


@bp.post("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/signals/<uuid:signal_id>/remove")
@open_to(Role.WORKER)
def remove_signal(goal_id: UUID, round_id: UUID, signal_id: UUID) -> ResponseReturnValue:
    """Take a signal away; Undo brings it back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        signal = approaches.signal_for(actor, goal_id, round_id, signal_id)
        beside.remove(actor, goal, signal)
    undo = _of_signal("restore", goal_id, round_id, signal_id)
    say(f"Removed: {gist(signal.text)}", undo=undo)
    return to_beside(goal_id)


@bp.post("/goals/<uuid:goal_id>/rounds/<uuid:round_id>/signals/<uuid:signal_id>/restore")
@open_to(Role.WORKER)
def restore_signal(goal_id: UUID, round_id: UUID, signal_id: UUID) -> ResponseReturnValue:
    """Bring a signal back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        signal = approaches.signal_for(actor, goal_id, round_id, signal_id, removed=True)
        beside.restore(actor, goal, signal)
    return to_beside(goal_id)


def _of_signal(act: str, goal_id: UUID, round_id: UUID, signal_id: UUID) -> str:
    """The address of an act on a signal."""
    return url_for(f".{act}_signal", goal_id=goal_id, round_id=round_id, signal_id=signal_id)
