"""The second step: whoever knew the password shows that they have something too."""

from uuid import UUID

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory import accounts
from learnplan.directory.forms import CodeForm
from learnplan.directory.services import passkeys, recovery_codes, second_steps, signing_in
from learnplan.directory.views.sign_in.room import (
    ASKED,
    HALF,
    begin_sign_in,
    bp,
    installation_key,
    let_in,
    site,
    turned_away,
    who_answered,
)
from learnplan.directory.words import Ceremony, Way
from learnplan.web.doors import open_to_anybody
from learnplan.web.filters import count
from learnplan.web.pages import page, say

TOO_LONG = "That took too long. Begin again with your password."
WRONG = "That is not a code of the moment, nor a recovery code that was not used yet."


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@open_to_anybody
def take_second_step() -> ResponseReturnValue:
    """Ask for a code, or for one of the recovery codes."""
    person_id = _half_way()
    if person_id is None:
        return turned_away(Invalid(TOO_LONG)) if request.method == "POST" else _to_the_door()
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        try:
            way = _way_of(person_id, form.code.data)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="code"))
            status = 429
        else:
            if way is not None:
                return _complete(way)
            form.blame(Invalid(WRONG, field="code"))
    if form.is_submitted() and status == 200:  # noqa: PLR2004 - the code itself
        status = 422
    ways = accounts.ways_in_of(person_id)
    return page("directory/second_step.html", form=form, ways=ways, site=site()), status


@bp.post("/sign-in/second-step/passkey")
@open_to_anybody
def ask_for_passkey_too() -> ResponseReturnValue:
    """Have the browser ask for one of the passkeys of whoever knew the password."""
    person_id, here = _half_way(), site()
    if person_id is None or here is None:
        return turned_away(Invalid(TOO_LONG))
    with transaction(Database.ORGANISATION):
        asked = passkeys.ask_for(Ceremony.SECOND_STEP, here, person_id=person_id)
    session[ASKED] = asked.challenge_id.hex
    there = request.args.get("next")
    return page(
        "directory/use_passkey.html",
        options=asked.options,
        answers_to=url_for(".answer_second_step", next=there),
        back=url_for(".take_second_step", next=there),
    )


@bp.post("/sign-in/second-step/passkey/answer")
@open_to_anybody
def answer_second_step() -> ResponseReturnValue:
    """Let in whoever knew the password and has the passkey."""
    person_id, here = _half_way(), site()
    if person_id is None or here is None:
        return turned_away(Invalid(TOO_LONG))
    try:
        who_answered(Ceremony.SECOND_STEP, here, person_id=person_id)
    except Invalid as trouble:
        form = CodeForm(formdata=None)
        form.form_errors.append(str(trouble))
        ways = accounts.ways_in_of(person_id)
        return page("directory/second_step.html", form=form, ways=ways, site=here), 422
    return _complete(Way.PASSWORD_AND_PASSKEY)


def _half_way() -> UUID | None:
    """Who has come half way in this browser, if that has not ended."""
    word = session.get(HALF)
    return second_steps.half_way(word) if isinstance(word, str) else None


def _way_of(person_id: UUID, code: str) -> Way | None:
    """Which way in a code is, if it is one. The try is counted first, and for good.

    Raises:
        Refused: there were too many lately.
    """
    with transaction(Database.ORGANISATION):
        signing_in.count_code(person_id)
    with transaction(Database.ORGANISATION):
        return second_steps.way_of_code(person_id, code, key=installation_key())


def _complete(way: Way) -> ResponseReturnValue:
    try:
        with transaction(Database.ORGANISATION):
            person_id = second_steps.complete(session.pop(HALF, ""))
            begun = begin_sign_in(person_id, way)
            left = recovery_codes.left(person_id)
    except NotFound as too_late:
        return turned_away(Invalid(str(too_late)))
    if way is Way.PASSWORD_AND_RECOVERY_CODE:
        say(
            f"You used a recovery code. It is worth nothing now; {count(left, 'code')} left.",
            link=(url_for("account.show_recovery_codes"), "Recovery codes"),
        )
    return let_in(person_id, way, begun)


def _to_the_door() -> ResponseReturnValue:
    return redirect(url_for(".come_in", next=request.args.get("next")), 303)
