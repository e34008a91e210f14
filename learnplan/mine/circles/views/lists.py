"""The circles one is in, those that can be found, and starting another."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.places import Cursor
from learnplan.mine.circles.forms.circles import NewCircleForm, TogetherForm
from learnplan.mine.circles.models.circles import NAME_LIMIT
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries import matching
from learnplan.mine.circles.queries.meetings import next_moments_for
from learnplan.mine.circles.rhythm import FEWEST_WEEKS, MOST_WEEKS
from learnplan.mine.circles.services import circles, membership
from learnplan.mine.circles.views.room import LONGEST_SEARCH, bp
from learnplan.mine.circles.words import Kind
from learnplan.mine.plan.queries import own_goal_for
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
        meets=next_moments_for(actor),
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
    """Start a circle, perhaps with those one met over a goal. Sent twice, it starts one."""
    actor = current_actor()
    form = _form_for(actor, request.args.get("goal", type=UUID))
    if form.validate_on_submit():
        said = form.answers()
        people = said.pop("person_ids", ())
        try:
            with transaction(Database.LEARNING):
                circle = circles.start_circle(actor, once=form.once.data or None, **said)
                for person_id in people:
                    membership.invite(actor, circle, person_id=person_id)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            asked = " Whom you asked finds it among their circles." if people else ""
            say(
                f"Started. You are the first in it, and no more than that.{asked}",
                link=_rhythm_for(circle.id, circle.kind, circle.weeks),
            )
            return redirect(url_for(".show_circle", circle_id=circle.id), 303)
    return page("mine/circles/new_circle.html", form=form), 422 if form.errors else 200


def _form_for(actor: Actor, goal_id: UUID | None) -> NewCircleForm:
    """An empty form; or one that begins with a goal's title and the words they let be compared.

    Nothing else of their goal is in it, and nothing of the goals of those they met over it.
    """
    if goal_id is None:
        return NewCircleForm.begun()
    request, met = matching.request_for(actor, goal_id), matching.met_over(actor, goal_id)
    form = TogetherForm.begun(
        kind=Kind.PAIR if len(met) == 1 else Kind.LEARNING_CIRCLE,
        name=own_goal_for(actor, goal_id).title[:NAME_LIMIT],
        purpose=request.words,
        person_ids=[known.id for known in met],
    )
    form.person_ids.choices = [SelectChoice(str(known.id), known.name) for known in met]
    return form


def _rhythm_for(circle_id: UUID, kind: Kind, weeks: int | None) -> tuple[str, str] | None:
    """Where a rhythm is suggested, to a circle that one suits."""
    if kind is Kind.LEARNING_CIRCLE and weeks and FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        return url_for(".suggest_rhythm", circle_id=circle_id), "A rhythm to begin with"
    return None
