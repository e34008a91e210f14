"""What may arrive at all: not more than a page needs, and text that any database can keep."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, g, request

View = TypeVar("View", bound=Callable[..., object])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let a view take ``size`` bytes: more than others from somebody who is signed in, or less."""

    def mark(view: View) -> View:
        view.takes_up_to = size  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return mark


def look_through(app: Flask) -> None:
    """Look at what was sent before anything else does."""

    @app.before_request
    def refuse_what_nobody_types() -> None:
        """Refuse forms without files that are as large as files, and the character NUL.

        Werkzeug reads a form without files whole, and PostgreSQL cannot keep NUL.
        """
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]
        else:
            view = app.view_functions.get(request.endpoint or "")
            usual = app.config["MAX_CONTENT_LENGTH"]
            most = getattr(view, "takes_up_to", usual)
            request.max_content_length = most if g.get("actor") is not None else min(most, usual)
        if "\0" in request.path or (_says_anything() and "\0" in _all_that_was_said()):
            abort(400)


def _says_anything() -> bool:
    """Whether more was sent than an address: most pages are opened by their address alone."""
    return bool(request.query_string or request.method != "GET")


def _all_that_was_said() -> str:
    return " ".join(word for _, words in request.values.lists() for word in words)
