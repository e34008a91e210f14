"""Setting a meeting, changing it, calling it off, and saying whether one comes."""

import secrets
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.directory.queries import hash_of
from learnplan.directory.services import letters
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import (
    LONGEST,
    SHORTEST,
    USUAL,
    CalendarFeed,
    Meeting,
    MeetingReply,
)
from learnplan.mine.circles.queries import meetings as queries
from learnplan.mine.circles.queries.circles import member_ids, membership_for
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.services.membership import on_entering, on_leaving
from learnplan.mine.circles.words import Reply


def set_meeting(
    actor: Actor,
    circle: Circle,
    *,
    day: date,
    at: time,
    minutes: int = USUAL,
    agenda: str = "",
    place: str = "",
    link: str = "",
    facilitator_id: UUID | None = None,
    once: str | None = None,
) -> Meeting:
    """Set a meeting for ``day`` and ``at`` as the clock hangs where ``actor`` lives.

    Any member can. Who facilitates goes round, unless somebody is named.

    Raises:
        NotFound: they are not in the circle.
        Conflict: it is closed.
        Invalid: there is no such time, it is over, or whoever is named is not in the circle.
    """
    membership_for(actor, circle)
    require_not_closed(circle)
    there = made_before(Meeting, once, Meeting.circle_id == circle.id)
    if there is not None:
        return there
    _check(circle, minutes, facilitator_id)
    meeting = Meeting(
        circle_id=circle.id,
        set_by_id=actor.id,
        starts_at=_moment(day, at, actor.time_zone),
        minutes=minutes,
        zone=actor.time_zone,
        agenda=agenda,
        place=place,
        link=link,
        facilitator_id=facilitator_id or queries.next_facilitator(circle),
        once=once,
    )
    _require_ahead(meeting)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def rewrite_meeting(
    actor: Actor,
    circle: Circle,
    meeting: Meeting,
    *,
    version: int | None,
    day: date,
    at: time,
    minutes: int,
    agenda: str,
    place: str,
    link: str,
    facilitator_id: UUID | None,
) -> None:
    """Change a meeting; any member can, if it still is what they read before.

    Another time asks everybody anew whether they come.

    Raises:
        NotFound: they are not in the circle.
        Conflict: it was changed since ``version``, is over or called off.
        Invalid: there is no such time, or whoever is named is not in the circle.
    """
    membership_for(actor, circle)
    db.session.refresh(meeting, with_for_update=True)  # two windows may save at the same moment
    if meeting.version != version:
        raise Conflict("This meeting was changed by somebody else while you were writing.")
    _require_ahead(meeting)
    _check(circle, minutes, facilitator_id)
    was = meeting.starts_at
    meeting.starts_at, meeting.zone = _moment(day, at, actor.time_zone), actor.time_zone
    meeting.minutes, meeting.agenda = minutes, agenda
    meeting.place, meeting.link = place, link
    if facilitator_id != meeting.facilitator_id:
        meeting.facilitator_id, meeting.turn_is_offered = facilitator_id, False
    _require_ahead(meeting)
    if meeting.starts_at != was:
        _remind_anew(meeting)
        db.session.execute(delete(MeetingReply).where(MeetingReply.meeting_id == meeting.id))
    meeting.has_changed()
    db.session.flush()


def call_off(actor: Actor, circle: Circle, meeting: Meeting) -> None:
    """Call a meeting off; calendars hear of it. Doing so twice changes nothing.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is over.
    """
    membership_for(actor, circle)
    if meeting.called_off_at is None:
        _require_ahead(meeting)
        meeting.called_off_at = clock.now()
        _remind_anew(meeting)  # of those who were told already, should it be held after all
        meeting.has_changed()
        db.session.flush()


def hold_after_all(actor: Actor, circle: Circle, meeting: Meeting) -> None:
    """Hold a meeting that was called off, as it was.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it would be over, or the circle is closed.
    """
    membership_for(actor, circle)
    require_not_closed(circle)
    if meeting.called_off_at is not None:
        meeting.called_off_at = None
        _require_ahead(meeting)
        meeting.has_changed()
        db.session.flush()


def answer(actor: Actor, circle: Circle, meeting: Meeting, reply: Reply) -> None:
    """Say whether one comes. The members see it.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is over or called off.
    """
    membership_for(actor, circle)
    _require_ahead(meeting)
    if reply is Reply.NOT_THIS_TIME:
        letters.remind_no_more(_path(meeting), person_id=actor.id)
    said = db.session.scalar(
        select(MeetingReply).where(
            MeetingReply.meeting_id == meeting.id, MeetingReply.person_id == actor.id
        )
    )
    if said is None:
        db.session.add(MeetingReply(meeting_id=meeting.id, person_id=actor.id, reply=reply))
    else:
        said.reply = reply
    db.session.flush()


