"""Pages of the room: tokens and addresses, for administrators; and the door for programs."""

from flask import Blueprint

bp = Blueprint("feeds", __name__, url_prefix="/performance/feeds")

from learnplan.ours.feeds.views import addresses, api, tokens  # noqa: E402 - they add to bp

__all__ = ["addresses", "api", "bp", "tokens"]
