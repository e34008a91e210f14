"""Boards by mail, chosen by each for themselves. In Mine: nobody else sees who wants which."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import outbox
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.here import today
from learnplan.directory import accounts
from learnplan.ours.elsewhere import digests, queries
from learnplan.ours.elsewhere.forms import NEVER, DigestForm
from learnplan.ours.elsewhere.models import Rhythm
from learnplan.ours.performance import boards
from learnplan.ours.performance.views.boards import shelf
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

bp = Blueprint("by_mail", __name__, url_prefix="/account/boards")


@bp.get("/")
@open_to(Role.WORKER)
def list_digests() -> ResponseReturnValue:
    """The boards that come by mail."""
    actor, edition = current_actor(), shelf().edition
    found = [(edition.place(each.unit_id), each) for each in queries.digests_for(actor)]
    return page(
        "ours/elsewhere/digests.html",
        digests=sorted(found, key=lambda each: each[0].name),
        is_open=outbox.is_open(),
        wanted=accounts.mail_wanted_by(actor.id)[outbox.MailKind.BOARDS],
    )


@bp.route("/<uuid:unit_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def choose_digest(unit_id: UUID) -> ResponseReturnValue:
    """Have a unit's board sent each week, or when something changed; what it would say today."""
    actor, edition = current_actor(), shelf().edition
    board = boards.board(edition, unit_id)
    kept = queries.digest_for(actor, unit_id)
    form = DigestForm(rhythm=kept.rhythm.value if kept else NEVER)
    if outbox.is_open() and form.validate_on_submit():
        rhythm = None if form.rhythm.data == NEVER else Rhythm(form.rhythm.data)
        with transaction(Database.ORGANISATION):
            digests.choose(actor, unit_id, rhythm, edition=edition)
        say("Saved." if rhythm else "Saved. It is sent no more.")
        return redirect(url_for(".list_digests"), code=303)
    return page(
        "ours/elsewhere/choose_digest.html",
        form=form,
        board=board,
        letter=digests.letter(board, today()),
        sender=current_app.config["MAIL"],
    ), 422 if form.errors else 200
