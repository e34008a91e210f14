"""Reads of circles. Fetching is authorisation: a circle one cannot find does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, latest_first, place_after
from learnplan.core.prepared import Prepared, among
from learnplan.directory.queries import Post, names_of, posts_of, who_is_here
from learnplan.mine.circles import policy
from learnplan.mine.circles.models.circles import (
    Circle,
    CircleInvitation,
    CircleMember,
    CircleProposal,
    CircleVote,
)
from learnplan.mine.circles.queries.lines import words_in
from learnplan.mine.circles.words import Kind, Matter, Rhythm, State

NO_CIRCLE = "There is no such circle."
GONE = "Somebody who left"


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleRow:
    """A circle as a list shows it."""

    id: UUID
    name: str
    kind: Kind
    state: State
    purpose: str
    rhythm: Rhythm
    is_open: bool
    starts_on: date | None
    weeks: int | None
    size: int
    founded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """Somebody in a circle, as the others in it see them: also what they hold in the directory.

    ``has_left`` the organisation, and not the circle.
    """

    id: UUID
    name: str
    joined_at: datetime
    posts: tuple[Post, ...]
    has_accepted: bool
    has_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """That somebody was asked to come: into which circle, by whom."""

    circle: CircleRow
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """What was put to a circle, as one of its members sees it.

    ``agreeing`` of ``voters`` agree so far; ``mine`` is what the reader said, None until they do.
    Whoever it is about sees it, and has no say in it. ``words`` are those of the line that it is
    about, where it is about one.
    """

    id: UUID
    matter: Matter
    about_id: UUID | None
    about: str
    made_by_id: UUID
    made_by: str
    why: str
    words: str
    agreeing: int
    voters: int
    mine: bool | None
    made_at: datetime


def circle_for(actor: Actor, circle_id: UUID, *, to_change: bool = False) -> Circle:
    """A circle that ``actor`` is in.

    Raises:
        NotFound: it does not exist, or they are not in it.
    """
    stmt = select(Circle).where(Circle.id == circle_id, policy.with_member(actor))
    return _found(stmt.with_for_update() if to_change else stmt)


def findable_circle_for(actor: Actor, circle_id: UUID) -> Circle:
    """A circle that is there for ``actor``: theirs, one they were asked to, or an open one.

    Raises:
        NotFound: it does not exist, or is not theirs to know about.
    """
    return _found(select(Circle).where(Circle.id == circle_id, policy.found_by(actor)))


def circles_for(actor: Actor) -> list[CircleRow]:
    """The circles that ``actor`` is in: those under way first, closed ones last."""
    rows = _rows(select(*_columns()).where(policy.with_member(actor)).order_by(Circle.name))
    return sorted(rows, key=lambda row: list(State).index(row.state) if row.state else 0)


def open_circles(actor: Actor, *, words: str = "", after: Cursor | None = None) -> Some[CircleRow]:
    """Circles that anybody may join and ``actor`` is not in, newest first.

    ``words`` must all be in the name or the purpose.
    """
    stmt = select(*_columns()).where(
        policy.open_to_all(), ~policy.with_member(actor), Circle.kind != Kind.PAIR
    )
    for word in words.split():
        said = func.lower(Circle.name + " " + Circle.purpose)
        stmt = stmt.where(said.contains(word.lower(), autoescape=True))
    found = _rows(latest_first(stmt, Circle.founded_at, Circle.id, after=after))
    ends = [(row.founded_at, row.id) for row in found]
    return Some(tuple(found[:PAGE]), place_after(ends))


def circles_to_share_with(actor: Actor) -> list[tuple[UUID, str]]:
    """The circles that ``actor`` is in and can open things to: ids with names, by name."""
    stmt = (
        select(Circle.id, Circle.name)
        .where(policy.with_member(actor), Circle.state != State.CLOSED)
        .order_by(Circle.name, Circle.id)
    )
    return [(row.id, row.name) for row in db.session.execute(stmt)]


_NAMES = Prepared(
    Database.LEARNING,
    select(Circle.id, Circle.name).where(among(Circle.id, "listed")),
)


def names_of_circles(circle_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What some circles are called, for whoever opened something to them, in one query."""
    return dict(_NAMES.rows(listed=circle_ids))


