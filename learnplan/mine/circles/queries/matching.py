"""Reads of matching. It knows of goals whose owners asked for it, and of no others.

Whoever asks is told how many people share a goal like theirs, and a name only where both said yes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import names_of, who_is_here
from learnplan.mine.circles.likeness import FEWEST_IN_COMMON
from learnplan.mine.circles.models.matching import MatchAsking, MatchRequest, MatchWord, MatchYes
from learnplan.mine.circles.queries.circles import GONE
from learnplan.mine.plan import queries as plan

NO_REQUEST = "You did not ask to be matched on this goal."
ASKINGS_COUNT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody who shares a goal like the actor's; both let the other know their name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A goal that its owner asked to be matched on, as they see it.

    ``others`` is how many people share a goal like it; ``unanswered`` how many of them there are
    whom they said neither yes nor not now to. ``met`` are those they know by name.
    """

    goal_id: UUID
    title: str
    words: str
    begins_tomorrow: bool
    others: int
    unanswered: int
    said_yes: bool
    met: tuple[Known, ...]


def today() -> date:
    """The day it is, by the clock of UTC: one day for everybody."""
    return clock.now().astimezone(UTC).date()


def takes_part(request: MatchRequest) -> bool:
    """Whether a request is compared yet: from the day after it was made."""
    return request.asked_on < today()


def request_about(actor: Actor, goal_id: UUID) -> MatchRequest | None:
    """The actor's own request about one of their goals, if they made one."""
    return db.session.scalar(_requests_of(actor).where(MatchRequest.goal_id == goal_id))


def request_for(actor: Actor, goal_id: UUID) -> MatchRequest:
    """The actor's own request about one of their goals.

    Raises:
        NotFound: there is none, or the goal is gone, or somebody else's.
    """
    request = request_about(actor, goal_id)
    if request is None:
        raise NotFound(NO_REQUEST)
    return request


def requests_for(actor: Actor) -> list[RequestView]:
    """What the actor asked to be matched on, the latest first, and how many share each."""
    stmt = _requests_of(actor).order_by(MatchRequest.asked_on.desc(), MatchRequest.id)
    mine = db.session.scalars(stmt).all()
    others = alike(mine)
    titles = plan.titles_of(actor, [request.goal_id for request in mine])
    answers = answers_of(mine)
    met = {
        request.id: {
            other.owner_id
            for other in others[request.id]
            if other.id in answers[request.id].given & answers[request.id].heard
        }
        for request in mine
    }
    names = names_of([person for people in met.values() for person in people])
    return [
        RequestView(
            goal_id=request.goal_id,
            title=titles[request.goal_id],
            words=request.words,
            begins_tomorrow=not takes_part(request),
            others=len({other.owner_id for other in others[request.id]}),
            unanswered=_unanswered(request, others[request.id], yes=answers[request.id].given),
            said_yes=any(other.id in answers[request.id].given for other in others[request.id]),
            met=tuple(
                sorted(
                    (Known(id=each, name=names.get(each, GONE)) for each in met[request.id]),
                    key=lambda known: (known.name, known.id),
                )
            ),
        )
        for request in mine
    ]


def met_over(actor: Actor, goal_id: UUID) -> tuple[Known, ...]:
    """Those the actor knows by name over one of their goals.

    Raises:
        NotFound: they did not ask to be matched on it, or know nobody yet, or no longer.
    """
    found = next((each for each in requests_for(actor) if each.goal_id == goal_id), None)
    if found is None or not found.met:
        raise NotFound(NO_REQUEST)
    return found.met


def alike(
    requests: Collection[MatchRequest], *, asked_before: date | None = None
) -> dict[UUID, list[MatchRequest]]:
    """For each of some requests that of others whose goals are like its own, by its id.

    That is, of people who are still here, whose goal is; what was asked since yesterday, or since
    ``asked_before``, takes no part yet. Whoever has left is alike to nobody, and nobody to them.
    """
    last = min(today(), asked_before or today())
    found: dict[UUID, list[MatchRequest]] = {request.id: [] for request in requests}
    taking_part = [request.id for request in requests if takes_part(request)]
    own, theirs, asking = aliased(MatchWord), aliased(MatchWord), aliased(MatchRequest)
    pairs = (
        select(own.request_id.label("mine"), theirs.request_id.label("other"))
        .join(theirs, theirs.word == own.word)
        .join(asking, asking.id == own.request_id)
        .join(MatchRequest, MatchRequest.id == theirs.request_id)
        .where(own.request_id.in_(taking_part), MatchRequest.owner_id != asking.owner_id)
        .where(MatchRequest.asked_on < last)
        .group_by(own.request_id, theirs.request_id)
        .having(func.count() >= FEWEST_IN_COMMON)
        .subquery()
    )
    stmt = (
        select(pairs.c.mine, MatchRequest)
        .join(MatchRequest, MatchRequest.id == pairs.c.other)
        .where(MatchRequest.goal_id.in_(plan.ids_there()))
        .order_by(MatchRequest.id)
    )
    rows = db.session.execute(stmt).all()
    owners = {request.id: request.owner_id for request in requests}
    here = who_is_here({*owners.values(), *(other.owner_id for _, other in rows)}, on=today())
    for mine, other in rows:
        if {owners[mine], other.owner_id} <= here:
            found[mine].append(other)
    return found


@dataclass(frozen=True, slots=True)
class Answers:
    """The requests that the owner of one said yes to, and those whose owners said so to it."""

    given: set[UUID] = field(default_factory=set)
    heard: set[UUID] = field(default_factory=set)


def answers_of(requests: Collection[MatchRequest]) -> dict[UUID, Answers]:
    """Who said yes, for each of some requests by its id."""
    found = {request.id: Answers() for request in requests}
    stmt = select(MatchYes.request_id, MatchYes.other_id).where(
        or_(MatchYes.request_id.in_(found), MatchYes.other_id.in_(found))
    )
    for request_id, other_id in db.session.execute(stmt):
        if request_id in found:
            found[request_id].given.add(other_id)
        if other_id in found:
            found[other_id].heard.add(request_id)
    return found


def count_of_own(actor: Actor) -> int:
    """On how many of their goals the actor asked to be matched."""
    stmt = _requests_of(actor).with_only_columns(func.count())
    return db.session.scalar(stmt) or 0


def askings_lately(actor: Actor) -> int:
    """How often the actor asked within the last days, whatever they took back since."""
    stmt = select(func.count()).where(
        MatchAsking.owner_id == actor.id, MatchAsking.asked_on > today() - ASKINGS_COUNT_FOR
    )
    return db.session.scalar(stmt) or 0


def _requests_of(actor: Actor) -> Select[MatchRequest]:
    return select(MatchRequest).where(
        MatchRequest.owner_id == actor.id, MatchRequest.goal_id.in_(plan.ids_there())
    )


def _unanswered(
    request: MatchRequest, others: Sequence[MatchRequest], *, yes: Collection[UUID]
) -> int:
    """How many of some people there are whom the actor said neither yes nor not now to."""
    people = {other.owner_id for other in others}
    no = {
        other.owner_id
        for other in others
        if request.not_now_on is not None and other.asked_on < request.not_now_on
    }
    return len(people - no - {other.owner_id for other in others if other.id in yes})
