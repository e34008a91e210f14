"""Passkeys of one's own: adding, naming and removing them."""

from uuid import UUID

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.directory import accounts
from learnplan.directory.forms import PasskeyForm, PasskeyNameForm
from learnplan.directory.services import passkeys, second_steps
from learnplan.directory.signals import Act
from learnplan.directory.views.account.recovery_codes import page_of_codes
from learnplan.directory.views.account.room import ask_for_proof, bp, changing, is_proved
from learnplan.directory.views.sign_in.room import ASKED, site
from learnplan.directory.words import Ceremony
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/passkeys", methods=["GET", "POST"])
@open_to(Role.WORKER)
def list_passkeys() -> ResponseReturnValue:
    """The passkeys there are; and the way to another one."""
    actor, here = current_actor(), site()
    form = PasskeyForm()
    if here is not None and form.validate_on_submit():
        if not is_proved():
            return ask_for_proof(url_for(".list_passkeys"))
        with transaction(Database.ORGANISATION):
            asked = passkeys.ask_to_add(actor, here)
        session[ASKED] = asked.challenge_id.hex
        return page(
            "directory/account/use_passkey.html",
            kind="create",
            over="Passkeys",
            title="Add a passkey",
            options=asked.options,
            answers_to=url_for(".add_passkey"),
            back=url_for(".list_passkeys"),
            values={"name": form.name.data or ""},
        )
    return _page(form, 422 if form.is_submitted() else 200)


@bp.post("/passkeys/answer")
@open_to(Role.WORKER)
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    actor, here = current_actor(), site()
    if here is None:
        raise NotFound("There are no passkeys here.")
    if not is_proved():
        return ask_for_proof(url_for(".list_passkeys"))
    asked = session.pop(ASKED, None)
    name = request.form.get("name", "")
    try:
        with transaction(Database.ORGANISATION):
            challenge = passkeys.take_challenge(
                Ceremony.ADD, UUID(hex=asked) if asked else None, person_id=actor.id
            )
        with changing(actor, Act.NEW_PASSKEY):
            answer = request.form.get("credential", "")
            passkeys.add(actor, here, challenge=challenge, answer=answer, name=name)
    except Invalid as trouble:
        form = PasskeyForm(formdata=None, data={"name": name})
        form.form_errors.append(str(trouble))
        return _page(form, 422)
    say("The passkey is added. You can sign in with it alone.")
    return redirect(url_for(".list_passkeys"), 303)


@bp.route("/passkeys/<uuid:passkey_id>/rename", methods=["GET", "POST"])
@open_to(Role.WORKER)
def rename_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Call a passkey something else. It opens what it opened."""
    actor = current_actor()
    passkey = accounts.passkey_for(actor.id, passkey_id)
    form = PasskeyNameForm(data={"name": passkey.name})
    if form.validate_on_submit():
        with transaction(Database.ORGANISATION):
            passkeys.rename(actor, passkey_id, name=form.name.data or "")
        say("Saved.")
        return redirect(url_for(".list_passkeys"), 303)
    return page("directory/account/rename_passkey.html", form=form, passkey=passkey), (
        422 if form.is_submitted() else 200
    )


@bp.post("/passkeys/<uuid:passkey_id>/remove")
@open_to(Role.WORKER)
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Let a passkey open nothing any more, at once."""
    actor = current_actor()
    if not is_proved():
        return ask_for_proof(url_for(".list_passkeys"))
    with changing(actor, Act.NO_PASSKEY):
        name = passkeys.remove(actor, passkey_id)
        second_steps.settle(actor.id)
    say(f"“{name}” opens nothing here any more. Your device may still show it: delete it there.")
    return redirect(url_for(".list_passkeys"), 303)


@bp.post("/passkeys/after-password")
@open_to(Role.WORKER)
def ask_after_password() -> ResponseReturnValue:
    """Have a passkey asked for after the password too, or let the password alone suffice."""
    actor, asked = current_actor(), request.form.get("asked") == "yes"
    if not is_proved():
        return ask_for_proof(url_for(".list_passkeys"))
    with changing(actor, Act.PASSKEY_TOO if asked else Act.PASSWORD_ALONE):
        codes = second_steps.ask_for_passkey(actor.id, asked=asked)
    if codes:
        return page_of_codes(codes)
    say("A passkey is asked for after your password." if asked else "Your password alone suffices.")
    return redirect(url_for(".list_passkeys"), 303)


def _page(form: PasskeyForm, code: int) -> tuple[str, int]:
    actor = current_actor()
    return page(
        "directory/account/list_passkeys.html",
        form=form,
        passkeys=accounts.passkeys_of(actor.id),
        ways=accounts.ways_in_of(actor.id),
        site=site(),
        proved=is_proved(),
    ), code
