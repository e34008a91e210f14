"""Coming into a circle, asking somebody to come, and leaving, which nobody is asked about."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.directory.queries import who_is_here
from learnplan.directory.services import letters
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import (
    Circle,
    CircleInvitation,
    CircleMember,
    CircleProposal,
    CircleVote,
)
from learnplan.mine.circles.models.meetings import Meeting
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.words import MOST_MEMBERS, Kind, State
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.disclosures.words import Kind as Crossing
from learnplan.mine.sharing.services import stop_sharing_with

JOURNAL_KIND = "membership"
ACCEPT_FIRST = "Accept the agreement first: it is what lets people speak freely here."

Farewell = Callable[[UUID, UUID], None]
Welcome = Callable[[Actor, UUID], None]
Recount = Callable[[Circle], None]
_farewells: list[Farewell] = []
_welcomes: list[Welcome] = []
_recounts: list[Recount] = []


def on_leaving(farewell: Farewell) -> Farewell:
    """Have ``farewell(circle_id, person_id)`` called when somebody leaves, for what hangs on it."""
    _farewells.append(farewell)
    return farewell


def once_left(recount: Recount) -> Recount:
    """Have ``recount(circle)`` called when somebody has left, for what those who stay decide."""
    _recounts.append(recount)
    return recount


def on_entering(welcome: Welcome) -> Welcome:
    """Have ``welcome(actor, circle_id)`` called when somebody comes in, for what they missed."""
    _welcomes.append(welcome)
    return welcome


def invite(actor: Actor, circle: Circle, *, person_id: UUID) -> None:
    """Ask somebody to come. Asking twice changes nothing; whoever is in already, neither.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is closed, or a pair that is two already.
        Invalid: there is no such colleague.
    """
    members = _members_with(actor, circle)
    if not who_is_here([person_id], on=clock.today(actor.time_zone)):
        raise Invalid("Choose somebody who works here.", field="person_id")
    _require_room(circle, members)
    known = select(CircleInvitation.id).where(
        CircleInvitation.circle_id == circle.id, CircleInvitation.person_id == person_id
    )
    if person_id in members or db.session.scalar(known) is not None:
        return
    db.session.add(CircleInvitation(circle_id=circle.id, person_id=person_id, asked_by_id=actor.id))
    db.session.flush()
    letters.tell_of_invitation(person_id, zone=actor.time_zone)


def take_back_invitation(actor: Actor, circle: Circle, *, person_id: UUID) -> None:
    """Ask somebody no longer; any member can.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    _members_with(actor, circle)
    _forget_invitation(circle.id, person_id)


def decline(actor: Actor, circle_id: UUID) -> None:
    """Do not come. Nobody is told, and nothing remembers it.

    Raises:
        NotFound: nobody asked them.
    """
    queries.invitation_for(actor, circle_id)
    _forget_invitation(circle_id, actor.id)


def join(actor: Actor, circle: Circle, *, accepts: bool, version: int | None) -> None:
    """Come into a circle that is open, or that one was asked to. Joining twice changes nothing.

    Raises:
        NotFound: it is not there for them.
        Conflict: its agreement has changed since it was read, it is closed, or has no room.
        Invalid: they do not accept the agreement.
    """
    db.session.refresh(circle, with_for_update=True)  # a pair may be joined twice at one moment
    members = queries.member_ids(circle)
    if actor.id in members:
        return
    invited = _is_invited(actor, circle)
    if not policy.can_find(actor, circle, members=members, invited=[actor.id] if invited else []):
        raise NotFound(queries.NO_CIRCLE)
    _require_room(circle, members)
    if not accepts:
        raise Invalid(ACCEPT_FIRST, field="accepts")
    if version != circle.agreement_version:
        raise Conflict("The agreement has changed since you opened it. Read it once more.")
    enter(actor, circle)
    _forget_invitation(circle.id, actor.id)


