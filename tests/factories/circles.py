"""Circles for tests."""

from datetime import date, time
from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.meetings import Meeting
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries.circles import MemberView, ProposalView
from learnplan.mine.circles.services import circles, decisions, meetings, membership
from learnplan.mine.circles.words import Kind, Matter
from tests.factories.people import a_worker


def a_circle(
    *people: Actor, name: str = "Postgres circle", kind: Kind = Kind.LEARNING_CIRCLE, **said: Any
) -> Circle:
    """A circle that the first of ``people`` started and the others were asked to and joined."""
    founder, *others = people or (a_worker(),)
    with transaction(Database.LEARNING):
        circle = circles.start_circle(founder, kind=kind, name=name, **said)
    for each in others:
        come_into(circle, each, asked_by=founder)
    return circle_now(circle)


def come_into(circle: Circle, actor: Actor, *, asked_by: Actor | None = None) -> None:
    """Join a circle, asked by somebody in it where that is said."""
    with transaction(Database.LEARNING):
        if asked_by is not None:
            membership.invite(asked_by, queries.circle_for(asked_by, circle.id), person_id=actor.id)
        there = queries.findable_circle_for(actor, circle.id)
        membership.join(actor, there, accepts=True, version=there.agreement_version)


def go_from(circle: Circle, actor: Actor) -> None:
    """Leave a circle."""
    with transaction(Database.LEARNING):
        membership.leave(actor, queries.circle_for(actor, circle.id))


def put_to(circle: Circle, actor: Actor, matter: Matter, *, about: Actor | None = None) -> bool:
    """Propose something; tells whether it is done by that."""
    with transaction(Database.LEARNING):
        return decisions.propose(
            actor,
            queries.circle_for(actor, circle.id),
            matter,
            about_id=about.id if about else None,
        )


def say_to(circle: Circle, actor: Actor, *, agrees: bool) -> bool:
    """Answer the only proposal there is; tells whether it is done by that."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(actor, circle.id)
        (only,) = queries.proposals_for(actor, there)
        proposal = queries.proposal_for(actor, there, only.id)
        return decisions.say(actor, there, proposal, agrees=agrees)


def proposals_in(circle: Circle, actor: Actor) -> list[ProposalView]:
    """What is put to a circle now."""
    db.session.rollback()
    return queries.proposals_for(actor, queries.circle_for(actor, circle.id))


def roster(circle: Circle, actor: Actor) -> list[MemberView]:
    """Who is in a circle, as one of them sees it now."""
    db.session.rollback()
    return queries.roster_of(actor, queries.circle_for(actor, circle.id))


def names_in(circle: Circle) -> set[UUID]:
    """The ids of whoever is in a circle now."""
    db.session.rollback()
    return set(queries.member_ids(circle))


def circle_now(circle: Circle) -> Circle:
    """The circle as it is kept now, detached, so that what it said outlives a test's requests."""
    db.session.rollback()
    fresh = db.session.get_one(Circle, circle.id, populate_existing=True)
    db.session.expunge(fresh)
    return fresh


def a_meeting(circle: Circle, actor: Actor, *, day: date, at: time, **said: Any) -> Meeting:
    """A meeting that somebody in a circle set, by the clock where they live."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(actor, circle.id)
        meeting = meetings.set_meeting(actor, there, day=day, at=at, **said)
    db.session.rollback()
    fresh = db.session.get_one(Meeting, meeting.id, populate_existing=True)
    db.session.expunge(fresh)
    return fresh
