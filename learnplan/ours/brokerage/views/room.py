"""The room's blueprint, and saving what a steward wrote."""

from flask import Blueprint

bp = Blueprint("brokerage", __name__, url_prefix="/brokerage")
