"""An authenticator app: set up with a picture or a secret, confirmed by a code."""

import pyotp
from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory import accounts
from learnplan.directory.forms import ConfirmForm
from learnplan.directory.services import authenticators, recovery_codes, second_steps, signing_in
from learnplan.directory.signals import Act
from learnplan.directory.views.account.recovery_codes import page_of_codes
from learnplan.directory.views.account.room import ask_for_proof, bp, changing, is_proved
from learnplan.directory.views.sign_in.room import installation_key
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

DOT = 5
"""Pixels, for each dot of the picture."""


@bp.get("/authenticator")
@open_to(Role.WORKER)
def show_authenticator() -> ResponseReturnValue:
    """Whether there is one, and what it is for."""
    ways = accounts.ways_in_of(current_actor().id)
    return page("directory/account/authenticator.html", ways=ways)


@bp.post("/authenticator")
@open_to(Role.WORKER)
def begin_authenticator() -> ResponseReturnValue:
    """Make a secret for an app to be given."""
    actor = current_actor()
    if not is_proved():
        return ask_for_proof(url_for(".show_authenticator"))
    with transaction(Database.ORGANISATION):
        authenticators.begin(actor.id, key=installation_key())
    return redirect(url_for(".confirm_authenticator"), 303)


@bp.route("/authenticator/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def confirm_authenticator() -> ResponseReturnValue:
    """Show the secret until a code confirms that an app has it; then codes are asked for."""
    actor = current_actor()
    if not is_proved():
        return ask_for_proof(url_for(".show_authenticator"))
    try:
        secret = authenticators.secret_to_confirm(actor.id, key=installation_key())
    except NotFound:
        return redirect(url_for(".show_authenticator"), 303)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                signing_in.count_code(actor.id)
            with changing(actor, Act.NEW_AUTHENTICATOR):
                authenticators.confirm(actor.id, form.code.data, key=installation_key())
                signing_in.forget_codes(actor.id)
                codes = recovery_codes.make(actor.id)
        except Invalid as trouble:
            form.blame(trouble)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="code"))
        else:
            return page_of_codes(codes)
    return page(
        "directory/account/set_up_authenticator.html",
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=_picture(secret, actor.email),
    ), (422 if form.is_submitted() else 200)


@bp.post("/authenticator/remove")
@open_to(Role.WORKER)
def remove_authenticator() -> ResponseReturnValue:
    """Ask for no codes any more."""
    actor = current_actor()
    if not is_proved():
        return ask_for_proof(url_for(".show_authenticator"))
    with changing(actor, Act.NO_AUTHENTICATOR):
        authenticators.remove(actor.id)
        second_steps.settle(actor.id)
    say("The authenticator is removed. Its codes are not asked for any more.")
    return redirect(url_for(".show_authenticator"), 303)


def _picture(secret: str, email: str) -> str:
    """The secret as a picture that an app can read from the screen, as the address of an image."""
    import segno  # noqa: PLC0415 - seldom needed

    uri = pyotp.TOTP(secret).provisioning_uri(
        name=email, issuer_name=f"Learnplan, {g.organisation}"
    )
    return str(segno.make(uri, micro=False).svg_data_uri(scale=DOT, light="#fff", border=4))
