"""The day it is where the organisation is, for what begins, or is shown, for everyone at once."""

from datetime import date

from flask import current_app

from learnplan.core import clock


def today() -> date:
    """The organisation's day."""
    return clock.today(current_app.config["TIME_ZONE"])
