"""Answering a period's questions, and taking answers back until they are sealed."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.answers import queries, services
from learnplan.mine.answers.forms import ASKED, AnswerForm, answer_form
from learnplan.mine.answers.models import PeriodState
from learnplan.mine.answers.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/")
@open_to(Role.WORKER)
def show_current() -> ResponseReturnValue:
    """The period that matters now, or what a pulse is where there was none yet."""
    actor = current_actor()
    own = queries.current_pulse_for(actor)
    if own is None:
        return page("mine/answers/no_pulse.html")
    return _page(actor, own, answer_form(own.questions, queries.answers_for(actor, own.plan_id)))


@bp.route("/<period>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def show_pulse(period: str) -> ResponseReturnValue:
    """One period: its questions while it is open, then what was answered, then nothing.

    Answers that arrive too late are not kept, but shown once more, with the reason.
    """
    actor = current_actor()
    own = queries.pulse_for(actor, period)
    form = answer_form(own.questions, queries.answers_for(actor, own.plan_id))
    code = 200
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                services.give_answers(actor, own.period, form.changed())
        except Conflict as trouble:
            own = queries.pulse_for(actor, period)
            form.form_errors.append(str(trouble))
            code = 409
        else:
            say("Saved. You can change your answers until they are sealed.")
            return redirect(url_for(".show_pulse", period=own.period), 303)
    elif form.errors:
        code = 422
    return _page(actor, own, form), code


@bp.post("/<period>/take-back")
@open_to(Role.WORKER)
def take_back_answers(period: str) -> ResponseReturnValue:
    """Take every answer back; the page said before which ones go."""
    actor = current_actor()
    own = queries.pulse_for(actor, period)
    with transaction(Database.LEARNING):
        services.take_back_answers(actor, own.period)
    say("Taken back. Nothing of yours is kept for this pulse.")
    return redirect(url_for(".show_pulse", period=own.period), 303)


def _page(actor: Actor, own: queries.OwnPulse, form: AnswerForm) -> str:
    kept = queries.answers_for(actor, own.plan_id)
    typed = {
        field.short_name.removeprefix(ASKED): field.data
        for field in form.visible()
        if form.is_submitted()
    }
    return page(
        "mine/answers/show_pulse.html",
        own=own,
        is_open=own.state is PeriodState.OPEN,
        form=form,
        kept=kept,
        typed=typed,
        budget=queries.budget_for(actor, own),
        others=[line for line in queries.pulses() if line.period != own.period],
    )
