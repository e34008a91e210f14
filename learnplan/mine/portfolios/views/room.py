"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("portfolios", __name__, url_prefix="/portfolios")
