"""The room's blueprint, and what changing how one comes in takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.directory.services import letters, signing_in
from learnplan.directory.signals import Act
from learnplan.directory.views.sign_in.room import tell
from learnplan.web.pages import say

bp = Blueprint("account", __name__, url_prefix="/account")


def is_proved() -> bool:
    """Whether whoever is here showed who they are a short while ago."""
    return signing_in.has_proved_lately(session["key"])


def ask_for_proof(back: str) -> Response:
    """Whoever may just have found an open browser shows first who they are; then ``back``."""
    if request.method == "POST":
        say("Show first that it is you. Then do it once more.")
    return redirect(url_for("account.show_who_i_am", next=back), 303)


@contextmanager
def changing(actor: Actor, act: Act) -> Iterator[None]:
    """A change to how the actor comes in: kept, told by mail, and told to the journal."""
    with transaction(Database.ORGANISATION):
        yield
        letters.tell_of_change(actor.id)
    tell(actor.id, act)
