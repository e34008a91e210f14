"""From what went wrong to a page that says so. The only such mapping."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from learnplan.core.db import db
from learnplan.core.errors import FULL, Conflict, DomainError, Invalid, NoRoom, NotFound, Refused
from learnplan.web.doors import is_for_machines
from learnplan.web.pages import page

CODES: dict[type[DomainError], int] = {
    NotFound: 404,
    Refused: 403,
    Conflict: 409,
    Invalid: 422,
    NoRoom: 507,
}
UNSAID = ("password", "current", "csrf_token", "code")
"""What is never shown again, by the end of its field's name."""
A_SENTENCE = 4
"""Words: what is shorter, as a day or a title, is soon written again."""
NOWHERE = (
    "The address may be mistyped, the thing may be gone, or it may belong to someone who has not "
    "shared it. This page looks the same in all three cases, on purpose."
)
SENTENCES = {
    400: "Your browser sent something that cannot be read. Go back and try once more.",
    403: "This page is not yours to open.",
    404: NOWHERE,
    405: "This address cannot be used that way. Go back and use the buttons on the page.",
    413: "That is larger than Learnplan takes: 50 MiB a file. Split it, or leave out the pictures.",
    429: "Wait a few minutes, then try again. Nothing has changed.",
    500: "Something broke on our side. Nothing you had saved is lost. Go back and try once more.",
    503: "Learnplan is being looked after and opens again shortly. Nothing is lost.",
}
STALE = (
    "This page was open for too long, or you signed out in another window. Nothing was kept. "
    "Load the page again and send it once more."
)
SIGNED_OUT = "You are not signed in any more, so nothing was kept. Sign in and send it once more."
TITLES = {
    400: "That could not be read",
    401: "You are signed out",
    403: "Not yours to open",
    404: "There is nothing here",
    405: "Not that way",
    409: "It changed in the meantime",
    413: "Too large",
    422: "That cannot be kept",
    429: "Too many tries",
    500: "Something broke",
    503: "Closed for a moment",
    507: "There is no room left",
}


def _answer(
    code: int,
    sentence: str,
    *,
    typed: Sequence[tuple[str, str]] = (),
    written: Sequence[str] = (),
) -> Response:
    """A page in words, with what was ``typed`` to be sent again, or ``written`` to be copied."""
    if is_for_machines(request.path):
        return make_response(jsonify(error=sentence), code)
    values: dict[str, Any] = {"code": code, "title": TITLES.get(code, "That did not work")}
    return make_response(
        page("errors/error.html", sentence=sentence, typed=typed, written=written, **values), code
    )


def _typed() -> list[tuple[str, str]]:
    """What was sent with a form, so that it can be sent again: nobody types it twice."""
    return [
        (name, value) for name, value in request.form.items(multi=True) if not name.endswith(UNSAID)
    ]


def _written() -> list[str]:
    """The sentences in a form of ours, to be copied where it cannot be sent again as it is.

    Whose form it was, browsers say: no page of somebody else's puts words on ours.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    return [value for _, value in _typed() if len(value.split()) >= A_SENTENCE]


def say_one_is_signed_out() -> Response | None:
    """Give back what somebody wrote who is not signed in any more; None where nothing was."""
    written = _written()
    return _answer(401, SIGNED_OUT, written=written) if written else None


def handle(app: Flask) -> None:
    """Let ``app`` answer every failure with a page in words."""

    @app.errorhandler(DomainError)
    def say_why(trouble: DomainError) -> Response:
        db.session.rollback()
        code = CODES.get(type(trouble), 422)
        if isinstance(trouble, NoRoom):
            return _answer(code, str(trouble), typed=_typed())
        return _answer(code, NOWHERE if code == 404 else str(trouble))  # noqa: PLR2004 - the code itself

    @app.errorhandler(OSError)
    def say_that_it_is_full(trouble: OSError) -> Response:
        """A disk that is full while a form is still coming in; else it is a fault as any other.

        Raises:
            OSError: it was something else.
        """
        if trouble.errno not in FULL:
            raise trouble
        g.setdefault("time_zone", "UTC")
        return _answer(CODES[NoRoom], str(NoRoom()))

    @app.errorhandler(CSRFError)
    def say_it_is_stale(_trouble: CSRFError) -> Response:
        return _answer(400, STALE, written=_written())

    @app.errorhandler(HTTPException)
    def say_what_happened(trouble: HTTPException) -> Response | HTTPException:
        code = trouble.code or 500
        if code < 400 or trouble.response is not None:  # noqa: PLR2004 - redirects are not failures
            return trouble
        g.setdefault("time_zone", "UTC")
        allowed = ", ".join(sorted(getattr(trouble, "valid_methods", None) or ()))
        sentence = SENTENCES.get(code, trouble.description or "")
        if allowed and is_for_machines(request.path):
            sentence = f"This address takes {allowed}, and not {request.method}."
        answer = _answer(code, sentence)
        if allowed:
            answer.headers["Allow"] = allowed
        return answer
