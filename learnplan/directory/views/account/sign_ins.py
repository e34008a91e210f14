"""Where one is signed in, and every way to end it."""

from uuid import UUID

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.directory import accounts
from learnplan.directory.services import signing_in
from learnplan.directory.signals import Act
from learnplan.directory.views.account.room import bp
from learnplan.directory.views.sign_in.room import tell
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/sign-ins")
@open_to(Role.WORKER)
def list_sign_ins() -> ResponseReturnValue:
    """Every browser that is signed in, this one first."""
    actor = current_actor()
    return page(
        "directory/account/list_sign_ins.html",
        sign_ins=accounts.sign_ins_of(actor.id, key=session["key"]),
        days=signing_in.LASTS.days,
    )


@bp.post("/sign-ins/<uuid:sign_in_id>/end")
@open_to(Role.WORKER)
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """Sign out one browser, wherever it is. Ending this one leads to the door."""
    actor = current_actor()
    with transaction(Database.ORGANISATION):
        signing_in.end_sign_in(actor.id, sign_in_id)
    tell(actor.id, Act.OUT_THERE)
    say("That browser is signed out.")
    return redirect(url_for(".list_sign_ins"), 303)


@bp.post("/sign-out-everywhere")
@open_to(Role.WORKER)
def go_out_everywhere() -> ResponseReturnValue:
    """Sign out of every browser, this one too."""
    person_id = current_actor().id
    with transaction(Database.ORGANISATION):
        signing_in.sign_out_everywhere(person_id)
    session.clear()
    tell(person_id, Act.OUT_EVERYWHERE)
    say("You are signed out everywhere.")
    return redirect(url_for("sign_in.come_in"), 303)
