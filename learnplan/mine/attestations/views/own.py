"""The owner's list of attestations: how often each was opened, another link, and the end."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.attestations import queries, services
from learnplan.mine.attestations.views.room import bp, link_to
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/attestations/")
@open_to(Role.WORKER)
def list_attestations() -> ResponseReturnValue:
    """Every attestation of the actor's, the latest first."""
    found = queries.attestations_of(current_actor())
    return page("mine/attestations/list.html", here="disclosures", attestations=found)


@bp.post("/attestations/<uuid:attestation_id>/stop")
@open_to(Role.WORKER)
def stop(attestation_id: UUID) -> ResponseReturnValue:
    """End one at once, for good."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        attestation = queries.attestation_for(actor, attestation_id)
        services.stop(actor, attestation)
    say(f"Ended: the link to “{attestation.title}” opens nothing any more.")
    return redirect(url_for(".list_attestations"), 303)


@bp.post("/attestations/<uuid:attestation_id>/replace")
@open_to(Role.WORKER)
def replace(attestation_id: UUID) -> ResponseReturnValue:
    """Make another link, shown once; the one before opens nothing any more."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        attestation = queries.attestation_for(actor, attestation_id)
        word = services.replace_link(actor, attestation)
    return page(
        "mine/attestations/made.html", here="disclosures", link=link_to(word), replaced=True
    )
