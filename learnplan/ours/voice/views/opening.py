"""Opening a thread: asking with one's name; and management's promises and questions."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.directory import queries as directory
from learnplan.ours.voice import queries, services
from learnplan.ours.voice.forms import (
    AskForm,
    FloorForm,
    PromiseForUnitForm,
    unit_choices,
)
from learnplan.ours.voice.management import units_answered_for
from learnplan.ours.voice.views.room import bp, published
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, this_day


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def ask() -> ResponseReturnValue:
    """Ask, suggest or request something with one's name. The form sent twice opens one thread."""
    form = AskForm(data={"unit_id": request.args.get("unit")})
    form.unit_id.choices = unit_choices(directory.units())

    def write() -> UUID:
        return services.ask(
            current_actor(), form.opening(), today=this_day(), once=form.once.data or None
        ).id

    if form.validate_on_submit():
        done = published(form, write, "Published. Everyone can read it, with your name.")
        if done is not None:
            return done
    return page("ours/voice/ask.html", form=form), (422 if form.errors else 200)


@bp.route("/promise", methods=["GET", "POST"])
@open_to(Role.WORKER)
def promise() -> ResponseReturnValue:
    """Promise something for a unit that one answers for, by a day."""
    actor, today = current_actor(), this_day()
    units = units_answered_for(actor, on=today)
    form = PromiseForUnitForm()
    form.unit_id.choices = unit_choices(units)

    def write() -> UUID:
        said = form.answers()
        unit_id = UUID(said.pop("unit_id"))
        return services.promise(actor, unit_id, today=today, once=form.once.data or None, **said).id

    if form.validate_on_submit():
        done = published(form, write, "Published. Everyone sees what is promised, and by when.")
        if done is not None:
            return done
    return page("ours/voice/promise.html", form=form, may=bool(units)), (
        422 if form.errors else 200
    )


@bp.route("/ask-the-floor", methods=["GET", "POST"])
@open_to(Role.WORKER)
def ask_the_floor() -> ResponseReturnValue:
    """Ask everybody in a unit that one answers for; first comes what was done with the last."""
    actor, today = current_actor(), this_day()
    units = units_answered_for(actor, on=today)
    form = FloorForm()
    form.unit_id.choices = unit_choices(units)

    def write() -> UUID:
        said = form.answers()
        unit_id = UUID(said.pop("unit_id"))
        return services.ask_the_floor(
            actor, unit_id, today=today, once=form.once.data or None, **said
        ).id

    if form.validate_on_submit():
        done = published(form, write, "Published. Everyone sees what is asked.")
        if done is not None:
            return done
    return page(
        "ours/voice/ask_the_floor.html",
        form=form,
        may=bool(units),
        waiting=queries.floor_questions(),
        units=queries.names_of_units(),
    ), (422 if form.errors else 200)
