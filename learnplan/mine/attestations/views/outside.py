"""The page behind the link: open to anybody who has it, and leading nowhere else."""

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.mine.attestations import queries, services
from learnplan.mine.attestations.models import Attestation
from learnplan.mine.attestations.views.room import bp
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import page


@bp.get("/proof/<word>")
@open_to_anybody
def show(word: str) -> ResponseReturnValue:
    """What its owner chose to show. A wrong word, an ended and a stopped one are the same 404.

    That it was opened is written down first, as for every look; not when its owner opens it.
    """
    attestation = queries.attestation_behind(word)
    if request.method == "GET" and not _is_its_owner(attestation):
        with transaction(Database.LEARNING):
            attestation = queries.attestation_behind(word)
            services.count_opening(attestation, day=clock.today(current_app.config["TIME_ZONE"]))
    shown = page("mine/attestations/show.html", shown=queries.shown_of(attestation))
    return _for_nobody_else(make_response(shown))


def _is_its_owner(attestation: Attestation) -> bool:
    return g.actor is not None and g.actor.id == attestation.owner_id


def _for_nobody_else(response: Response) -> Response:
    """Not for search engines, nor to be told to whatever the page links to."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
