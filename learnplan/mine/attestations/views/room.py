"""The room's blueprint, and the address of a link."""

from flask import Blueprint, current_app, url_for

bp = Blueprint("attestations", __name__)


def link_to(word: str) -> str:
    """The whole address that an outsider opens."""
    return str(current_app.config["ADDRESS"]) + url_for("attestations.show", word=word)
