"""The meetings of a circle: setting one, changing it, calling it off, and saying who comes."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.places import Cursor
from learnplan.mine.circles.forms.meetings import MeetingForm, NewMeetingForm, ReplyForm
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import Meeting
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import meetings as queries
from learnplan.mine.circles.services import meetings as services
from learnplan.mine.circles.views.room import bp
from learnplan.mine.circles.words import State
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day
from learnplan.web.saving import save


@bp.get("/<uuid:circle_id>/meetings/")
@open_to(Role.WORKER)
def list_meetings(circle_id: UUID) -> ResponseReturnValue:
    """The meetings of a circle, those to come and those that were."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    after = Cursor.read(request.args.get("after", ""))
    were = queries.meetings_before(actor, circle_id, after=after)
    return page(
        "mine/circles/list_meetings.html",
        circle=circle,
        ahead=[] if after else queries.meetings_ahead(actor, circle_id),
        were=were.rows,
        older=url_for(".list_meetings", circle_id=circle_id, after=were.older)
        if were.older
        else "",
        newest=url_for(".list_meetings", circle_id=circle_id) if after else "",
    )


@bp.route("/<uuid:circle_id>/meetings/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_meeting(circle_id: UUID) -> ResponseReturnValue:
    """Set a meeting. The form sent twice sets one, and lands on it."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    form = NewMeetingForm(
        data={
            "day": this_day(),
            "place": circle.place,
            "facilitator_id": queries.next_facilitator(circle),
        }
    )
    _offer_members(form, actor, circle)
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.circle_for(actor, circle_id, to_change=True)
                meeting = services.set_meeting(
                    actor, circle, once=form.once.data or None, **form.answers()
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("The meeting is set. Its members see it.")
            return redirect(_address(meeting), 303)
    shown = page("mine/circles/new_meeting.html", form=form, circle=circle)
    return shown, 422 if form.errors else 200


@bp.get("/<uuid:circle_id>/meetings/<uuid:meeting_id>")
@open_to(Role.WORKER)
def show_meeting(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """One meeting: when, where, what is on, and who comes."""
    actor = current_actor()
    return meeting_page(actor, queries.meeting_for(actor, circle_id, meeting_id))


@bp.route("/<uuid:circle_id>/meetings/<uuid:meeting_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_meeting(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Change a meeting. Of two who do, the later sees both and chooses."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    meeting = queries.meeting_for(actor, circle_id, meeting_id)
    form = MeetingForm(data=_said_by(meeting, actor))
    _offer_members(form, actor, circle)

    def write() -> None:
        its_circle = circles.circle_for(actor, circle_id)
        kept = queries.meeting_for(actor, circle_id, meeting_id)
        services.rewrite_meeting(
            actor, its_circle, kept, version=form.version.data, **form.answers()
        )

    def again() -> dict[str, Any]:
        return _said_by(queries.meeting_for(actor, circle_id, meeting_id), actor)

    outcome = save(Database.LEARNING, form, write, again=again)
    meeting = queries.meeting_for(actor, circle_id, meeting_id)
    if outcome.saved:
        say("Saved. Calendars that read it hear of the change.")
        return redirect(_address(meeting), 303)
    shown = page(
        "mine/circles/edit_meeting.html",
        form=form,
        circle=circle,
        meeting=meeting,
        differing=outcome.differing,
    )
    return shown, outcome.code


@bp.post("/<uuid:circle_id>/meetings/<uuid:meeting_id>/answer")
@open_to(Role.WORKER)
def answer_meeting(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Say whether one comes."""
    actor, form = current_actor(), ReplyForm()
    meeting = queries.meeting_for(actor, circle_id, meeting_id)
    if not form.validate_on_submit():
        return meeting_page(actor, meeting, reply=form, form=form), 422
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        meeting = queries.meeting_for(actor, circle_id, meeting_id)
        services.answer(actor, circle, meeting, form.reply.data)
    say("Your answer is kept. The members see it.")
    return redirect(_address(meeting), 303)


@bp.post("/<uuid:circle_id>/meetings/<uuid:meeting_id>/call-off")
@open_to(Role.WORKER)
def call_off(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Call a meeting off; Undo holds it after all."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        services.call_off(actor, circle, queries.meeting_for(actor, circle_id, meeting_id))
    say(
        "Called off. Calendars that read it hear of it.",
        undo=url_for(".hold_after_all", circle_id=circle_id, meeting_id=meeting_id),
    )
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)


@bp.post("/<uuid:circle_id>/meetings/<uuid:meeting_id>/hold")
@open_to(Role.WORKER)
def hold_after_all(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Hold a meeting that was called off."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        meeting = queries.meeting_for(actor, circle_id, meeting_id)
        services.hold_after_all(actor, circle, meeting)
    say("It takes place after all.")
    return redirect(_address(meeting), 303)


@bp.post("/<uuid:circle_id>/meetings/<uuid:meeting_id>/offer-turn")
@open_to(Role.WORKER)
def offer_turn(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Offer my turn to facilitate to whoever likes to take it; or keep it after all."""
    actor = current_actor()
    offers = not request.form.get("keep")
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        meeting = queries.meeting_for(actor, circle_id, meeting_id)
        services.offer_turn(actor, circle, meeting, offers=offers)
    say("Offered. Whoever takes it has it at once." if offers else "It is your turn still.")
    return redirect(_address(meeting), 303)


@bp.post("/<uuid:circle_id>/meetings/<uuid:meeting_id>/take-turn")
@open_to(Role.WORKER)
def take_turn(circle_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    """Facilitate a meeting that nobody does, or that somebody offered their turn of."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        meeting = queries.meeting_for(actor, circle_id, meeting_id)
        services.take_turn(actor, circle, meeting)
    say("You facilitate this meeting. The members see it.")
    return redirect(_address(meeting), 303)


def meeting_page(actor: Actor, meeting: Meeting, **changed: Any) -> str:
    """A meeting's page; ``changed`` is what its form came back with."""
    view = queries.view_of(actor, meeting)
    reply = changed.pop("reply", None) or ReplyForm(formdata=None, data={"reply": view.mine})
    return page(
        "mine/circles/show_meeting.html",
        meeting=view,
        zone=meeting.zone,
        answers=queries.answers_to(meeting),
        reply=reply,
        may_be_held=circles.circle_for(actor, meeting.circle_id).state is not State.CLOSED,
        **changed,
    )


def _address(meeting: Meeting) -> str:
    return url_for(".show_meeting", circle_id=meeting.circle_id, meeting_id=meeting.id)


def _offer_members(form: MeetingForm, actor: Actor, circle: Circle) -> None:
    form.facilitator_id.choices = [
        SelectChoice("", "Whose turn it is" if isinstance(form, NewMeetingForm) else "Nobody yet"),
        *(SelectChoice(str(member.id), member.name) for member in circles.roster_of(actor, circle)),
    ]


def _said_by(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """What a meeting says, with its time as the clock hangs where ``actor`` lives."""
    local = meeting.starts_at.astimezone(ZoneInfo(actor.time_zone))
    names = ("minutes", "place", "link", "agenda", "facilitator_id", "version")
    return {
        "day": local.date(),
        "at": local.time().replace(tzinfo=None),
        **{name: getattr(meeting, name) for name in names},
    }
