"""A rhythm to begin with: looked at, changed, taken over in one act, or ignored."""

from datetime import timedelta
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.circles.forms.rhythm import RhythmForm
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries.meetings import meetings_ahead
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.services.rhythm import take_out_again, take_over
from learnplan.mine.circles.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.pages import page, say, this_day

A_WEEK = timedelta(weeks=1)
TOO_FAR = "Choose a day within the next years."


@bp.route("/<uuid:circle_id>/rhythm", methods=["GET", "POST"])
@open_to(Role.WORKER)
def suggest_rhythm(circle_id: UUID) -> ResponseReturnValue:
    """Meetings that suit the circle: looked at anew with other weeks, or set as they are."""
    actor = current_actor()
    circle = queries.circle_for(actor, circle_id)
    require_not_closed(circle)
    first = max(circle.starts_on or this_day() + A_WEEK, this_day())
    form = RhythmForm.suggesting(first, weeks=circle.weeks, rhythm=circle.rhythm)
    if form.validate_on_submit():
        try:
            if request.form.get("do") == "look":
                form.suggest_anew()
            else:
                with transaction(Database.LEARNING):
                    circle = queries.circle_for(actor, circle_id, to_change=True)
                    found = take_over(
                        actor,
                        circle,
                        form.chosen(),
                        at=form.at.data,
                        minutes=form.minutes.data,
                        once=form.once.data,
                    )
                say(
                    f"{count(len(found), 'meeting')} set. Any of you can change each of them.",
                    undo=url_for(".undo_rhythm", circle_id=circle_id, word=form.once.data),
                )
                return redirect(url_for(".list_meetings", circle_id=circle_id), 303)
        except OverflowError:
            form.blame(Invalid(TOO_FAR, field="first"))
        except Invalid as trouble:
            form.blame(trouble)
    shown = page(
        "mine/circles/suggest_rhythm.html",
        form=form,
        circle=circle,
        ahead=meetings_ahead(actor, circle_id),
    )
    return shown, 422 if form.errors else 200


@bp.post("/<uuid:circle_id>/rhythm/<word>/undo")
@open_to(Role.WORKER)
def undo_rhythm(circle_id: UUID, word: str) -> ResponseReturnValue:
    """Take out again what was taken over just now, but for what somebody has answered."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        gone = take_out_again(actor, circle, once=word)
    say(f"{count(gone, 'meeting')} taken out again.")
    return redirect(url_for(".suggest_rhythm", circle_id=circle_id), 303)
