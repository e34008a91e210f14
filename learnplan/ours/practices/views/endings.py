"""What comes of a probe: a procedure, a change to another, another probe; or it is let go."""

from datetime import timedelta
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import require
from learnplan.ours.practices import policy
from learnplan.ours.practices.forms.probes import (
    AdaptProbeForm,
    AdoptProbeForm,
    ChooseProcedureForm,
    LetGoForm,
)
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.queries import probes as queries
from learnplan.ours.practices.queries.procedures import in_use
from learnplan.ours.practices.queries.teams import teams_of
from learnplan.ours.practices.services import probes
from learnplan.ours.practices.views.room import bp, code_of, kept
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

A_WHILE = timedelta(weeks=4)


@bp.route("/probes/<uuid:probe_id>/let-go", methods=["GET", "POST"])
@open_to(Role.WORKER)
def let_probe_go(probe_id: UUID) -> ResponseReturnValue:
    """Let a probe go, with what was learned."""
    probe, form = _to_be_ended(probe_id), LetGoForm()

    def let_go() -> str:
        probes.let_go(current_actor(), queries.probe_for(probe_id), **form.answers())
        return url_for(".show_probe", probe_id=probe_id)

    answer = kept(form, let_go, "It ended. What was learned stays on its page.")
    return answer or (
        page("ours/practices/end_probe.html", form=form, probe=probe, how="let go"),
        code_of(form),
    )


@bp.route("/probes/<uuid:probe_id>/adapt", methods=["GET", "POST"])
@open_to(Role.WORKER)
def adapt_probe(probe_id: UUID) -> ResponseReturnValue:
    """End a probe and post the one that grows from it."""
    actor, probe = current_actor(), _to_be_ended(probe_id)
    form = AdaptProbeForm(
        data={
            "title": probe.title,
            "what": probe.what,
            "amplify": probe.amplify,
            "dampen": probe.dampen,
            "until_on": clock.today(actor.time_zone) + A_WHILE,
        }
    )

    def adapt() -> str:
        grown = probes.adapt_probe(
            actor, queries.probe_for(probe_id), once=form.once.data or None, **form.answers()
        )
        return url_for(".show_probe", probe_id=grown.id)

    answer = kept(form, adapt, "The one before has ended. This one runs from now on.")
    return answer or (
        page("ours/practices/end_probe.html", form=form, probe=probe, how="adapt"),
        code_of(form),
    )


@bp.route("/probes/<uuid:probe_id>/adopt", methods=["GET", "POST"])
@open_to(Role.WORKER)
def adopt_probe(probe_id: UUID) -> ResponseReturnValue:
    """Make what was found a procedure, with the names of those who found it."""
    actor, probe = current_actor(), _to_be_ended(probe_id)
    form = AdoptProbeForm(data={"title": probe.title, "text": probe.what})
    if probe.unit_id:
        del form.unit_id  # a team's probe is its own already
    else:
        form.offer(teams_of(actor))

    def adopt() -> str:
        procedure = probes.adopt_probe(
            actor, queries.probe_for(probe_id), once=form.once.data or None, **form.answers()
        )
        return url_for(".show_procedure", procedure_id=procedure.id)

    answer = kept(form, adopt, "Adopted. It carries the names of those who found it.")
    return answer or (
        page("ours/practices/end_probe.html", form=form, probe=probe, how="adopt"),
        code_of(form),
    )


@bp.route("/probes/<uuid:probe_id>/propose", methods=["GET", "POST"])
@open_to(Role.WORKER)
def propose_from_probe(probe_id: UUID) -> ResponseReturnValue:
    """Choose which procedure is to say what was found. The probe runs on."""
    actor, probe = current_actor(), queries.probe_for(probe_id)
    require(policy.is_of(actor, probe, queries.signed_by(probe)), probes.NOT_OF_IT)
    form = ChooseProcedureForm()
    form.offer(in_use())
    if form.validate_on_submit():
        chosen = form.procedure_id.data
        return redirect(url_for(".propose", procedure_id=chosen, probe=probe_id), code=303)
    shown = page("ours/practices/end_probe.html", form=form, probe=probe, how="propose")
    return shown, code_of(form)


@bp.post("/probes/<uuid:probe_id>/take-up-again")
@open_to(Role.WORKER)
def take_probe_up_again(probe_id: UUID) -> ResponseReturnValue:
    """Let a probe run again that was let go."""
    with transaction(Database.ORGANISATION):
        probes.take_up_again(current_actor(), queries.probe_for(probe_id))
    say("It runs again.")
    return redirect(url_for(".show_probe", probe_id=probe_id), code=303)


def _to_be_ended(probe_id: UUID) -> Probe:
    """A probe that whoever is asking may end; whether it ended already, its form says.

    Raises:
        NotFound: there is none.
        Refused: it is not theirs to end.
    """
    actor, probe = current_actor(), queries.probe_for(probe_id)
    teams = [unit.id for unit in teams_of(actor)]
    may = policy.can_end(actor, probe, signed=queries.signed_by(probe), teams=teams)
    require(may, probes.NOT_THEIRS_TO_END)
    return probe
