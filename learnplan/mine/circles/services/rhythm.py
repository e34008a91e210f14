"""Taking over a suggested rhythm: its meetings are set like any others, all of them or none."""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.languages import day_of_month
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import Meeting, MeetingReply
from learnplan.mine.circles.queries.circles import member_ids, membership_for
from learnplan.mine.circles.queries.meetings import NO_MEETING
from learnplan.mine.circles.rhythm import Suggested
from learnplan.mine.circles.services.meetings import set_meeting


def take_over(
    actor: Actor,
    circle: Circle,
    suggested: Sequence[Suggested],
    *,
    at: time,
    minutes: int,
    once: str,
) -> list[Meeting]:
    """Set these meetings, each at the same time as the clock hangs where ``actor`` lives.

    Who facilitates goes round; while ``actor`` is alone in it, only the first turn is theirs, and
    whoever comes takes the others. A form that carries the word ``once`` sets them once.

    Raises:
        NotFound: they are not in the circle.
        Conflict: it is closed.
        Invalid: none is left, or one of them cannot be.
    """
    if not suggested:
        raise Invalid("Keep at least one meeting, or leave it all as it is.", field="first")
    alone = len(member_ids(circle)) == 1
    found = []
    for number, each in enumerate(suggested):
        try:
            meeting = set_meeting(
                actor,
                circle,
                day=each.day,
                at=at,
                minutes=minutes,
                agenda=each.part.agenda,
                place=circle.place,
                once=f"{once}-{number}",
            )
        except Invalid as trouble:
            said = f"{day_of_month(each.day, actor.language)}: {trouble}"
            raise Invalid(said, field="at" if trouble.field == "at" else "first") from None
        if alone and number:
            meeting.facilitator_id = None
        found.append(meeting)
    db.session.flush()
    return found


def take_out_again(actor: Actor, circle: Circle, *, once: str) -> int:
    """Take the meetings out again that the actor's form with the word ``once`` set; how many.

    One that somebody has answered meanwhile stays: it is called off like any other.

    Raises:
        NotFound: ``actor`` is not in the circle, or there are none of these.
    """
    membership_for(actor, circle)
    stmt = select(Meeting.id).where(
        Meeting.circle_id == circle.id,
        Meeting.set_by_id == actor.id,
        Meeting.once.startswith(f"{once}-", autoescape=True),
        Meeting.starts_at > clock.now(),
        Meeting.id.not_in(select(MeetingReply.meeting_id)),
    )
    found = db.session.scalars(stmt).all()
    if not found:
        raise NotFound(NO_MEETING)
    db.session.execute(delete(Meeting).where(Meeting.id.in_(found)))
    return len(found)
