"""A log from further away: which days of a year have something, and where the hours went."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.log import policy
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityTag
from learnplan.mine.plan.queries import goal_choices

MOST_OF_A_DAY = 3


@dataclass(slots=True)
class Day:
    """What was noted of one day: the newest few, and how many more there are."""

    on: date
    whats: list[str] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Minutes that went into one thing, and how many entries of it say no time."""

    name: str
    minutes: int
    entries: int
    untimed: int
    goal_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Where the hours of a time went. An entry counts in full for each of its tags and goals."""

    whole: Spent
    by_tag: tuple[Spent, ...]
    by_goal: tuple[Spent, ...]


def days_of(actor: Actor, year: int) -> dict[date, Day]:
    """The days of ``year`` of which something was noted, and what."""
    stmt = (
        select(Activity.happened_on, Activity.what)
        .where(policy.editable_by(actor))
        .where(Activity.happened_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(
            Activity.happened_on,
            Activity.kept_at.desc(),
            Activity.position.desc(),
            Activity.id.desc(),
        )
    )
    days: dict[date, Day] = {}
    for on, what in db.session.execute(stmt):
        day = days.setdefault(on, Day(on))
        if len(day.whats) < MOST_OF_A_DAY:
            day.whats.append(what)
        else:
            day.more += 1
    return days


def years_of(actor: Actor) -> tuple[int, int] | None:
    """The first and the last year of which something was noted; None where nothing was."""
    first, last = db.session.execute(
        select(func.min(Activity.happened_on), func.max(Activity.happened_on)).where(
            policy.editable_by(actor)
        )
    ).one()
    return (first.year, last.year) if first else None


def noted_around(actor: Actor, first: date, last: date) -> tuple[date | None, date | None]:
    """The nearest days before ``first`` and after ``last`` of which something was noted."""
    day = Activity.happened_on
    before = select(func.max(day)).where(policy.editable_by(actor), day < first)
    after = select(func.min(day)).where(policy.editable_by(actor), day > last)
    return db.session.scalar(before), db.session.scalar(after)


def hours_of(actor: Actor, *, since: date | None, until: date | None) -> Hours:
    """Where the actor's hours went, from one day to another, both included."""
    titles = {goal.id: goal.title for goal in goal_choices(actor)}
    by_goal: dict[UUID, list[int]] = defaultdict(list)
    for goal_id, *sums in _sums(actor, since, until, ActivityGoal.goal_id, joined=ActivityGoal):
        if goal_id in titles:
            by_goal[goal_id] = list(sums)
    tags = _sums(actor, since, until, ActivityTag.tag, joined=ActivityTag)
    everything = _between(select(*_SUMS), actor, since, until)
    minutes, entries, timed = db.session.execute(everything).one()
    return Hours(
        whole=_spent("", minutes, entries, timed),
        by_tag=_ordered(_spent(tag, *sums) for tag, *sums in tags),
        by_goal=_ordered(
            _spent(titles[goal_id], *sums, goal_id=goal_id) for goal_id, sums in by_goal.items()
        ),
    )


_SUMS = (
    func.coalesce(func.sum(Activity.minutes), 0),
    func.count(),
    func.count(Activity.minutes),
)


def _sums(
    actor: Actor, since: date | None, until: date | None, name: Any, *, joined: Any
) -> list[Any]:
    stmt = select(name, *_SUMS).join(joined, joined.activity_id == Activity.id).group_by(name)
    return list(db.session.execute(_between(stmt, actor, since, until)))


def _between(
    stmt: Select[*tuple[Any, ...]], actor: Actor, since: date | None, until: date | None
) -> Select[*tuple[Any, ...]]:
    stmt = stmt.where(policy.editable_by(actor))
    if since is not None:
        stmt = stmt.where(Activity.happened_on >= since)
    return stmt.where(Activity.happened_on <= until) if until is not None else stmt


def _spent(
    name: str, minutes: int, entries: int, timed: int, *, goal_id: UUID | None = None
) -> Spent:
    return Spent(
        name=name,
        minutes=int(minutes),
        entries=entries,
        untimed=entries - timed,
        goal_id=goal_id,
    )


def _ordered(spent: Any) -> tuple[Spent, ...]:
    return tuple(sorted(spent, key=lambda one: (-one.minutes, one.name.casefold())))
