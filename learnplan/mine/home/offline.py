"""What works when the network is away: the worker in the browser, and the one page it keeps."""

import json

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from learnplan.web import assets
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import mine_url, page

WORKER = "js/service-worker.js"
FILES = (
    "css/all.css",
    "js/all.js",
    "js/capture.js",
    "vendor/newsreader/newsreader-latin-500-normal.woff2",
)
"""The static files that the page without network is made of."""

bp = Blueprint("offline", __name__)


@bp.get("/service-worker.js")
@open_to_anybody
def send_worker() -> Response:
    """The worker, with the addresses of today's files in it: when one changes, so does it."""
    kept = [mine_url("/offline"), *(assets.asset(name) for name in FILES)]
    script = assets.load(WORKER).plain.decode()
    for blank, filled in (
        ('"./waiting.js"', assets.asset("js/waiting.js")),
        ('"VERSION"', f"learnplan-{assets.fingerprint()}"),
        ("[]", kept),
    ):
        script = script.replace(blank, json.dumps(filled), 1)
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
@open_to_anybody
def show() -> ResponseReturnValue:
    """What is shown instead of a page that cannot be reached. It is the same for everybody."""
    return page("mine/home/offline.html")
