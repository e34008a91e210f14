"""Reads of the log. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
)

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.core.errors import NotFound
from learnplan.core.prepared import Prepared
from learnplan.mine.log import policy
from learnplan.mine.log.capture import Understood, understand
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.listed import COLUMNS, ActivityView, views_of
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityTag
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.handles import find_goal
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import ids_found
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.readings import Listing

Listed = Select[*tuple[Any, ...]]

PAGE = 50
BEGINNING = 600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FURTHEST = 2**31 - 1  # the largest position that a database can compare with
_SORT_KEY = (Activity.happened_on, Activity.kept_at, Activity.position, Activity.id)
# Asked before nearly every page, so put together once: that takes longer than the asking.
_ALL: Listed = select(*COLUMNS).where(policy.editable_by()).limit(bindparam("limit"))
_OLDEST_FIRST = _ALL.order_by(*_SORT_KEY)
_NEWEST_FIRST = _ALL.order_by(*(column.desc() for column in _SORT_KEY))
_TOP = Prepared(Database.LEARNING, _NEWEST_FIRST)
_FRAGMENTS = Prepared(
    Database.LEARNING,
    select(func.count()).where(policy.editable_by(), Activity.fragment),
)
_TAGS = Prepared(
    Database.LEARNING,
    select(ActivityTag.tag, func.count())
    .where(
        ActivityTag.owner_id == policy.ACTOR_ID,
        ActivityTag.activity_id.not_in(select(Activity.id).where(policy.restorable_by())),
    )
    .group_by(ActivityTag.tag)
    .order_by(func.count().desc(), ActivityTag.tag)
    .limit(bindparam("limit")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in the log: right at one activity, which need not be there any more.

    In an address it reads ``2026-05-08.1778230200000000.0.`` and the activity's id.
    """

    happened_on: date
    kept_at: datetime
    position: int
    id: UUID

    @classmethod
    def at(cls, activity: ActivityView) -> "Cursor":
        """The place of ``activity``."""
        return cls(
            happened_on=activity.happened_on,
            kept_at=activity.kept_at,
            position=activity.position,
            id=activity.id,
        )

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """The place that an address names; None when it names none."""
        try:
            day, microseconds, position, activity_id = written.split(".")
            place = cls(
                happened_on=date.fromisoformat(day),
                kept_at=_EPOCH + timedelta(microseconds=int(microseconds)),
                position=int(position),
                id=UUID(activity_id),
            )
        except (ValueError, OverflowError):
            return None
        return place if abs(place.position) <= _FURTHEST else None

    def __str__(self) -> str:
        microseconds = (self.kept_at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.happened_on}.{microseconds}.{self.position}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some of a log, newest first, and where what is newer and older begins, if there is any."""

    activities: tuple[ActivityView, ...]
    newer: Cursor | None = None
    older: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCount:
    """A tag, and how many of its owner's activities have it."""

    tag: str
    activities: int


def log_for(
    actor: Actor,
    filters: Filters | None = None,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    limit: int = PAGE,
) -> LogPage:
    """A page of the log, newest first.

    From the top, or of what is older (comes ``after`` a place) or newer (``before`` it).
    """
    filters = filters or Filters()
    if before is not None:
        stmt = _only(actor, _OLDEST_FIRST, filters).where(_sort_key() > _place(before))
        newer = _rows(actor, stmt, limit + 1)
        if len(newer) <= limit:
            return log_for(actor, filters, limit=limit)
        shown = views_of(newer[limit - 1 :: -1])
        return LogPage(activities=shown, newer=Cursor.at(shown[0]), older=Cursor.at(shown[-1]))
    stmt = _only(actor, _NEWEST_FIRST, filters)
    if after is not None:
        stmt = stmt.where(_sort_key() < _place(after))
    found = _rows(actor, stmt, limit + 1)
    shown = views_of(found[:limit])
    return LogPage(
        activities=shown,
        newer=Cursor.at(shown[0]) if after is not None and shown else None,
        older=Cursor.at(shown[-1]) if len(found) > limit else None,
    )


def recent_activities(actor: Actor, limit: int) -> tuple[ActivityView, ...]:
    """The newest activities."""
    return log_for(actor, limit=limit).activities


def activities_for_goal(actor: Actor, goal_id: UUID, limit: int = PAGE) -> tuple[ActivityView, ...]:
    """The newest of the actor's own activities that served a goal."""
    return log_for(actor, Filters(goal_id=goal_id), limit=limit).activities


