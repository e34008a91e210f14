"""A circle's own page, for the people in it; saying anew what it is about, and moving it on."""

from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.circles import policy
from learnplan.mine.circles.forms.circles import CircleForm, MoveForm
from learnplan.mine.circles.forms.commons import CheckInForm, ThingForm
from learnplan.mine.circles.forms.meetings import ReplyForm
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries import commons, outward
from learnplan.mine.circles.queries.commons import FIRST_SHOWN
from learnplan.mine.circles.queries.meetings import answers_to, next_meetings_for
from learnplan.mine.circles.services import circles
from learnplan.mine.circles.views.room import bp, last_day
from learnplan.mine.circles.words import NEXT_STATES
from learnplan.mine.sharing.queries import shared_in
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import said_now, save


@bp.get("/<uuid:circle_id>")
@open_to(Role.WORKER)
def show_circle(circle_id: UUID) -> ResponseReturnValue:
    """A circle: for its members their page; for whom else it is there, what it is, and Join."""
    actor = current_actor()
    circle = queries.findable_circle_for(actor, circle_id)
    if actor.id not in queries.member_ids(circle):
        return redirect(url_for(".join", circle_id=circle_id), 303)
    return members_page(actor, circle)


def members_page(actor: Actor, circle: Circle, **changed: Any) -> str:
    """The page of a circle's members; ``changed`` is what one of its forms came back with."""
    roster = queries.roster_of(actor, circle)
    its_card = outward.card_of(circle)
    meeting = next(iter(next_meetings_for(actor, circle_id=circle.id)), None)
    return page(
        "mine/circles/show_circle.html",
        circle=circle,
        last_day=last_day(circle),
        roster=roster,
        me=next(member for member in roster if member.id == actor.id),
        invited=queries.invited_to(circle),
        has_room=policy.has_room(circle, members=[member.id for member in roster]),
        next_states=NEXT_STATES[circle.state],
        proposals=queries.proposals_for(actor, circle),
        notes_kept=commons.notes_of(actor, circle, limit=FIRST_SHOWN),
        shared=shared_in(actor, circle.id),
        told=commons.check_ins_of(actor, circle, limit=FIRST_SHOWN),
        things_used=commons.things_of(actor, circle, limit=FIRST_SHOWN),
        check_in=changed.pop("check_in", None) or CheckInForm(formdata=None),
        thing=changed.pop("thing", None) or ThingForm(formdata=None),
        next_meeting=meeting,
        its_card=its_card,
        thrown_away=outward.thrown_away_in(circle),
        card_waits=outward.waits_for(actor, its_card, circle),
        answers=answers_to(meeting) if meeting else None,
        its_page=outward.page_of(circle),
        reply=ReplyForm(formdata=None, data={"reply": meeting.mine if meeting else None}),
        **changed,
    )


@bp.route("/<uuid:circle_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_circle(circle_id: UUID) -> ResponseReturnValue:
    """Say anew what a circle is about. Of two who do, the later sees both texts and chooses."""
    actor = current_actor()
    circle = queries.circle_for(actor, circle_id)
    form = CircleForm(obj=circle)

    def write() -> None:
        kept = queries.circle_for(actor, circle_id)
        circles.rewrite_circle(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(queries.circle_for(actor, circle_id), form)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved. Its members see it as it is now.")
        return redirect(url_for(".show_circle", circle_id=circle_id), 303)
    return page(
        "mine/circles/edit_circle.html",
        form=form,
        circle=queries.circle_for(actor, circle_id),
        differing=outcome.differing,
    ), outcome.code


@bp.post("/<uuid:circle_id>/move")
@open_to(Role.WORKER)
def move_circle(circle_id: UUID) -> ResponseReturnValue:
    """Let a circle begin, rest or go on."""
    actor, form = current_actor(), MoveForm()
    circle = queries.circle_for(actor, circle_id)
    if not form.validate_on_submit():
        raise Invalid("Choose where the circle goes.")
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        circles.move_circle(actor, circle, form.to.data)
    say(f"{circle.name} is {circle.state}.")
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)
