"""Rendering: what every template can count on."""

import re
from datetime import date
from typing import Any

from flask import Flask, flash, g, render_template, request, session

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.web import assets, drawings, filters
from learnplan.web.forms import once
from learnplan.web.headers import nonce
from learnplan.web.unindented import Unindented

# More than this and the cookie grows too large; what is older has lost its point.
MOST_TO_SAY = 3
# What the navigation calls a room, where it is not the room's own name.
HERE = {
    "answers": "pulse",
    "by_mail": "account",
    "elsewhere": "performance",
    "home": "today",
    "sharing": "shared",
    "erasing": "export",
    "feeds": "performance",
    "exports": "export",
    "portability": "import",
    "portfolios": "export",
    "roles": "plan",
    "stories": "journal",
}


def page(template: str, **values: Any) -> str:
    """A whole page, for a view to return."""
    return render_template(template, **values)


def say(text: str, *, undo: str = "", link: tuple[str, str] | None = None) -> None:
    """What just happened, on the next page: with an address to undo it, or a link onward.

    ``link`` is (address, words); ``undo`` is an address that takes a POST.
    """
    message: dict[str, Any] = {"text": text}
    if undo:
        message["undo"] = undo
    if link:
        message["link"] = {"href": link[0], "words": link[1]}
    session["_flashes"] = session.get("_flashes", [])[1 - MOST_TO_SAY :]
    flash(message)  # type: ignore[arg-type]  # templates/parts/flash.html takes the mapping


def mine_url(path: str = "/") -> str:
    """The address of something in Mine, from either wing."""
    return path


def ours_url(path: str = "/") -> str:
    """The address of something in Ours, from either wing."""
    return f"/org{path}"


def inside(there: str) -> str:
    """The address somebody wants to go to, if it is on this site; else home.

    Browsers read a backslash as a slash and skip line ends, so neither may be in it.
    """
    return there if re.fullmatch(r"/(?!/)[^\\\x00-\x1f]*", there) else mine_url("/")


def this_day() -> date:
    """The day it is for whoever is asking."""
    return clock.today(g.time_zone)


def furnish(app: Flask, wing: str) -> None:
    """Give the templates of ``wing`` what they all use."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.globals.update(
        asset=assets.asset,
        icon=drawings.icon,
        mark=drawings.mark(),
        mine_url=mine_url,
        once=once,
        ours_url=ours_url,
        today=this_day,
        wing=wing,
    )
    app.jinja_env.filters.update(filters.ALL)

    @app.context_processor
    def whom_and_where() -> dict[str, Any]:
        actor: Actor | None = g.get("actor")
        return {
            "actor": actor,
            "demo": g.get("demo", False),
            "language": filters.language_here(),
            "here": HERE.get(request.blueprint or "", request.blueprint),
            "nonce": nonce(),
            "organisation": g.get("organisation", "Learnplan"),
        }
