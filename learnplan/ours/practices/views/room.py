"""The room's blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.ours.practices import policy
from learnplan.ours.practices.queries.keeping import ids_of_keepers
from learnplan.web.doors import current_actor
from learnplan.web.forms import Form
from learnplan.web.pages import say

bp = Blueprint("practices", __name__, url_prefix="/practices")


def i_keep(unit_id: UUID) -> bool:
    """Whether whoever is asking keeps the procedures of a unit."""
    actor = current_actor()
    keepers = ids_of_keepers(unit_id, on=clock.today(actor.time_zone))
    return policy.can_keep(actor, keepers)


def kept(form: Form, act: Callable[[], str], said: str) -> ResponseReturnValue | None:
    """Do what a form says and go to the address it leads to; None when something is wrong.

    What is wrong is beside its field then; what came between is said on top, and nothing typed
    is lost.
    """
    if not form.validate_on_submit():
        return None
    try:
        with transaction(Database.ORGANISATION):
            there = act()
    except Invalid as trouble:
        form.blame(trouble)
        return None
    except Conflict as trouble:
        form.form_errors.append(str(trouble))
        return None
    say(said)
    return redirect(there, code=303)


def code_of(form: Form) -> int:
    """What a page with a form answers: that something came between, is wrong, or is not."""
    if form.form_errors:
        return 409
    return 422 if form.errors else 200


class Text(Protocol):
    """Something that says all that a procedure does: a version of it, or a proposal."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def text(self) -> str:
        """How it is done, in Markdown."""

    @property
    def aid(self) -> str:
        """The short steps of its job aid, a line each."""


def lines_of(text: Text) -> str:
    """All of a text, so that whatever is different in it is seen."""
    aid = f"\n\nJob aid\n{text.aid}" if text.aid else ""
    return f"{text.title}\n\n{text.text}{aid}"
