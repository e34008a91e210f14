"""Changing what is said of evidence, whether it goes along, its place, and letting it go."""

from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.evidence import queries, services
from learnplan.mine.evidence.forms import REWRITING, said_of
from learnplan.mine.evidence.views.room import back_to, bp
from learnplan.mine.sharing.queries import shares_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import save

ALONG = "along"


@bp.route("/<uuid:evidence_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def rewrite_evidence(evidence_id: UUID) -> ResponseReturnValue:
    """Say anew what it is. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    evidence = queries.evidence_for(actor, evidence_id)
    form = REWRITING[evidence.kind](data=said_of(evidence))

    def write() -> None:
        kept = queries.evidence_for(actor, evidence_id)
        services.rewrite_evidence(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_of(queries.evidence_for(actor, evidence_id))

    outcome = save(Database.LEARNING, form, write, again=again)
    evidence = queries.evidence_for(actor, evidence_id)
    if outcome.saved:
        say("Saved.")
        return back_to(evidence.item_kind, evidence.item_id)
    shown = page(
        "mine/evidence/rewrite.html",
        form=form,
        evidence=evidence,
        differing=outcome.differing,
        readers=shares_of(actor, evidence.item_kind, evidence.item_id)
        if evidence.goes_along
        else [],
    )
    return shown, outcome.code


@bp.post("/<uuid:evidence_id>/goes")
@open_to(Role.WORKER)
def let_go_along(evidence_id: UUID) -> ResponseReturnValue:
    """Say whether it goes along when what it is attached to is shared."""
    actor, goes_along = current_actor(), request.form.get("goes") == ALONG
    with transaction(Database.LEARNING):
        evidence = queries.evidence_for(actor, evidence_id)
        services.let_go_along(actor, evidence, goes_along=goes_along)
    say(
        f"It goes along with this {evidence.item_kind} now."
        if goes_along
        else "Only you can see it now."
    )
    return back_to(evidence.item_kind, evidence.item_id)


@bp.post("/<uuid:evidence_id>/up", defaults={"places": -1})
@bp.post("/<uuid:evidence_id>/down", defaults={"places": 1})
@open_to(Role.WORKER)
def move_evidence(evidence_id: UUID, places: int) -> ResponseReturnValue:
    """Change places with the piece above or below."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        evidence = queries.evidence_for(actor, evidence_id)
        services.move_evidence(actor, evidence, places=places)
    return back_to(evidence.item_kind, evidence.item_id)


@bp.post("/<uuid:evidence_id>/remove")
@open_to(Role.WORKER)
def remove_evidence(evidence_id: UUID) -> ResponseReturnValue:
    """Take it away; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        evidence = queries.evidence_for(actor, evidence_id)
        services.remove_evidence(actor, evidence)
    say("Removed.", undo=url_for(".restore_evidence", evidence_id=evidence_id))
    return back_to(evidence.item_kind, evidence.item_id)


@bp.post("/<uuid:evidence_id>/restore")
@open_to(Role.WORKER)
def restore_evidence(evidence_id: UUID) -> ResponseReturnValue:
    """Bring it back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        evidence = queries.removed_evidence_for(actor, evidence_id)
        services.restore_evidence(actor, evidence)
    say("It is back, as it was.")
    return back_to(evidence.item_kind, evidence.item_id)
