"""Being found as somebody who knows something: written, looked at, published, withdrawn."""

from uuid import UUID, uuid4

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.errors import NotFound
from learnplan.mine.roles import offering
from learnplan.mine.roles.forms import KnownForm
from learnplan.mine.roles.views.room import bp
from learnplan.ours.brokerage.queries import experts, roles
from learnplan.ours.brokerage.queries.roles import CompetencyPage
from learnplan.ours.brokerage.words import SHORT_LIMIT
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

PUBLISH, CHANGE = "publish", "change"
"""What somebody does with a preview; without either, they ask for one."""


@bp.get("/known/")
@open_to(Role.WORKER)
def list_known() -> str:
    """What I am found for; nothing, until I say so."""
    actor = current_actor()
    return page("mine/roles/list_known.html", offers=experts.offers_of(actor))


@bp.route("/known/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_offer() -> ResponseReturnValue:
    """Write what I would like to be found for. A competency's page leads here with its name."""
    competency_id = request.args.get("competency", type=UUID)
    named = roles.competency_for(competency_id) if competency_id else None
    about = named.name[:SHORT_LIMIT] if named else ""
    said = {"about": about, "competency": competency_id, "once": uuid4()}
    return _offer_page(KnownForm(data=said), "Be found for what you know")


@bp.route("/known/<uuid:expert_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_offer(expert_id: UUID) -> ResponseReturnValue:
    """Say it anew. What everyone sees stays as it is until that is published, too."""
    row = experts.offer_of(current_actor(), expert_id)
    there = roles.competencies_with([row.competency_key]).get(row.competency_key)
    said = {"about": row.about, "note": row.note, "competency": there.id if there else None}
    form = KnownForm(data={**said, "once": row.id})
    form.once.data = row.id
    return _offer_page(form, row.about)


@bp.post("/known/<uuid:expert_id>/withdraw")
@open_to(Role.WORKER)
def withdraw_offer(expert_id: UUID) -> ResponseReturnValue:
    """Be found by it no more."""
    offering.withdraw(current_actor(), expert_id)
    say(
        "Withdrawn. Nobody finds you by it from now on.",
        undo=url_for(".offer_again", expert_id=expert_id),
    )
    return redirect(url_for(".list_known"), 303)


@bp.post("/known/<uuid:expert_id>/offer-again")
@open_to(Role.WORKER)
def offer_again(expert_id: UUID) -> ResponseReturnValue:
    """Be found again by what I withdrew, word for word."""
    offering.offer_again(current_actor(), expert_id, whom=f"everyone at {g.organisation}")
    say(f"Published again. Everyone at {g.organisation} can find you by it.")
    return redirect(url_for(".list_known"), 303)


def _offer_page(form: KnownForm, title: str) -> ResponseReturnValue:
    """The form, or the preview of what it says, or, from there, the publication."""
    actor, act = current_actor(), request.form.get("act")
    competency = _competency(form)
    if not form.validate_on_submit() or act == CHANGE:
        code = 422 if form.errors else 200
        return page("mine/roles/write_known.html", form=form, heading=title), code
    offered = offering.offered_now(
        actor,
        about=form.about.data,
        note=form.note.data,
        competency_key=competency.key if competency else "",
    )
    expert_id = form.once.data or uuid4()
    if act == PUBLISH:
        whom = f"everyone at {g.organisation}"
        offering.publish(actor, expert_id, offered, whom=whom)
        say(f"Published. Everyone at {g.organisation} can find you by it.")
        return redirect(url_for(".list_known"), 303)
    person = experts.as_seen(actor, offered, expert_id, on=clock.today(actor.time_zone))
    return page("mine/roles/preview_known.html", form=form, person=person, competency=competency)


def _competency(form: KnownForm) -> CompetencyPage | None:
    """The competency that it is about, if it is there still."""
    try:
        return roles.competency_for(form.competency.data) if form.competency.data else None
    except NotFound:
        return None
