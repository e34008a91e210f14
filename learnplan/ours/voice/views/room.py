"""The room's blueprint, and what its pages share."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.web.forms import Form
from learnplan.web.pages import say

bp = Blueprint("voice", __name__, url_prefix="/voice")


def published(form: Form, write: Callable[[], UUID], said: str) -> ResponseReturnValue | None:
    """Write what a valid form says, and go to its thread; None where something is to put right."""
    try:
        with transaction(Database.ORGANISATION):
            thread_id = write()
    except Invalid as trouble:
        form.blame(trouble)
        return None
    except Conflict as trouble:
        form.blame(Invalid(str(trouble)))
        return None
    say(said)
    return redirect(url_for("voice.show_thread", thread_id=thread_id), 303)
