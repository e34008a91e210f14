"""Pages of proposals: what would be different, where it is tried, and what was decided by when."""

from typing import TypedDict, Unpack
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import require
from learnplan.core.places import Cursor
from learnplan.directory import queries as directory
from learnplan.ours.practices import policy
from learnplan.ours.practices.differences import differences
from learnplan.ours.practices.forms.proposals import (
    AdaptForm,
    AdoptForm,
    DeclineForm,
    LineForm,
    ProposalForm,
    TrialForm,
)
from learnplan.ours.practices.queries import proposals as queries
from learnplan.ours.practices.queries.keeping import keepers_of
from learnplan.ours.practices.queries.probes import probe_for, probe_page
from learnplan.ours.practices.queries.procedures import latest_of, procedure_for, version_of
from learnplan.ours.practices.queries.proposals import Which
from learnplan.ours.practices.services import procedures, proposals, signing
from learnplan.ours.practices.views.room import bp, code_of, i_keep, kept, lines_of
from learnplan.ours.practices.words import Aside
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, this_day
from learnplan.web.saving import differing_from, said_now

COMMENT, NOTICED, TRIAL, ADOPT, DECLINE = "comment_", "noticed_", "trial_", "adopt_", "decline_"
"""What sets apart the fields of the forms on a proposal's page."""


class Forms(TypedDict, total=False):
    """The forms of a proposal's page, where one comes back with something to put right."""

    comment: LineForm
    noticed: LineForm
    trial: TrialForm
    adopt: AdoptForm
    decline: DeclineForm


@bp.get("/proposals/")
@open_to(Role.WORKER)
def list_proposals() -> str:
    """What waits for a decision, what is due first at the top; or what was decided."""
    which = Which.DECIDED if request.args.get("which") == Which.DECIDED else Which.WAITING
    if which is Which.DECIDED:
        found = queries.decided(after=Cursor.read(request.args.get("after", "")))
        rows, further = found.rows, str(found.older or "")
    else:
        waiting, last = queries.waiting(after=request.args.get("after", type=UUID))
        rows, further = tuple(waiting), str(last or "")
    return page(
        "ours/practices/list_proposals.html",
        proposals=rows,
        which=which,
        first=url_for(".list_proposals", which=which) if "after" in request.args else "",
        further=url_for(".list_proposals", which=which, after=further) if further else "",
        now=this_day(),
    )


@bp.route("/procedures/<uuid:procedure_id>/propose", methods=["GET", "POST"])
@open_to(Role.WORKER)
def propose(procedure_id: UUID) -> ResponseReturnValue:
    """Propose another text for a procedure; perhaps one that was found in a ``probe``."""
    actor, procedure = current_actor(), procedure_for(procedure_id)
    said, probe_id = latest_of(procedure), request.args.get("probe", type=UUID)
    probe = probe_page(probe_id) if probe_id else None
    form = ProposalForm(
        data={
            "title": said.title,
            "text": said.text,
            "aid": said.aid,
            "base": said.number,
            "why": f"Found by trying: “{probe.probe.title}”." if probe else "",
        }
    )

    def post() -> str:
        proposal = proposals.propose(
            actor,
            procedure_for(procedure_id),
            base=form.base.data,
            probe=probe_for(probe_id) if probe_id else None,
            once=form.once.data or None,
            **form.answers(),
        )
        return _address(proposal.id)

    answer = kept(form, post, "Proposed. Everyone sees by when it is decided.")
    return answer or (
        page(
            "ours/practices/write_proposal.html",
            form=form,
            procedure=procedure,
            proposal=None,
            found=probe,
        ),
        code_of(form),
    )


@bp.get("/proposals/<uuid:proposal_id>")
@open_to(Role.WORKER)
def show_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """A proposal: what would be different, what people say to it, and its decision."""
    return _shown(proposal_id)


