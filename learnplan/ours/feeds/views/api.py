"""The door for programs: they are known by a token, never by a cookie, and answered in JSON."""

from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from learnplan.core.db import db
from learnplan.core.errors import Conflict, DomainError, Invalid
from learnplan.ours.feeds import openapi, pushing
from learnplan.ours.feeds.bodies import BODY_LIMIT, Unreadable
from learnplan.ours.feeds.pushing import NoToken
from learnplan.ours.feeds.whole import Wrong
from learnplan.web.arrivals import takes_up_to
from learnplan.web.doors import open_to_anybody

bp = Blueprint("api", __name__, url_prefix="/api/v1")
JSON = "application/json"
CODES: dict[type[DomainError], int] = {
    Unreadable: 400,
    NoToken: 401,
    Conflict: 409,
    Invalid: 422,
    Wrong: 422,
}


@bp.post("/observations")
@open_to_anybody
@takes_up_to(BODY_LIMIT)
def push() -> Response:
    """Keep what a program pushes, or say row by row why not."""
    if request.mimetype != JSON or request.headers.get("Content-Encoding"):
        return _answer({"error": f"Send it as {JSON}, not packed."}, 415)
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    key = request.headers.get("Idempotency-Key")
    answer, again = pushing.push(
        word.strip() if kind.casefold() == "bearer" else "", request.get_data(), key=key
    )
    response = _answer(answer, 200)
    if again:
        response.headers["Idempotency-Replayed"] = "true"
    return response


@bp.get("/openapi.json")
@open_to_anybody
def describe() -> Response:
    """What programs may ask here, as OpenAPI 3.1; nothing of the organisation is in it."""
    return _answer(openapi.document(current_app.config["ADDRESS"]), 200)


@bp.errorhandler(RequestEntityTooLarge)
def say_that_it_is_too_large(_trouble: RequestEntityTooLarge) -> Response:
    """How large a push may be, in place of what a file may."""
    return _answer({"error": f"A push is at most {BODY_LIMIT >> 20} MiB. Send it in parts."}, 413)


@bp.errorhandler(DomainError)
def say_why(trouble: DomainError) -> Response:
    """What was wrong, for a program and whoever reads its log.

    Raises:
        DomainError: it is one that every page answers alike.
    """
    db.session.rollback()
    code = CODES.get(type(trouble))
    if code is None:
        raise trouble
    said: dict[str, Any] = {"error": str(trouble)}
    if isinstance(trouble, Wrong):
        said["wrong"] = pushing.as_json(trouble.faults)
    response = _answer(said, code)
    if isinstance(trouble, NoToken):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _answer(said: dict[str, Any], code: int) -> Response:
    body = orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return Response(body, code, content_type=JSON)
