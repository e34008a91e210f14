"""The list of asks and offers: lines without names, what is written to them, and the answers."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.places import Cursor
from learnplan.mine.circles.forms.finding import NoteForm, NoticeForm
from learnplan.mine.circles.queries import notices as queries
from learnplan.mine.circles.services import lines, notices
from learnplan.mine.circles.views.room import bp
from learnplan.mine.circles.words import Side
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import one_line
from learnplan.web.pages import page, say

LONGEST_TITLE = 160
"""Of what somebody asks about from another page: the rest of a line is left for their words."""
ANSWERS = {
    "accept": (notices.accept_reply, "You know each other’s name now."),
    "decline": (notices.decline_reply, "Declined. Nobody is told."),
    "block": (
        notices.block_writer,
        "Declined. You read nothing more from whoever wrote it, and nobody is told.",
    ),
}


@bp.get("/notices")
@open_to(Role.WORKER)
def list_notices() -> ResponseReturnValue:
    """What others ask and offer; what is written to my lines, and what I wrote."""
    actor = current_actor()
    said = request.args.get("side", "")
    side = next((each for each in Side if each == said), None)
    after = Cursor.read(request.args.get("after", ""))
    found = queries.notices(actor, side=side, after=after)
    return page(
        "mine/circles/list_notices.html",
        notices=found.rows,
        hidden=queries.count_of_hidden(actor),
        blocked=queries.count_of_blocked(actor),
        own=queries.own_notices(actor),
        answers=queries.replies_to(actor),
        written=queries.replies_by(actor),
        side=side,
        newest=url_for(".list_notices", side=side) if after else "",
        older=url_for(".list_notices", side=side, after=found.older) if found.older else "",
    )


@bp.route("/notices/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_notice() -> ResponseReturnValue:
    """Put a line on the list, without my name. A procedure's page leads here with its title."""
    about = one_line(request.args.get("about"))[:LONGEST_TITLE]
    side = Side.ASK if request.args.get("side") == Side.ASK else Side.OFFER
    form = NoticeForm(data={"side": side, "text": side.to_apply(about) if about else ""})
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            notices.post_notice(current_actor(), once=form.once.data or None, **form.answers())
        say("It goes on the list tomorrow, without your name.")
        return redirect(url_for(".list_notices"), 303)
    return page("mine/circles/new_notice.html", form=form), 422 if form.errors else 200


@bp.route("/notices/<uuid:notice_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write_to_notice(notice_id: UUID) -> ResponseReturnValue:
    """Write to whoever put a line up, without my name."""
    actor = current_actor()
    notice = queries.notice_for(actor, notice_id)
    before = queries.reply_by(actor, notice)
    form = NoteForm(data={"note": before.note if before and not before.taken_back_at else ""})
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            notice = queries.notice_for(actor, notice_id)
            notices.write_to(actor, notice, note=form.note.data)
        say("Sent without your name. You see theirs if they accept.")
        return redirect(url_for(".list_notices"), 303)
    shown = page("mine/circles/write_to_notice.html", form=form, notice=notice)
    return shown, 422 if form.errors else 200


@bp.post("/notices/<uuid:notice_id>/take-down")
@open_to(Role.WORKER)
def take_down(notice_id: UUID) -> ResponseReturnValue:
    """Take my line off the list."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        notices.take_down(actor, queries.own_notice_for(actor, notice_id))
    say("Taken off the list.", undo=url_for(".put_up_again", notice_id=notice_id))
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/<uuid:notice_id>/put-up-again")
@open_to(Role.WORKER)
def put_up_again(notice_id: UUID) -> ResponseReturnValue:
    """Put my line back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        notices.put_up_again(actor, queries.own_notice_for(actor, notice_id, taken_down=True))
    say("It is back on the list.")
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/replies/<uuid:reply_id>/take-back")
@open_to(Role.WORKER)
def take_back_reply(reply_id: UUID) -> ResponseReturnValue:
    """Take back what I wrote to a line."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        notices.take_back_reply(actor, queries.own_reply_for(actor, reply_id))
    say("Taken back.", undo=url_for(".put_back_reply", reply_id=reply_id))
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/replies/<uuid:reply_id>/put-back")
@open_to(Role.WORKER)
def put_back_reply(reply_id: UUID) -> ResponseReturnValue:
    """Let what I took back be read again."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        notices.put_back_reply(actor, queries.own_reply_for(actor, reply_id, taken_back=True))
    say("It can be read again.")
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/replies/<uuid:reply_id>/answer")
@open_to(Role.WORKER)
def answer_reply(reply_id: UUID) -> ResponseReturnValue:
    """Accept what somebody wrote to my line, so that we know each other's name; or decline it."""
    actor, said = current_actor(), request.form.get("said")
    queries.reply_to_own(actor, reply_id)  # what is not there is not there, whatever was sent
    if said not in ANSWERS:
        raise Invalid("Accept it, or decline it.")
    act, words = ANSWERS[said]
    with transaction(Database.LEARNING):
        act(actor, queries.reply_to_own(actor, reply_id))
    say(words)
    return redirect(url_for(".list_notices", _anchor="answers" if said == "accept" else None), 303)


@bp.post("/notices/unblock")
@open_to(Role.WORKER)
def unblock_writers() -> ResponseReturnValue:
    """Read again what anybody writes to my lines."""
    with transaction(Database.LEARNING):
        notices.unblock_writers(current_actor())
    say("From now on you read again what anybody writes to your lines.")
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/<uuid:notice_id>/hide")
@open_to(Role.WORKER)
def hide_notice(notice_id: UUID) -> ResponseReturnValue:
    """See somebody's line no more."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        lines.hide_notice(actor, queries.notice_for(actor, notice_id))
    say("Hidden, for you alone.", undo=url_for(".show_notice_again", notice_id=notice_id))
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/<uuid:notice_id>/show-again")
@open_to(Role.WORKER)
def show_notice_again(notice_id: UUID) -> ResponseReturnValue:
    """See a line again that I hid."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        lines.show_again(actor, line_id=queries.notice_for(actor, notice_id).id)
    say("You see it again.")
    return redirect(url_for(".list_notices"), 303)


@bp.post("/notices/show-again")
@open_to(Role.WORKER)
def show_notices_again() -> ResponseReturnValue:
    """See all the lines again that I hid."""
    with transaction(Database.LEARNING):
        lines.show_notices_again(current_actor())
    say("You see them again.")
    return redirect(url_for(".list_notices"), 303)