def offer_turn(actor: Actor, circle: Circle, meeting: Meeting, *, offers: bool = True) -> None:
    """Offer one's turn to facilitate to whoever likes to take it, or no longer.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Refused: it is not their turn.
        Conflict: the meeting is over or called off.
    """
    membership_for(actor, circle)
    db.session.refresh(meeting, with_for_update=True)  # somebody may take it at the same moment
    require(meeting.facilitator_id == actor.id, "It is not your turn to facilitate this meeting.")
    _require_ahead(meeting)
    meeting.turn_is_offered = offers
    db.session.flush()


def take_turn(actor: Actor, circle: Circle, meeting: Meeting) -> None:
    """Facilitate a meeting that nobody does, or whose facilitator offered their turn; at once.

    Whose turn it was comes first again next time, since they have not had it for longest.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: somebody else took it, or it is offered no longer; or it is over or called off.
    """
    membership_for(actor, circle)
    db.session.refresh(meeting, with_for_update=True)  # two may take it at the same moment
    _require_ahead(meeting)
    if meeting.facilitator_id == actor.id:
        return
    if meeting.facilitator_id is not None and not meeting.turn_is_offered:
        raise Conflict("Somebody else took this turn, or it is offered no longer.")
    meeting.facilitator_id, meeting.turn_is_offered = actor.id, False
    meeting.version += 1  # calendars are not told who facilitates
    db.session.flush()


def make_feed(actor: Actor) -> str:
    """A new address for the actor's calendar, in place of an earlier one; returns its word."""
    end_feed(actor)
    word = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(owner_id=actor.id, word_hash=hash_of(word)))
    db.session.flush()
    return word


def end_feed(actor: Actor) -> None:
    """Let no calendar read the actor's meetings any more."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.owner_id == actor.id))


@on_entering
def remind_late(actor: Actor, circle_id: UUID) -> None:
    """Whoever comes in when the others were reminded of a meeting already is reminded, too."""
    told_of = select(Meeting).where(
        Meeting.circle_id == circle_id,
        Meeting.starts_at > clock.now(),
        Meeting.reminded_at.is_not(None),
        Meeting.called_off_at.is_(None),
    )
    for meeting in db.session.scalars(told_of.order_by(Meeting.starts_at)).all():
        letters.remind_of_meeting(
            [actor.id], starts_at=meeting.starts_at, path=_path(meeting), zone=actor.time_zone
        )


@on_leaving
def forget_answers(circle_id: UUID, person_id: UUID) -> None:
    """Whoever leaves a circle comes to none of its meetings, and facilitates none to come."""
    its = select(Meeting.id).where(Meeting.circle_id == circle_id)
    db.session.execute(
        delete(MeetingReply).where(
            MeetingReply.person_id == person_id, MeetingReply.meeting_id.in_(its)
        )
    )
    ahead = select(Meeting).where(
        Meeting.circle_id == circle_id,
        Meeting.facilitator_id == person_id,
        Meeting.starts_at > clock.now(),
    )
    for meeting in db.session.scalars(ahead).all():
        meeting.facilitator_id, meeting.turn_is_offered = None, False
    letters.remind_no_more(f"/circles/{circle_id}", person_id=person_id)
    db.session.flush()


def _path(meeting: Meeting) -> str:
    return f"/circles/{meeting.circle_id}/meetings/{meeting.id}"


def _remind_anew(meeting: Meeting) -> None:
    """Let no reminder go out that was written before the meeting changed."""
    letters.remind_no_more(_path(meeting))
    meeting.reminded_at = None


def _moment(day: date, at: time, zone: str) -> datetime:
    """The moment a clock in ``zone`` shows ``at`` on ``day``; the earlier one where it does twice.

    Raises:
        Invalid: it never does, because clocks go forward.
    """
    try:
        moment = datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        raise Invalid("Choose a day within the next years.", field="day") from None
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(day, at):
        raise Invalid("There is no such time on that day: clocks go forward.", field="at")
    return moment


def _check(circle: Circle, minutes: int, facilitator_id: UUID | None) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(f"Choose from {SHORTEST} minutes to a day.", field="minutes")
    if facilitator_id is not None and facilitator_id not in member_ids(circle):
        raise Invalid("Choose somebody who is in the circle.", field="facilitator_id")


def _require_ahead(meeting: Meeting) -> None:
    if meeting.called_off_at is not None:
        raise Conflict("This meeting was called off.")
    if meeting.is_over:
        raise Invalid("That time is over. Choose one that is still to come.", field="day")
