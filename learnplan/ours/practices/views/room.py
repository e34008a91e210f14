"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("practices", __name__, url_prefix="/practices")
