"""What mail one wants; and switching it off from a mail, without signing in."""

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import outbox
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.outbox import MailKind
from learnplan.directory import accounts
from learnplan.directory.forms import MailForm
from learnplan.directory.posting import ABOUT
from learnplan.directory.services.accounts import (
    choose_mail,
    switch_off,
    what_a_word_switches_off,
)
from learnplan.directory.views.account.room import bp
from learnplan.directory.views.sign_in.room import installation_key
from learnplan.web.doors import current_actor, open_to, open_to_anybody
from learnplan.web.pages import page, say

off = Blueprint("mail", __name__, url_prefix="/mail")


@bp.route("/mail", methods=["GET", "POST"])
@open_to(Role.WORKER)
def choose_kinds() -> ResponseReturnValue:
    """Each kind of mail, on or off."""
    actor = current_actor()
    wanted = {kind.value: on for kind, on in accounts.mail_wanted_by(actor.id).items()}
    form = MailForm(data=wanted)
    if outbox.is_open() and form.validate_on_submit():
        with transaction(Database.ORGANISATION):
            choose_mail(actor.id, {kind: form[kind.value].data for kind in MailKind})
        say("Saved.")
        return redirect(url_for(".choose_kinds"), 303)
    server = current_app.config["MAIL"]
    return page(
        "directory/account/mail.html",
        form=form,
        sender=server.sender if server else None,
        given_up=outbox.given_up_for(actor.id),
    )


@off.get("/off/<word>")
@open_to_anybody
def ask_for_less(word: str) -> ResponseReturnValue:
    """Programs that look through mail follow its links, so an address alone only asks."""
    _person_id, kind = what_a_word_switches_off(word, key=installation_key())
    return page("directory/mail_off.html", about=ABOUT[kind], word=word, done=False)


@off.post("/off/<word>")
@open_to_anybody
def send_less(word: str) -> ResponseReturnValue:
    """Switch a kind of mail off for whoever it was sent to.

    Mailers send this on their owner's behalf (RFC 8058), without a forgery token of ours: the
    signed word says what may be done, and that is all that can be.
    """
    person_id, kind = what_a_word_switches_off(word, key=installation_key())
    with transaction(Database.ORGANISATION):
        switch_off(person_id, kind)
    return page("directory/mail_off.html", about=ABOUT[kind], word=word, done=True)
