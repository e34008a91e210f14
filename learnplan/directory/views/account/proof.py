"""Showing once more who one is, before how one comes in is changed."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory import accounts
from learnplan.directory.forms import ProofForm
from learnplan.directory.services import passkeys, second_steps, signing_in
from learnplan.directory.views.account.room import bp
from learnplan.directory.views.sign_in.room import (
    ASKED,
    installation_key,
    site,
    who_answered,
    who_knows,
)
from learnplan.directory.words import Ceremony
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import inside, page

NOT_A_CODE = "That is not a code of the moment, nor a recovery code that was not used yet."


@bp.route("/prove", methods=["GET", "POST"])
@open_to(Role.WORKER)
def show_who_i_am() -> ResponseReturnValue:
    """By password, with the second step if there is one; or by passkey."""
    actor = current_actor()
    form = _form(actor)
    if form.validate_on_submit():
        try:
            _must_be(actor, form)
        except Invalid as trouble:
            form.blame(trouble)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="current"))
        else:
            return _proved()
    return _page(actor, form, 422 if form.is_submitted() else 200)


@bp.post("/prove/passkey")
@open_to(Role.WORKER)
def ask_who_i_am() -> ResponseReturnValue:
    """Have the browser ask for one of the actor's passkeys."""
    actor, here = current_actor(), site()
    if here is None or not accounts.passkeys_of(actor.id):
        raise NotFound("There is no passkey to ask for.")
    with transaction(Database.ORGANISATION):
        asked = passkeys.ask_for(Ceremony.PROVE, here, person_id=actor.id)
    session[ASKED] = asked.challenge_id.hex
    there = request.args.get("next")
    return page(
        "directory/account/use_passkey.html",
        kind="get",
        over="Account",
        title="Show that it is you",
        options=asked.options,
        answers_to=url_for(".answer_who_i_am", next=there),
        back=url_for(".show_who_i_am", next=there),
        values={},
    )


@bp.post("/prove/passkey/answer")
@open_to(Role.WORKER)
def answer_who_i_am() -> ResponseReturnValue:
    """It is who it was, if the passkey is theirs."""
    actor, here = current_actor(), site()
    if here is None:
        raise NotFound("There are no passkeys here.")
    try:
        who_answered(Ceremony.PROVE, here, person_id=actor.id)
    except Invalid as trouble:
        form = _form(actor, typed=False)
        form.form_errors.append(str(trouble))
        return _page(actor, form, 422)
    return _proved()


def _form(actor: Actor, *, typed: bool = True) -> ProofForm:
    form = ProofForm() if typed else ProofForm(formdata=None)
    if not accounts.ways_in_of(actor.id).asks_second_step:
        del form.code
    return form


def _must_be(actor: Actor, form: ProofForm) -> None:
    """Go on only if the password, and the code where one is asked for, are the actor's.

    Raises:
        Invalid: one of them is not.
        Refused: there were too many tries.
    """
    if who_knows(actor.email, form.current.data) != actor.id:
        raise Invalid("This is not your password.", field="current")
    if "code" in form:
        with transaction(Database.ORGANISATION):
            signing_in.count_code(actor.id)
        with transaction(Database.ORGANISATION):
            way = second_steps.way_of_code(actor.id, form.code.data or "", key=installation_key())
        if way is None:
            raise Invalid(NOT_A_CODE, field="code")


def _proved() -> Response:
    with transaction(Database.ORGANISATION):
        session["key"] = signing_in.prove(session["key"])
    return redirect(inside(request.args.get("next") or url_for(".show")), 303)


def _page(actor: Actor, form: ProofForm, code: int) -> tuple[str, int]:
    ways = accounts.ways_in_of(actor.id)
    return page("directory/account/prove.html", form=form, ways=ways, site=site()), code
