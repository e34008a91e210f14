"""Coming into a circle, asking somebody to come, declining, and leaving."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.directory.queries import people_called
from learnplan.mine.circles import crossing
from learnplan.mine.circles.forms.circles import InviteForm, JoinForm
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries.meetings import next_meetings_for
from learnplan.mine.circles.services import circles, commons, membership
from learnplan.mine.circles.views.room import LONGEST_SEARCH, bp, last_day, local_clock
from learnplan.mine.disclosures.views.room import local_date
from learnplan.web import filters
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

PEOPLE_SHOWN = 30


@bp.route("/<uuid:circle_id>/join", methods=["GET", "POST"])
@open_to(Role.WORKER)
def join(circle_id: UUID) -> ResponseReturnValue:
    """What a circle is and agreed to, for somebody who may come in."""
    actor = current_actor()
    circle = queries.findable_circle_for(actor, circle_id)
    if actor.id in queries.member_ids(circle):
        return redirect(url_for(".show_circle", circle_id=circle_id), 303)
    form = JoinForm(data={"version": circle.agreement_version})
    code = 200
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = queries.findable_circle_for(actor, circle_id)
                membership.join(actor, circle, accepts=form.accepts.data, version=form.version.data)
        except Invalid as trouble:
            form.blame(trouble)
            code = 422
        except Conflict as trouble:
            circle = queries.findable_circle_for(actor, circle_id)
            form.blame(Invalid(str(trouble), field="accepts"))
            form.version.data, form.accepts.data, code = circle.agreement_version, False, 409
        else:
            seen = "Its members see your name."
            say(f"You are in {circle.name}. {seen}{_when_next(actor, circle_id)}")
            return redirect(url_for(".show_circle", circle_id=circle_id), 303)
    shown = page(
        "mine/circles/join.html",
        form=form,
        circle=circle,
        size=len(queries.member_ids(circle)),
        last_day=last_day(circle),
        invited=[one for one in queries.invitations_for(actor) if one.circle.id == circle_id],
    )
    return shown, code


def _when_next(actor: Actor, circle_id: UUID) -> str:
    """When whoever has just come in can meet the others."""
    for meeting in next_meetings_for(actor, circle_id=circle_id):
        if meeting.starts_at <= clock.now():
            return f" They are meeting just now, until {local_clock(meeting.ends_at)}."
        day = local_date(meeting.starts_at)
        return f" The next meeting is on {filters.day(day)}, {local_clock(meeting.starts_at)}."
    return ""


@bp.post("/<uuid:circle_id>/decline")
@open_to(Role.WORKER)
def decline(circle_id: UUID) -> ResponseReturnValue:
    """Do not come; nobody is told."""
    with transaction(Database.LEARNING):
        membership.decline(current_actor(), circle_id)
    say("Declined. Nobody is told.")
    return redirect(url_for(".list_circles"), 303)


@bp.route("/<uuid:circle_id>/invite", methods=["GET", "POST"])
@open_to(Role.WORKER)
def invite(circle_id: UUID) -> ResponseReturnValue:
    """Ask somebody to come: anybody who works here, found by their name."""
    actor, form = current_actor(), InviteForm()
    circle = queries.circle_for(actor, circle_id)
    circles.require_not_closed(circle)
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = queries.circle_for(actor, circle_id)
                membership.invite(actor, circle, person_id=form.person_id.data)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Asked. They see who asked, what the circle is for and what it agreed to.")
            return redirect(url_for(".show_circle", circle_id=circle_id, _anchor="people"), 303)
    words = request.args.get("words", "")[:LONGEST_SEARCH]
    known = {
        *queries.member_ids(circle),
        *(person_id for person_id, _ in queries.invited_to(circle)),
    }
    found = people_called(words, but=known, on=clock.today(actor.time_zone), limit=PEOPLE_SHOWN + 1)
    shown = page(
        "mine/circles/invite.html",
        circle=circle,
        form=form,
        words=words,
        people=found[:PEOPLE_SHOWN],
        there_are_more=len(found) > PEOPLE_SHOWN,
    )
    return shown, 422 if form.errors else 200


@bp.post("/<uuid:circle_id>/invitations/<uuid:person_id>/take-back")
@open_to(Role.WORKER)
def take_back_invitation(circle_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Ask somebody no longer."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id)
        membership.take_back_invitation(actor, circle, person_id=person_id)
    say("Taken back.")
    return redirect(url_for(".show_circle", circle_id=circle_id, _anchor="people"), 303)


@bp.post("/<uuid:circle_id>/accept")
@open_to(Role.WORKER)
def accept_agreement(circle_id: UUID) -> ResponseReturnValue:
    """Accept what the circle agreed to, as it is now."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        version = request.form.get("version", type=int)
        circles.accept_agreement(actor, circle, version=version)
    say("Accepted.")
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)


@bp.post("/<uuid:circle_id>/leave")
@open_to(Role.WORKER)
def leave(circle_id: UUID) -> ResponseReturnValue:
    """Leave at once; nobody is asked, and nobody is told why."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = queries.circle_for(actor, circle_id, to_change=True)
        name = circle.name
        if request.form.get("take_along"):
            commons.take_words_along(actor.id, circle_id=circle_id)
        membership.leave(actor, circle)
    crossing.carry_out()
    say(f"You have left {name}. What you shared with it is open to it no more.")
    return redirect(url_for(".list_circles"), 303)
