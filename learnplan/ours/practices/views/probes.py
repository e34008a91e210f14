"""Pages of probes: what is tried, what was sensed, how its people respond."""

from typing import TypedDict, Unpack
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import require
from learnplan.core.places import Cursor
from learnplan.ours.practices import policy
from learnplan.ours.practices.forms.probes import (
    EditProbeForm,
    OfferForm,
    ProbeForm,
    ResponseForm,
    SensedForm,
)
from learnplan.ours.practices.queries import probes as queries
from learnplan.ours.practices.queries.probes import Which
from learnplan.ours.practices.queries.teams import teams_of
from learnplan.ours.practices.services import probes, signing
from learnplan.ours.practices.views.room import bp, code_of, kept
from learnplan.ours.practices.words import Mark
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say
from learnplan.web.saving import differing_from, said_now

SENSED, RESPONSE, OFFER = "sensed_", "response_", "offer_"
"""What sets apart the fields of the three forms on a probe's page."""


class Forms(TypedDict, total=False):
    """The forms of a probe's page, where one comes back with something to put right."""

    sensed: SensedForm
    response: ResponseForm
    offer: OfferForm


@bp.get("/probes/")
@open_to(Role.WORKER)
def list_probes() -> str:
    """The probes that run, or those that ended."""
    which = Which.ENDED if request.args.get("which") == Which.ENDED else Which.RUNNING
    after = Cursor.read(request.args.get("after", ""))
    found = queries.probes(which, after=after)
    return page(
        "ours/practices/list_probes.html",
        probes=found.rows,
        which=which,
        newest=url_for(".list_probes", which=which) if after else "",
        older=url_for(".list_probes", which=which, after=found.older) if found.older else "",
    )


@bp.route("/probes/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_probe() -> ResponseReturnValue:
    """Post a probe. It runs from then on."""
    actor, form = current_actor(), ProbeForm()
    form.offer(teams_of(actor))

    def post() -> str:
        probe = probes.post_probe(actor, once=form.once.data or None, **form.answers())
        return _address(probe.id)

    answer = kept(form, post, "Published. It runs from now on, and nobody has to agree.")
    return answer or (page("ours/practices/write_probe.html", form=form, probe=None), code_of(form))


@bp.get("/probes/<uuid:probe_id>")
@open_to(Role.WORKER)
def show_probe(probe_id: UUID) -> ResponseReturnValue:
    """A probe, what was sensed, how its people respond, and what came of it."""
    return _shown(probe_id)


@bp.route("/probes/<uuid:probe_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_probe(probe_id: UUID) -> ResponseReturnValue:
    """Say anew what is tried; of two windows, the later sees both texts."""
    actor, probe = current_actor(), queries.probe_for(probe_id)
    require(policy.wrote(actor, probe), signing.NOT_THE_AUTHOR)
    form = EditProbeForm(obj=probe)

    def rewrite() -> str:
        there = queries.probe_for(probe_id)
        probes.rewrite_probe(actor, there, version=form.version.data, **form.answers())
        return _address(probe_id)

    answer = kept(form, rewrite, "Published. Everyone sees it as it is now.")
    if answer:
        return answer
    probe, differing = queries.probe_for(probe_id), []
    if form.form_errors and probe.version != form.version.data:
        differing = differing_from(form, said_now(probe, form))
        form.version.data = probe.version  # saved again, it is meant
    shown = page("ours/practices/write_probe.html", form=form, probe=probe, differing=differing)
    return shown, code_of(form)


@bp.post("/probes/<uuid:probe_id>/<any('put', 'take-off'):move>-name")
@open_to(Role.WORKER)
def sign_probe(probe_id: UUID, move: str) -> ResponseReturnValue:
    """Put my own name to a probe, or take it off."""
    put = move == "put"
    with transaction(Database.ORGANISATION):
        act = probes.put_name_to if put else probes.take_name_off
        act(current_actor(), queries.probe_for(probe_id))
    say("Your name is on it, for everyone to see." if put else "Your name is off it.")
    return redirect(_address(probe_id), code=303)


@bp.post("/probes/<uuid:probe_id>/sensed")
@open_to(Role.WORKER)
def note_sensed(probe_id: UUID) -> ResponseReturnValue:
    """Note what I noticed."""
    form = SensedForm(prefix=SENSED)
    answer = _line(probe_id, form, Mark.SENSED, "Published. It stays with the probe.")
    return answer or _shown(probe_id, wrong=form, sensed=form)


@bp.post("/probes/<uuid:probe_id>/response")
@open_to(Role.WORKER)
def note_response(probe_id: UUID) -> ResponseReturnValue:
    """Say what we do about what was noticed."""
    form = ResponseForm(prefix=RESPONSE)
    answer = _line(probe_id, form, Mark.RESPONSE, "Published. It stays with the probe.")
    return answer or _shown(probe_id, wrong=form, response=form)


@bp.post("/probes/<uuid:probe_id>/offer")
@open_to(Role.WORKER)
def offer_support(probe_id: UUID) -> ResponseReturnValue:
    """Offer to support a probe; managers can. It runs without, too."""
    form = OfferForm(prefix=OFFER)
    answer = _line(probe_id, form, None, "Published, with your name. It binds nobody but you.")
    return answer or _shown(probe_id, wrong=form, offer=form)


def _line(
    probe_id: UUID, form: SensedForm | ResponseForm | OfferForm, mark: Mark | None, said: str
) -> ResponseReturnValue | None:
    """Add what a form says to a probe; an offer says itself what it is."""
    queries.probe_for(probe_id)  # what is not there is not there, whatever was sent

    def add() -> str:
        answers = form.answers() if mark is None else {**form.answers(), "mark": mark}
        probe = queries.probe_for(probe_id)
        probes.add_line(current_actor(), probe, once=form.once.data or None, **answers)
        return _address(probe_id)

    return kept(form, add, said)


def _shown(
    probe_id: UUID, *, wrong: Form | None = None, **forms: Unpack[Forms]
) -> ResponseReturnValue:
    """A probe's page, each form empty but for the one to put right."""
    actor, shown = current_actor(), queries.probe_page(probe_id)
    teams = [unit.id for unit in teams_of(actor)]
    return page(
        "ours/practices/show_probe.html",
        shown=shown,
        probe=shown.probe,
        form=wrong,
        sensed=forms.get("sensed") or SensedForm(formdata=None, prefix=SENSED),
        response=forms.get("response") or ResponseForm(formdata=None, prefix=RESPONSE),
        offer=forms.get("offer") or OfferForm(formdata=None, prefix=OFFER),
        me=actor.id,
        is_on=policy.is_of(actor, shown.probe, shown.signed),
        may_respond=policy.can_respond(actor, shown.probe, shown.signed),
        may_end=policy.can_end(actor, shown.probe, signed=shown.signed, teams=teams),
        may_offer=policy.can_offer(actor),
    ), code_of(wrong) if wrong is not None else 200


def _address(probe_id: UUID) -> str:
    return url_for(".show_probe", probe_id=probe_id)
