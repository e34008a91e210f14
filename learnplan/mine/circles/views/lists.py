"""The circles one is in, those that can be found, and starting another."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.circles.forms.circles import NewCircleForm
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries.places import Cursor
from learnplan.mine.circles.services import circles
from learnplan.mine.circles.views.room import LONGEST_SEARCH, bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/")
@open_to(Role.WORKER)
def list_circles() -> ResponseReturnValue:
    """My circles, and where somebody asked me to come."""
    actor = current_actor()
    return page(
        "mine/circles/list_circles.html",
        circles=queries.circles_for(actor),
        invitations=queries.invitations_for(actor),
    )


@bp.get("/open")
@open_to(Role.WORKER)
def list_open() -> ResponseReturnValue:
    """Circles that anybody may join, newest first; perhaps those with some words."""
    actor = current_actor()
    words = request.args.get("words", "")[:LONGEST_SEARCH]
    after = Cursor.read(request.args.get("after", ""))
    found = queries.open_circles(actor, words=words, after=after)
    older = url_for(".list_open", words=words or None, after=found.older) if found.older else ""
    return page(
        "mine/circles/list_open.html",
        circles=found.rows,
        words=words,
        older=older,
        newest=url_for(".list_open", words=words or None) if after else "",
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_circle() -> ResponseReturnValue:
    """Start a circle. The form sent twice starts one, and lands on it."""
    form = NewCircleForm.begun()
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.start_circle(
                    current_actor(), once=form.once.data or None, **form.answers()
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Started. You are the first in it, and no more than that.")
            return redirect(url_for(".show_circle", circle_id=circle.id), 303)
    return page("mine/circles/new_circle.html", form=form), 422 if form.errors else 200