@bp.route("/proposals/<uuid:proposal_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Change what I propose, or bring it up to date with what the procedure has become."""
    actor, proposal = current_actor(), queries.proposal_for(proposal_id)
    require(policy.wrote(actor, proposal), signing.NOT_THE_AUTHOR)
    procedure = procedure_for(proposal.procedure_id)
    form = ProposalForm(obj=proposal)
    if not form.is_submitted():
        form.base.data = procedure.version  # what it is written on from now on: shown beside it

    def rewrite() -> str:
        proposals.rewrite_proposal(
            actor,
            queries.proposal_for(proposal_id),
            version=form.version.data,
            base=form.base.data,
            **form.answers(),
        )
        return _address(proposal_id)

    answer = kept(form, rewrite, "Published. The day of the decision stays.")
    if answer:
        return answer
    proposal, differing = queries.proposal_for(proposal_id), []
    if form.form_errors and proposal.version != form.version.data:
        differing = differing_from(form, said_now(proposal, form))
        form.version.data = proposal.version  # published again, it is meant
    procedure = procedure_for(proposal.procedure_id)
    before, now = version_of(procedure, proposal.base), latest_of(procedure)
    moved = before.number != now.number
    shown = page(
        "ours/practices/write_proposal.html",
        form=form,
        procedure=procedure,
        proposal=proposal,
        differing=differing,
        moved=differences(lines_of(before), lines_of(now)) if moved else [],
        now_says=now if moved else None,
    )
    return shown, code_of(form)


@bp.post("/proposals/<uuid:proposal_id>/comments")
@open_to(Role.WORKER)
def comment_on_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Comment on a proposal."""
    form = LineForm(prefix=COMMENT)
    answer = _line(proposal_id, form, Aside.COMMENT)
    return answer or _shown(proposal_id, wrong=form, comment=form)


@bp.post("/proposals/<uuid:proposal_id>/noticed")
@open_to(Role.WORKER)
def note_on_trial(proposal_id: UUID) -> ResponseReturnValue:
    """Say what I noticed on the trial."""
    form = LineForm(prefix=NOTICED)
    answer = _line(proposal_id, form, Aside.NOTICED)
    return answer or _shown(proposal_id, wrong=form, noticed=form)


@bp.post("/proposals/<uuid:proposal_id>/trial")
@open_to(Role.STEWARD)
def put_on_trial(proposal_id: UUID) -> ResponseReturnValue:
    """Put a proposal on trial in a unit, until a day."""
    queries.proposal_for(proposal_id)
    form = TrialForm(prefix=TRIAL)
    form.offer(directory.units())

    def put() -> str:
        there = queries.proposal_for(proposal_id)
        proposals.put_on_trial(current_actor(), there, **form.answers())
        return _address(proposal_id)

    answer = kept(form, put, "On trial. Everyone sees where, and until when.")
    return answer or _shown(proposal_id, wrong=form, trial=form)


@bp.post("/proposals/<uuid:proposal_id>/adopt")
@open_to(Role.STEWARD)
def adopt_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Adopt a proposal as it is."""
    queries.proposal_for(proposal_id)
    form = AdoptForm(prefix=ADOPT)

    def adopt() -> str:
        there = queries.proposal_for(proposal_id)
        proposals.adopt(current_actor(), there, version=form.version.data, **form.answers())
        return _address(proposal_id)

    answer = kept(form, adopt, "Adopted. The procedure says it now, with the name of who found it.")
    return answer or _shown(proposal_id, wrong=form, adopt=form)


@bp.post("/proposals/<uuid:proposal_id>/decline")
@open_to(Role.STEWARD)
def decline_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Decline a proposal, with a reason."""
    queries.proposal_for(proposal_id)
    form = DeclineForm(prefix=DECLINE)

    def decline() -> str:
        there = queries.proposal_for(proposal_id)
        proposals.decline(current_actor(), there, **form.answers())
        return _address(proposal_id)

    answer = kept(form, decline, "Declined. Everyone sees the reason.")
    return answer or _shown(proposal_id, wrong=form, decline=form)


@bp.route("/proposals/<uuid:proposal_id>/adapt", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def adapt_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Let the procedure say something near what is proposed."""
    actor, proposal = current_actor(), queries.proposal_for(proposal_id)
    procedure = procedure_for(proposal.procedure_id)
    require(i_keep(procedure.unit_id), procedures.NOT_A_KEEPER)
    form = AdaptForm(
        data={
            "title": proposal.title,
            "text": proposal.text,
            "aid": proposal.aid,
            "base": procedure.version,
            "version": proposal.version,
        }
    )

    def adapt() -> str:
        proposals.adapt(
            actor,
            queries.proposal_for(proposal_id),
            version=form.version.data,
            base=form.base.data,
            **form.answers(),
        )
        return _address(proposal_id)

    answer = kept(form, adapt, "Published. It carries the name of who proposed it.")
    if answer:
        return answer
    shown = queries.proposal_page(proposal_id)
    form.base.data, form.version.data = shown.procedure.version, shown.proposal.version
    now = latest_of(shown.procedure)
    return page(
        "ours/practices/adapt_proposal.html",
        form=form,
        shown=shown,
        now_says=now,
        lines=differences(lines_of(now), lines_of(shown.proposal)),
    ), code_of(form)


def _line(proposal_id: UUID, form: LineForm, aside: Aside) -> ResponseReturnValue | None:
    queries.proposal_for(proposal_id)  # what is not there is not there, whatever was sent

    def add() -> str:
        proposals.add_line(
            current_actor(),
            queries.proposal_for(proposal_id),
            aside=aside,
            once=form.once.data or None,
            **form.answers(),
        )
        return _address(proposal_id)

    return kept(form, add, "Published.")


def _shown(
    proposal_id: UUID, *, wrong: Form | None = None, **forms: Unpack[Forms]
) -> ResponseReturnValue:
    """A proposal's page, each form empty but for the one to put right."""
    actor, shown = current_actor(), queries.proposal_page(proposal_id)
    proposal, procedure = shown.proposal, shown.procedure
    before = version_of(procedure, proposal.base)
    trial = forms.get("trial") or TrialForm(formdata=None, prefix=TRIAL)
    trial.offer(directory.units())
    adopt = forms.get("adopt") or AdoptForm(formdata=None, prefix=ADOPT)
    adopt.version.data = proposal.version
    return page(
        "ours/practices/show_proposal.html",
        shown=shown,
        proposal=proposal,
        procedure=procedure,
        form=wrong,
        comment=forms.get("comment") or LineForm(formdata=None, prefix=COMMENT),
        noticed=forms.get("noticed") or LineForm(formdata=None, prefix=NOTICED),
        trial=trial,
        adopt=adopt,
        decline=forms.get("decline") or DeclineForm(formdata=None, prefix=DECLINE),
        lines=differences(lines_of(before), lines_of(proposal)),
        became=version_of(procedure, proposal.became) if proposal.became else None,
        keepers=keepers_of(procedure.unit_id, on=this_day()),
        keeps=i_keep(procedure.unit_id),
        late=queries.days_late(proposal, this_day()),
        me=actor.id,
        mine=policy.wrote(actor, proposal),
    ), code_of(wrong) if wrong is not None else 200


def _address(proposal_id: UUID) -> str:
    return url_for(".show_proposal", proposal_id=proposal_id)
