"""Pages of the room: pictures, sheets and windows in Ours; in Mine, which sends mail, digests."""

from flask import Blueprint

bp = Blueprint("elsewhere", __name__, url_prefix="/performance/units")

from learnplan.ours.elsewhere.views import by_mail, pictures, windows  # noqa: E402 - they add to bp

__all__ = ["bp", "by_mail", "pictures", "windows"]
