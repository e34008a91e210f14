"""Rendering: what every template can count on."""

from datetime import date
from typing import Any

from flask import Flask, g, render_template, request, session

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.web import assets, filters
from learnplan.web.forms import once
from learnplan.web.headers import nonce

WINGS = ("mine", "ours")


def page(template: str, **values: Any) -> str:
    """A whole page, for a view to return."""
    return render_template(template, **values)


def mine_url(path: str = "/") -> str:
    """The address of something in Mine, from either wing."""
    return path


def ours_url(path: str = "/") -> str:
    """The address of something in Ours, from either wing."""
    return f"/org{path}"


def this_day() -> date:
    """The day it is for whoever is asking."""
    return clock.today(g.time_zone)


def furnish(app: Flask, wing: str) -> None:
    """Give the templates of ``wing`` what they all use."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        mine_url=mine_url,
        nonce=nonce,
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
            "here": request.blueprint or "",
            "organisation": g.get("organisation", "Learnplan"),
            "session_is_new": session.new,
        }
