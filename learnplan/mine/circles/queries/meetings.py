"""Reads of meetings: of one circle, and of all that somebody is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, latest_first, place_after
from learnplan.directory.queries import hash_of, names_of
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import Circle, CircleMember
from learnplan.mine.circles.models.meetings import LONGEST, CalendarFeed, Meeting, MeetingReply
from learnplan.mine.circles.queries.circles import GONE, member_ids
from learnplan.mine.circles.words import Reply, State

NO_MEETING = "There is no such meeting."
LOOK_BACK = timedelta(days=90)
"""How far back a calendar is told of: what is older it has kept or let go of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting as a member of its circle sees it."""

    id: UUID
    circle_id: UUID
    circle_name: str
    starts_at: datetime
    ends_at: datetime
    agenda: str
    place: str
    link: str
    facilitator_id: UUID | None
    facilitator: str
    is_called_off: bool
    is_over: bool
    turn_is_offered: bool
    mine: Reply | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Who said what to a meeting: names, in the order people joined."""

    coming: tuple[str, ...]
    perhaps: tuple[str, ...]
    not_this_time: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A meeting as a calendar is told of it."""

    uid: UUID
    sequence: int
    circle_id: UUID
    meeting_id: UUID
    circle_name: str
    starts_at: datetime
    ends_at: datetime
    agenda: str
    place: str
    link: str
    is_called_off: bool
    changed_at: datetime


def meeting_for(actor: Actor, circle_id: UUID, meeting_id: UUID) -> Meeting:
    """A meeting of a circle that ``actor`` is in.

    Raises:
        NotFound: it does not exist, or they are not in the circle.
    """
    stmt = select(Meeting).where(
        Meeting.id == meeting_id,
        Meeting.circle_id == circle_id,
        Meeting.circle_id.in_(policy.ids_of_circles_with(actor)),
    )
    meeting = db.session.scalar(stmt)
    if meeting is None:
        raise NotFound(NO_MEETING)
    return meeting


def next_meetings_for(
    actor: Actor, *, circle_id: UUID | None = None, limit: int = 1
) -> list[MeetingView]:
    """The next meetings of the actor's circles, or of one of them, also one that is going on."""
    held = and_(
        Meeting.circle_id.in_(policy.ids_of_circles_with(actor)),
        Circle.state != State.CLOSED,
        Circle.id == circle_id if circle_id is not None else true(),
        Meeting.called_off_at.is_(None),
    )
    ahead = (
        select(Meeting.id)
        .join(Circle, Circle.id == Meeting.circle_id)
        .where(held, Meeting.starts_at > clock.now())
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    )
    going_on = and_(Meeting.starts_at > _longest_ago(), Meeting.starts_at <= clock.now())
    stmt = (
        _views_for(actor)
        .where(held, or_(going_on, Meeting.id.in_(ahead)))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [view for view in _shown(stmt) if not view.is_over][:limit]


def next_moments_for(actor: Actor) -> dict[UUID, datetime]:
    """When each of the actor's circles meets next, of those that mean to, by the circle's id."""
    stmt = (
        select(Meeting.circle_id, func.min(Meeting.starts_at))
        .where(
            Meeting.circle_id.in_(policy.ids_of_circles_with(actor)),
            Meeting.starts_at > clock.now(),
            Meeting.called_off_at.is_(None),
        )
        .group_by(Meeting.circle_id)
    )
    return {row[0]: row[1] for row in db.session.execute(stmt)}


def meetings_ahead(actor: Actor, circle_id: UUID) -> list[MeetingView]:
    """The next meetings of a circle of the actor's, the first first, also what was called off."""
    stmt = (
        _views_for(actor)
        .where(Meeting.circle_id == circle_id, Meeting.starts_at > _longest_ago())
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(PAGE)
    )
    return [view for view in _shown(stmt) if not view.is_over]


def meetings_before(
    actor: Actor, circle_id: UUID, *, after: Cursor | None = None
) -> Some[MeetingView]:
    """The meetings of a circle of the actor's that were, the latest first."""
    stmt = _views_for(actor).where(Meeting.circle_id == circle_id, Meeting.starts_at <= clock.now())
    found = _shown(latest_first(stmt, Meeting.starts_at, Meeting.id, after=after))
    older = place_after([(view.starts_at, view.id) for view in found])
    return Some(tuple(view for view in found[:PAGE] if view.is_over), older)


def view_of(actor: Actor, meeting: Meeting) -> MeetingView:
    """A meeting that was fetched for ``actor``, as its page shows it."""
    return _shown(_views_for(actor).where(Meeting.id == meeting.id))[0]


def answers_to(meeting: Meeting | MeetingView) -> Answered:
    """Who said what to a meeting that was fetched for a member; who has left is left out."""
    stmt = (
        select(MeetingReply.person_id, MeetingReply.reply)
        .join(
            CircleMember,
            and_(
                CircleMember.circle_id == meeting.circle_id,
                CircleMember.person_id == MeetingReply.person_id,
            ),
        )
        .where(MeetingReply.meeting_id == meeting.id)
        .order_by(CircleMember.joined_at, CircleMember.id)
    )
    rows = db.session.execute(stmt).all()
    names = names_of([row.person_id for row in rows])

    def who(reply: Reply) -> tuple[str, ...]:
        return tuple(names.get(row.person_id, GONE) for row in rows if row.reply is reply)

    return Answered(
        coming=who(Reply.COMING),
        perhaps=who(Reply.PERHAPS),
        not_this_time=who(Reply.NOT_THIS_TIME),
    )


def to_remind_of(until: datetime, *, to_change: bool = False) -> list[Meeting]:
    """The meetings that start before ``until`` and whose members were not reminded yet."""
    stmt = (
        select(Meeting)
        .join(Circle, Circle.id == Meeting.circle_id)
        .where(
            Meeting.starts_at > clock.now(),
            Meeting.starts_at <= until,
            Meeting.called_off_at.is_(None),
            Meeting.reminded_at.is_(None),
            Circle.state != State.CLOSED,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if to_change:
        stmt = stmt.with_for_update(of=Meeting)
    return list(db.session.scalars(stmt).all())


def may_come_to(meeting: Meeting) -> list[UUID]:
    """The members of a meeting's circle who have not said that they do not come this time."""
    not_coming = select(MeetingReply.person_id).where(
        MeetingReply.meeting_id == meeting.id, MeetingReply.reply == Reply.NOT_THIS_TIME
    )
    stmt = (
        select(CircleMember.person_id)
        .where(
            CircleMember.circle_id == meeting.circle_id, CircleMember.person_id.not_in(not_coming)
        )
        .order_by(CircleMember.joined_at, CircleMember.id)
    )
    return list(db.session.scalars(stmt).all())


def next_facilitator(circle: Circle) -> UUID | None:
    """Whose turn it is: who has not had it for longest, and of those who never had, who came first.

    So it goes round in the order people joined, and whoever gave a turn away has the next.
    """
    members = member_ids(circle)
    stmt = (
        select(Meeting.facilitator_id, func.max(Meeting.starts_at))
        .where(
            Meeting.circle_id == circle.id,
            Meeting.facilitator_id.in_(members),
            Meeting.called_off_at.is_(None),
        )
        .group_by(Meeting.facilitator_id)
    )
    last = {row[0]: row[1] for row in db.session.execute(stmt)}
    never = [member for member in members if member not in last]
    return next(iter(never), None) or min(members, key=last.__getitem__, default=None)


def calendar_of(owner_id: UUID) -> list[CalendarEntry]:
    """What somebody's calendar is told of: the meetings of the circles they are in, in order."""
    stmt = (
        _entries()
        .join(CircleMember, CircleMember.circle_id == Meeting.circle_id)
        .where(CircleMember.person_id == owner_id, Meeting.starts_at > clock.now() - LOOK_BACK)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return _told(stmt)


def calendar_entry_of(meeting: Meeting) -> CalendarEntry:
    """One meeting that was fetched for a member, as a calendar is told of it."""
    return _told(_entries().where(Meeting.id == meeting.id))[0]


def owner_of_feed(word: str) -> UUID:
    """Whose meetings a calendar may read that knows ``word``.

    Raises:
        NotFound: nobody's, or no longer.
    """
    owner_id = db.session.scalar(
        select(CalendarFeed.owner_id).where(CalendarFeed.word_hash == hash_of(word))
    )
    if owner_id is None:
        raise NotFound("There is no such calendar.")
    return owner_id


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The actor's own calendar address, if they made one; the word in it is not kept."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.owner_id == actor.id))


def _longest_ago() -> datetime:
    """When the earliest meeting began that may still be going on."""
    return clock.now() - timedelta(minutes=LONGEST)


def _views_for(actor: Actor) -> Select[Meeting, str, Reply]:
    mine = and_(MeetingReply.meeting_id == Meeting.id, MeetingReply.person_id == actor.id)
    return (
        select(Meeting, Circle.name, MeetingReply.reply)
        .join(Circle, Circle.id == Meeting.circle_id)
        .outerjoin(MeetingReply, mine)
        .where(Meeting.circle_id.in_(policy.ids_of_circles_with(actor)))
    )


def _shown(stmt: Select[Meeting, str, Reply]) -> list[MeetingView]:
    rows: Sequence[tuple[Meeting, str, Reply | None]] = [
        (row[0], row[1], row[2]) for row in db.session.execute(stmt)
    ]
    names = names_of(list({one.facilitator_id for one, *_ in rows if one.facilitator_id}))
    return [
        MeetingView(
            id=meeting.id,
            circle_id=meeting.circle_id,
            circle_name=name,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            agenda=meeting.agenda,
            place=meeting.place,
            link=meeting.link,
            facilitator_id=meeting.facilitator_id,
            facilitator=names.get(meeting.facilitator_id, GONE) if meeting.facilitator_id else "",
            is_called_off=meeting.called_off_at is not None,
            is_over=meeting.is_over,
            turn_is_offered=meeting.turn_is_offered,
            mine=reply,
        )
        for meeting, name, reply in rows
    ]


def _entries() -> Select[Meeting, str]:
    return select(Meeting, Circle.name).join(Circle, Circle.id == Meeting.circle_id)


def _told(stmt: Select[Meeting, str]) -> list[CalendarEntry]:
    return [
        CalendarEntry(
            uid=meeting.calendar_uid,
            sequence=meeting.sequence,
            circle_id=meeting.circle_id,
            meeting_id=meeting.id,
            circle_name=name,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            agenda=meeting.agenda,
            place=meeting.place,
            link=meeting.link,
            is_called_off=meeting.called_off_at is not None,
            changed_at=meeting.changed_at,
        )
        for meeting, name in db.session.execute(stmt)
    ]
