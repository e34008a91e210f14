"""The page behind the link: open to anybody who has it, and leading nowhere else."""

from uuid import UUID

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue

from learnplan.core import here
from learnplan.core.db import Database, transaction
from learnplan.mine.attestations import queries, services
from learnplan.mine.attestations.models import Attestation
from learnplan.mine.attestations.views.room import bp
from learnplan.mine.evidence.views.sending import to_be_saved
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import page


@bp.get("/proof/<word>")
@open_to_anybody
def show(word: str) -> ResponseReturnValue:
    """What its owner chose to show. A wrong word, an ended and a stopped one are the same 404.

    That it was opened is written down first, as for every look; not when its owner opens it.
    """
    attestation = queries.attestation_behind(word)
    if _is_to_be_told(attestation):
        with transaction(Database.LEARNING):
            attestation = queries.attestation_behind(word)
            services.count_opening(attestation, day=here.today())
    shown = page("mine/attestations/show.html", shown=queries.shown_of(attestation), word=word)
    return _for_nobody_else(make_response(shown))


@bp.get("/proof/<word>/files/<uuid:evidence_id>")
@open_to_anybody
def send_file(word: str, evidence_id: UUID) -> ResponseReturnValue:
    """A file that its owner chose to go along, to be saved. Taking one counts as an opening."""
    attestation = queries.attestation_behind(word)
    file = queries.file_in(attestation, evidence_id)
    if _is_to_be_told(attestation):
        with transaction(Database.LEARNING):
            attestation = queries.attestation_behind(word)
            file = queries.file_in(attestation, evidence_id)
            services.count_opening(attestation, day=here.today())
    return _for_nobody_else(to_be_saved(file))


def _is_to_be_told(attestation: Attestation) -> bool:
    """Whether this is a look of somebody else's, and more than a question whether it is there."""
    return request.method == "GET" and not _is_its_owner(attestation)


def _is_its_owner(attestation: Attestation) -> bool:
    return g.actor is not None and g.actor.id == attestation.owner_id


def _for_nobody_else(response: Response) -> Response:
    """Not for search engines, nor to be told to whatever the page links to."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
