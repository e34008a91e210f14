"""Choosing a password, and changing it."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import Invalid, Refused
from learnplan.directory import accounts
from learnplan.directory.forms import PasswordForm
from learnplan.directory.services import signing_in
from learnplan.directory.signals import Act
from learnplan.directory.views.account.room import ask_for_proof, bp, changing, is_proved
from learnplan.directory.views.sign_in.coming_in import CAME_BY_LINK, came_by_link_lately
from learnplan.directory.views.sign_in.room import who_knows
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/password", methods=["GET", "POST"])
@open_to(Role.WORKER)
def choose_password() -> ResponseReturnValue:
    """Set a password. The one before is asked for, unless a link let somebody in just now."""
    actor = current_actor()
    ways = accounts.ways_in_of(actor.id)
    asked = ways.has_password and not came_by_link_lately()
    if not ways.has_password and ways.passkeys and not is_proved():
        return ask_for_proof(url_for(".choose_password"))
    form = PasswordForm()
    if not asked:
        del form.current
    if form.validate_on_submit():
        try:
            if asked and who_knows(actor.email, form.current.data or "") != actor.id:
                raise Invalid("This is not your password now.", field="current")  # noqa: TRY301 - blamed below like what the service refuses
            with changing(actor, Act.NEW_PASSWORD):
                signing_in.choose_password(actor.id, form.password.data)
                signing_in.sign_out_everywhere(actor.id, but=session["key"])
        except Invalid as trouble:
            form.blame(trouble)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="current"))
        else:
            session.pop(CAME_BY_LINK, None)
            say("Your password is set. You were signed out everywhere else.")
            return redirect(url_for(".show"), 303)
    return page("directory/account/choose_password.html", form=form, has_password=asked), (
        422 if form.is_submitted() else 200
    )
