"""Who is asking, and may they come in: asked before every view of either wing."""

from functools import partial
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, redirect, request, session
from flask.typing import ResponseReturnValue

from learnplan.core import languages
from learnplan.core.db import db
from learnplan.core.errors import Refused
from learnplan.directory import queries
from learnplan.web import again, errors
from learnplan.web.doors import ANYBODY, is_for_machines, opened_to
from learnplan.web.pages import mine_url

UNASKED = frozenset({"assets", "window"})
"""Where nobody is asked who they are, and no cookie is looked at."""
NOT_YOURS = "This page is for people with another role here. Your own record is yours as ever."


def ask_who_comes(app: Flask, *, own_time: bool) -> None:
    """Know who is at the door of ``app`` before anything else, so that every refusal knows too.

    In Mine it is the day that it is where somebody lives, written as they write it (``own_time``).
    Ours goes by the organisation's clock and language, so that its pages are the same for everyone.
    """

    @app.before_request
    def look() -> None:
        g.time_zone, g.language = app.config["TIME_ZONE"], app.config["LANGUAGE"]
        g.actor = None
        languages.speak(g.language)
        if request.blueprint in UNASKED:
            return
        ask = partial(
            queries.caller_with, session.get("key"), zone=g.time_zone, language=g.language
        )
        caller = ask()
        g.actor, g.demo, g.organisation = caller.actor, caller.is_demo, caller.organisation
        if caller.actor is not None:
            if own_time:
                g.time_zone, g.language = caller.actor.time_zone, caller.actor.language
            again.rests_on_who_asks(again.Ground(ask, caller))
        languages.speak(g.language)

    @app.teardown_request
    def let_go(_trouble: BaseException | None) -> None:
        db.session.remove()
        languages.speak(languages.USUAL)


def stand_at_the_door(app: Flask) -> None:
    """Let nobody into a view of ``app`` that does not say it is open to them."""

    @app.before_request
    def let_in() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None:
            return None  # nothing is there: the error page says so
        roles = opened_to(view)
        if roles is None:
            raise Refused(NOT_YOURS)
        if roles == ANYBODY:
            return None
        if g.actor is None:
            return _send_to_sign_in()
        if not g.actor.has(*roles):
            raise Refused(NOT_YOURS)
        return None


def _send_to_sign_in() -> Response:
    """Ask who it is, and remember where they were going, or what they wrote.

    Figures for machines get a plain no.
    """
    if is_for_machines(request.path):
        return make_response({"error": "Sign in first."}, 401)
    if request.method != "GET":
        kept = errors.say_one_is_signed_out()
        return kept or make_response(redirect(mine_url("/sign-in"), code=303))
    going = request.full_path.rstrip("?")
    there = request.script_root + going
    return make_response(redirect(f"{mine_url('/sign-in')}?{_next(there)}", code=303))


def _next(there: str) -> str:
    return urlencode({"next": there}) if there != "/" else ""