def row_of(circle: Circle) -> CircleRow:
    """A circle that was fetched for somebody, as a list shows it."""
    return _rows(select(*_columns()).where(Circle.id == circle.id))[0]


def member_ids(circle: Circle) -> list[UUID]:
    """Who is in a circle that was fetched for somebody, in the order they joined."""
    return ids_in(circle.id)


def ids_in(circle_id: UUID) -> list[UUID]:
    """Who is in a circle, in the order they joined; nobody where it is none."""
    stmt = (
        select(CircleMember.person_id)
        .where(CircleMember.circle_id == circle_id)
        .order_by(CircleMember.joined_at, CircleMember.id)
    )
    return list(db.session.scalars(stmt))


def roster_of(actor: Actor, circle: Circle) -> list[MemberView]:
    """Who is in a circle, for one of them, in the order they joined.

    Raises:
        NotFound: ``actor`` is not in it; the roster is its members' business.
    """
    stmt = (
        select(CircleMember.person_id, CircleMember.joined_at, CircleMember.accepted_version)
        .where(CircleMember.circle_id == circle.id)
        .order_by(CircleMember.joined_at, CircleMember.id)
    )
    rows = db.session.execute(stmt).all()
    ids = [row.person_id for row in rows]
    if actor.id not in ids:
        raise NotFound(NO_CIRCLE)
    today = clock.today(actor.time_zone)
    names, posts, here = names_of(ids), posts_of(ids, on=today), who_is_here(ids, on=today)
    return [
        MemberView(
            id=row.person_id,
            name=names.get(row.person_id, GONE),
            joined_at=row.joined_at,
            posts=posts.get(row.person_id, ()),
            has_accepted=row.accepted_version == circle.agreement_version,
            has_left=row.person_id not in here,
        )
        for row in rows
    ]


def membership_for(actor: Actor, circle: Circle) -> CircleMember:
    """The actor's own place in a circle.

    Raises:
        NotFound: they are not in it.
    """
    stmt = select(CircleMember).where(
        CircleMember.circle_id == circle.id, CircleMember.person_id == actor.id
    )
    member = db.session.scalar(stmt)
    if member is None:
        raise NotFound(NO_CIRCLE)
    return member


def invitations_for(actor: Actor) -> list[InvitationView]:
    """The circles that somebody asked ``actor`` to come to, latest first."""
    stmt = (
        select(*_columns(), CircleInvitation.asked_by_id)
        .join(CircleInvitation, CircleInvitation.circle_id == Circle.id)
        .where(CircleInvitation.person_id == actor.id, Circle.state != State.CLOSED)
        .order_by(CircleInvitation.asked_at.desc(), CircleInvitation.id)
    )
    rows = db.session.execute(stmt).all()
    names = names_of(list({row.asked_by_id for row in rows}))
    return [
        InvitationView(circle=_row(row[:-1]), asked_by=names.get(row.asked_by_id, GONE))
        for row in rows
    ]


def invitation_for(actor: Actor, circle_id: UUID) -> CircleInvitation:
    """That ``actor`` was asked to come to a circle.

    Raises:
        NotFound: nobody asked them, or they declined.
    """
    stmt = select(CircleInvitation).where(
        CircleInvitation.circle_id == circle_id, CircleInvitation.person_id == actor.id
    )
    invitation = db.session.scalar(stmt)
    if invitation is None:
        raise NotFound(NO_CIRCLE)
    return invitation