def enter(actor: Actor, circle: Circle) -> None:
    """Put ``actor`` on the roster, and tell their own journal that its members see their name."""
    member = CircleMember(
        circle_id=circle.id, person_id=actor.id, accepted_version=circle.agreement_version
    )
    db.session.add(member)
    db.session.flush()
    journal.note(
        actor.id,
        Crossing.CIRCLE,
        circle.name,
        item_kind=JOURNAL_KIND,
        item_id=member.id,
    )
    for welcome in _welcomes:
        welcome(actor, circle.id)


def leave(actor: Actor, circle: Circle) -> None:
    """Leave at once, without saying why. What was shared with the circle is open to it no more.

    A pair ends with it. A circle that nobody is left in is gone.

    Raises:
        NotFound: they are not in it.
    """
    queries.membership_for(actor, circle)
    let_go(circle, actor.id)


def close(circle: Circle) -> None:
    """End a circle: what is in it can be read, and the meetings that were to come are off."""
    circle.state = State.CLOSED
    letters.remind_no_more(f"/circles/{circle.id}")
    ahead = select(Meeting).where(
        Meeting.circle_id == circle.id,
        Meeting.starts_at > clock.now(),
        Meeting.called_off_at.is_(None),
    )
    for meeting in db.session.scalars(ahead.order_by(Meeting.starts_at, Meeting.id)).all():
        meeting.called_off_at = clock.now()
        meeting.reminded_at = None
        meeting.has_changed()
    db.session.flush()


def let_go(circle: Circle, person_id: UUID) -> None:
    """Take somebody off the roster, with their say in what is undecided.

    Those who stay may be more than half by that: what they agreed to is done then.
    """
    member = db.session.scalar(
        select(CircleMember).where(
            CircleMember.circle_id == circle.id, CircleMember.person_id == person_id
        )
    )
    if member is None:
        return
    stop_sharing_with(person_id, circle.id)
    for farewell in _farewells:
        farewell(circle.id, person_id)
    proposals = select(CircleProposal.id).where(CircleProposal.circle_id == circle.id)
    db.session.execute(
        delete(CircleVote).where(
            CircleVote.person_id == person_id, CircleVote.proposal_id.in_(proposals)
        )
    )
    db.session.execute(
        delete(CircleProposal).where(
            CircleProposal.circle_id == circle.id,
            CircleProposal.about_id == person_id,
            CircleProposal.line_id.is_(None),  # a line stays, and so does what is asked about it
        )
    )
    journal.end(JOURNAL_KIND, member.id, Ending.TAKEN_BACK)
    db.session.delete(member)
    db.session.flush()
    left = select(func.count()).where(CircleMember.circle_id == circle.id)
    if not db.session.scalar(left):
        db.session.execute(delete(Circle).where(Circle.id == circle.id))
    elif circle.kind is Kind.PAIR:
        close(circle)
    else:
        for recount in _recounts:
            recount(circle)


def _members_with(actor: Actor, circle: Circle) -> list[UUID]:
    members = queries.member_ids(circle)
    if actor.id not in members:
        raise NotFound(queries.NO_CIRCLE)
    return members


def _require_room(circle: Circle, members: list[UUID]) -> None:
    if circle.state is State.CLOSED:
        raise Conflict("This circle is closed.")
    if not policy.has_room(circle, members=members):
        raise Conflict("A study pair is two people, and this one is.")
    require(len(members) < MOST_MEMBERS, f"A circle has at most {MOST_MEMBERS} people.")


def _is_invited(actor: Actor, circle: Circle) -> bool:
    stmt = select(CircleInvitation.id).where(
        CircleInvitation.circle_id == circle.id, CircleInvitation.person_id == actor.id
    )
    return db.session.scalar(stmt) is not None


def _forget_invitation(circle_id: UUID, person_id: UUID) -> None:
    db.session.execute(
        delete(CircleInvitation).where(
            CircleInvitation.circle_id == circle_id, CircleInvitation.person_id == person_id
        )
    )


def leave_everywhere(person_id: UUID) -> None:
    """Take somebody off the roster of every circle, as if they had left each."""
    theirs = select(Circle).join(CircleMember, CircleMember.circle_id == Circle.id)
    for circle in db.session.scalars(theirs.where(CircleMember.person_id == person_id)).all():
        let_go(circle, person_id)