def activity_for(actor: Actor, activity_id: UUID) -> Activity:
    """The activity, if it is the actor's own.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return _activity_where(Activity.id == activity_id, policy.editable_by(actor))


def readable_activity_for(actor: Actor, activity_id: UUID) -> Activity:
    """The activity, if it is the actor's own or was shared with them.

    Raises:
        NotFound: it does not exist, or is not theirs to know about.
    """
    return _activity_where(Activity.id == activity_id, policy.readable_by(actor))


def activities_listed(actor: Actor, activity_ids: Collection[UUID]) -> list[Listing]:
    """Of the activities with these ids, those that ``actor`` may read."""
    stmt = select(Activity).where(Activity.id.in_(activity_ids), policy.readable_by(actor))
    return [
        Listing(
            item=activity.as_item,
            on=activity.happened_on,
            facts=() if activity.kind is Kind.OTHER else (activity.kind.capitalize(),),
        )
        for activity in db.session.scalars(stmt)
    ]


def own_activity_item_for(actor: Actor, activity_id: UUID) -> Item:
    """The actor's own activity as the rooms below know it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    return activity_for(actor, activity_id).as_item


def deleted_activity_for(actor: Actor, activity_id: UUID) -> Activity:
    """The actor's own activity that they deleted a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _activity_where(Activity.id == activity_id, policy.restorable_by(actor))


def activity_sent_once(actor: Actor, once: str) -> UUID:
    """The id of what the form carrying the word ``once`` made the first time it was sent.

    Raises:
        NotFound: that form made none.
    """
    return _activity_where(Activity.owner_id == actor.id, Activity.once == once).id


def understood(actor: Actor, line: str, *, written_on: date | None = None) -> Understood:
    """What a line says to somebody with the actor's goals: today, or on the day it was written.

    Goals are asked for on ``@``.
    """
    today = clock.today(actor.time_zone)
    return understand(
        line,
        today=min(written_on or today, today),
        goals=plan.goal_choices(actor) if "@" in line else (),
        find_goal=find_goal,
        language=actor.language,
    )


def my_tags(actor: Actor, limit: int | None = None) -> list[TagCount]:
    """The actor's tags, the most used first."""
    rows = _TAGS.rows(actor_id=actor.id, limit=_FURTHEST if limit is None else limit)
    return [TagCount(tag=tag, activities=count) for tag, count in rows]


def fragments_waiting(actor: Actor) -> int:
    """How many fragments wait to be made sense of."""
    ((waiting,),) = _FRAGMENTS.rows(actor_id=actor.id)
    return waiting


def ids_for(actor: Actor, filters: Filters) -> list[UUID]:
    """The ids of all activities that ``filters`` let through, in no particular order."""
    stmt = _only(actor, select(Activity.id).where(policy.editable_by()), filters)
    return list(db.session.scalars(stmt, {"actor_id": actor.id}))


def count_for(actor: Actor, filters: Filters) -> int:
    """How many activities ``filters`` let through."""
    stmt = _only(actor, select(func.count(Activity.id)).where(policy.editable_by()), filters)
    return db.session.scalar(stmt, {"actor_id": actor.id}) or 0


def _only(actor: Actor, stmt: Listed, filters: Filters) -> Listed:
    if filters.words and (question := asked(filters.words)):
        stmt = stmt.where(Activity.id.in_(ids_found(actor, ItemKind.ACTIVITY, question)))
    if filters.tag:
        stmt = stmt.where(
            select(ActivityTag.id)
            .where(ActivityTag.activity_id == Activity.id, ActivityTag.tag == filters.tag)
            .exists()
        )
    if filters.goal_id is not None:
        served = select(ActivityGoal.activity_id).where(ActivityGoal.goal_id == filters.goal_id)
        stmt = stmt.where(Activity.id.in_(served))
    if filters.kind is not None:
        stmt = stmt.where(Activity.kind == filters.kind)
    if filters.since is not None:
        stmt = stmt.where(Activity.happened_on >= filters.since)
    if filters.until is not None:
        stmt = stmt.where(Activity.happened_on <= filters.until)
    if filters.fragments:
        stmt = stmt.where(Activity.fragment)
    return stmt


def _sort_key() -> ColumnElement[Any]:
    return tuple_(*_SORT_KEY)


def _place(cursor: Cursor) -> ColumnElement[Any]:
    values = (cursor.happened_on, cursor.kept_at, cursor.position, cursor.id)
    return tuple_(
        *(literal(value, column.type) for value, column in zip(values, _SORT_KEY, strict=True))
    )


def _rows(actor: Actor, stmt: Listed, limit: int) -> Sequence[tuple[Any, ...]]:
    if stmt is _NEWEST_FIRST:  # the top of the log, with everything: what is nearly always asked
        return _TOP.rows(actor_id=actor.id, limit=limit)
    return db.session.execute(stmt, {"actor_id": actor.id, "limit": limit}).all()


def _activity_where(*conditions: ColumnElement[bool]) -> Activity:
    activity = db.session.scalar(select(Activity).where(*conditions))
    if activity is None:
        raise NotFound("There is no such activity.")
    return activity