def invited_to(circle: Circle) -> list[tuple[UUID, str]]:
    """Who was asked to come to a circle that was fetched for a member, and has not answered."""
    stmt = (
        select(CircleInvitation.person_id)
        .where(CircleInvitation.circle_id == circle.id)
        .order_by(CircleInvitation.asked_at, CircleInvitation.id)
    )
    ids = list(db.session.scalars(stmt))
    names = names_of(ids)
    return [(person_id, names.get(person_id, GONE)) for person_id in ids]


def proposals_for(actor: Actor, circle: Circle) -> list[ProposalView]:
    """What is put to a circle now, for one of its members, oldest first.

    Raises:
        NotFound: ``actor`` is not in it.
    """
    members = member_ids(circle)
    if actor.id not in members:
        raise NotFound(NO_CIRCLE)
    agreeing = (
        select(func.count())
        .where(CircleVote.proposal_id == CircleProposal.id, CircleVote.agrees)
        .correlate(CircleProposal)
        .scalar_subquery()
    )
    mine = and_(CircleVote.proposal_id == CircleProposal.id, CircleVote.person_id == actor.id)
    stmt = (
        select(CircleProposal, agreeing, CircleVote.agrees)
        .outerjoin(CircleVote, mine)
        .where(CircleProposal.circle_id == circle.id)
        .order_by(CircleProposal.made_at, CircleProposal.id)
    )
    rows = db.session.execute(stmt).all()
    people = {
        person
        for proposal, *_ in rows
        for person in (proposal.made_by_id, proposal.about_id)
        if person is not None
    }
    names = names_of(list(people))
    lines = words_in(
        circle, {one.line_id: one.line for one, *_ in rows if one.line_id and one.line}
    )
    return [
        ProposalView(
            id=proposal.id,
            matter=proposal.matter,
            about_id=proposal.about_id,
            about=names.get(proposal.about_id, GONE) if proposal.about_id else "",
            made_by_id=proposal.made_by_id,
            made_by=names.get(proposal.made_by_id, GONE),
            why=proposal.why,
            words=lines[proposal.line_id] if proposal.line_id else "",
            agreeing=agree,
            voters=len(members) - (proposal.about_id in members),
            mine=said,
            made_at=proposal.made_at,
        )
        for proposal, agree, said in rows
        if proposal.line_id is None or proposal.line_id in lines  # else it was taken back
    ]


def proposal_for(actor: Actor, circle: Circle, proposal_id: UUID) -> CircleProposal:
    """One proposal in a circle of the actor's.

    Raises:
        NotFound: there is none, or it is settled.
    """
    stmt = select(CircleProposal).where(
        CircleProposal.id == proposal_id,
        CircleProposal.circle_id == circle.id,
        CircleProposal.circle_id.in_(policy.ids_of_circles_with(actor)),
    )
    proposal = db.session.scalar(stmt)
    if proposal is None:
        raise NotFound("This was settled, or taken back.")
    return proposal


def _columns() -> tuple[ColumnElement[Any], ...]:
    size = (
        select(func.count())
        .where(CircleMember.circle_id == Circle.id)
        .correlate(Circle)
        .scalar_subquery()
    )
    return (
        Circle.id.expression,
        Circle.name.expression,
        Circle.kind.expression,
        Circle.state.expression,
        Circle.purpose.expression,
        Circle.rhythm.expression,
        Circle.is_open.expression,
        Circle.starts_on.expression,
        Circle.weeks.expression,
        size,
        Circle.founded_at.expression,
    )


def _rows(stmt: Select[*tuple[Any, ...]]) -> list[CircleRow]:
    return [_row(row) for row in db.session.execute(stmt)]


def _row(values: Sequence[Any]) -> CircleRow:
    names = (
        "id", "name", "kind", "state", "purpose", "rhythm", "is_open", "starts_on", "weeks", "size",
        "founded_at",
    )  # fmt: skip
    return CircleRow(**dict(zip(names, values, strict=True)))


def _found(stmt: Select[Circle]) -> Circle:
    circle = db.session.scalar(stmt)
    if circle is None:
        raise NotFound(NO_CIRCLE)
    return circle
