"""Who may know: only the goal's owner ever sees these pages, and nobody named is told."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.directory.queries import people_here
from learnplan.mine.plan import approaches, queries
from learnplan.mine.plan.forms import NewPersonForm, PersonForm, said_of
from learnplan.mine.plan.models import PersonAsked
from learnplan.mine.plan.services import beside, people_asked
from learnplan.mine.plan.views.beside import beside_page, to_beside
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import Approach
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import say
from learnplan.web.saving import save

NOT_TOLD = "Whoever you write down is not told, and whoever reads this goal does not see them."


@bp.route("/goals/<uuid:goal_id>/people/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def add_person(goal_id: UUID) -> ResponseReturnValue:
    """Write down somebody who may know."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    form = NewPersonForm()
    form.colleague_id.choices = _colleagues(actor)

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        people_asked.add_person(actor, kept, once=form.once.data or None, **form.answers())

    outcome = save(Database.LEARNING, form, write)
    if outcome.saved:
        say("Saved. Only you can see whom you ask.")
        return to_beside(goal_id)
    return beside_page(
        goal, form, outcome, title="Who knows", approach=Approach.COMPLICATED, lede=NOT_TOLD
    )


@bp.route("/goals/<uuid:goal_id>/people/<uuid:person_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_person(goal_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Write down what somebody said, or change what is written about them."""
    actor = current_actor()
    goal = queries.own_goal_for(actor, goal_id)
    person = approaches.person_asked_for(actor, goal_id, person_id)
    form = PersonForm(data=said_of(person))
    form.colleague_id.choices = _colleagues(actor, also=person)

    def write() -> None:
        kept = queries.own_goal_for(actor, goal_id)
        asked = approaches.person_asked_for(actor, goal_id, person_id)
        version = form.version.data
        people_asked.rewrite_person(actor, kept, asked, version=version, **form.answers())

    def again() -> dict[str, object]:
        return said_of(approaches.person_asked_for(actor, goal_id, person_id))

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return to_beside(goal_id)
    return beside_page(
        goal,
        form,
        outcome,
        title=f"What {person.name} knows",
        approach=Approach.COMPLICATED,
        lede=NOT_TOLD,
        remove=url_for(".remove_person", goal_id=goal_id, person_id=person_id),
    )


@bp.post("/goals/<uuid:goal_id>/people/<uuid:person_id>/remove")
@open_to(Role.WORKER)
def remove_person(goal_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Take somebody away; Undo brings back what was written about them."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        person = approaches.person_asked_for(actor, goal_id, person_id)
        beside.remove(actor, goal, person)
    undo = url_for(".restore_person", goal_id=goal_id, person_id=person_id)
    say(f"Removed: {person.name}", undo=undo)
    return to_beside(goal_id)


@bp.post("/goals/<uuid:goal_id>/people/<uuid:person_id>/restore")
@open_to(Role.WORKER)
def restore_person(goal_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Bring somebody back, with what was written about them."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        goal = queries.own_goal_for(actor, goal_id)
        person = approaches.person_asked_for(actor, goal_id, person_id, removed=True)
        beside.restore(actor, goal, person)
    return to_beside(goal_id)


def _colleagues(actor: Actor, *, also: PersonAsked | None = None) -> list[SelectChoice]:
    """Everybody else who works here, and whoever was chosen before and has left since."""
    here = {
        person.id: person.name
        for person in people_here(on=clock.today(actor.time_zone))
        if person.id != actor.id
    }
    if also is not None and also.colleague_id is not None:
        here.setdefault(also.colleague_id, also.name)
    return [
        SelectChoice("", "Nobody of these"),
        *(SelectChoice(str(person_id), name) for person_id, name in here.items()),
    ]
