"""Coming in by a passkey alone. Whose it is, the passkey says: no address is typed."""

from flask import request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.directory import accounts
from learnplan.directory.services import passkeys
from learnplan.directory.services.passkeys import Site
from learnplan.directory.views.sign_in.room import (
    ASKED,
    bp,
    come_in,
    site,
    turned_away,
    who_answered,
)
from learnplan.directory.words import Ceremony, Way
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import page

NOT_VERIFIED = (
    "This passkey did not ask for a PIN, a finger or a face, and you have a second step. Sign in "
    "with your password; the passkey can be the second step."
)


@bp.post("/sign-in/passkey")
@open_to_anybody
def ask_for_passkey() -> ResponseReturnValue:
    """Have the browser ask for a passkey: a page with one button, that presses itself."""
    with transaction(Database.ORGANISATION):
        asked = passkeys.ask_for(Ceremony.SIGN_IN, _here())
    session[ASKED] = asked.challenge_id.hex
    there = request.args.get("next")
    return page(
        "directory/use_passkey.html",
        options=asked.options,
        answers_to=url_for(".come_in_by_passkey", next=there),
        back=url_for(".come_in", next=there),
    )


@bp.post("/sign-in/passkey/answer")
@open_to_anybody
def come_in_by_passkey() -> ResponseReturnValue:
    """Let in whom the passkey knows."""
    try:
        known = who_answered(Ceremony.SIGN_IN, _here())
    except Invalid as trouble:
        return turned_away(trouble)
    if not known.verified and accounts.ways_in_of(known.person_id).asks_second_step:
        return turned_away(Invalid(NOT_VERIFIED))
    return come_in(known.person_id, Way.PASSKEY)


def _here() -> Site:
    here = site()
    if here is None:
        raise NotFound("There are no passkeys here.")
    return here
