"""Reads of the log. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.log import policy
from learnplan.mine.log.capture import Understood, understand
from learnplan.mine.log.entries import Link
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityTag, Evidence
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.handles import find_goal

Listed = Select[*tuple[Any, ...]]

PAGE = 50
BEGINNING = 600
NOTE_SHOWN = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SORT_KEY = (Activity.happened_on, Activity.kept_at, Activity.position, Activity.id)
_COLUMNS = (
    Activity.id,
    Activity.what,
    Activity.happened_on,
    Activity.happened_at,
    Activity.kind,
    Activity.minutes,
    Activity.fragment,
    Activity.with_whom,
    func.substr(Activity.note, 1, NOTE_SHOWN).label("note"),
    Activity.kept_at,
    Activity.position,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """An activity as a list shows it: of its note, the beginning.

    ``kept_at`` and ``position`` are its place in its day.
    """

    id: UUID
    what: str
    happened_on: date
    happened_at: time | None
    kind: Kind
    minutes: int | None
    fragment: bool
    with_whom: str
    note: str
    kept_at: datetime
    position: int
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


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
            return cls(
                happened_on=date.fromisoformat(day),
                kept_at=_EPOCH + timedelta(microseconds=int(microseconds)),
                position=int(position),
                id=UUID(activity_id),
            )
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        microseconds = (self.kept_at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.happened_on}.{microseconds}.{self.position}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which activities to list; all that are given must hold. ``until`` is the last day."""

    tag: str = ""
    goal_id: UUID | None = None
    kind: Kind | None = None
    since: date | None = None
    until: date | None = None
    fragments: bool = False


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
    stmt = _listed(actor, filters or Filters())
    if before is not None:
        newer = _views(stmt.where(_sort_key() > _place(before)).order_by(*_SORT_KEY), limit + 1)
        if len(newer) <= limit:
            return log_for(actor, filters, limit=limit)
        shown = tuple(reversed(newer[:limit]))
        return LogPage(
            activities=_furnished(shown), newer=Cursor.at(shown[0]), older=Cursor.at(shown[-1])
        )
    if after is not None:
        stmt = stmt.where(_sort_key() < _place(after))
    found = _views(stmt.order_by(*(column.desc() for column in _SORT_KEY)), limit + 1)
    shown = tuple(found[:limit])
    return LogPage(
        activities=_furnished(shown),
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


def understood(actor: Actor, line: str) -> Understood:
    """What a line says, today, to somebody with the actor's goals. Goals are asked for on ``@``."""
    return understand(
        line,
        today=clock.today(actor.time_zone),
        goals=plan.goal_choices(actor) if "@" in line else (),
        find_goal=find_goal,
    )


def my_tags(actor: Actor, limit: int | None = None) -> list[TagCount]:
    """The actor's tags, the most used first."""
    uses = func.count()
    deleted = select(Activity.id).where(policy.restorable_by(actor))
    stmt = (
        select(ActivityTag.tag, uses)
        .where(ActivityTag.owner_id == actor.id, ActivityTag.activity_id.not_in(deleted))
        .group_by(ActivityTag.tag)
        .order_by(uses.desc(), ActivityTag.tag)
        .limit(limit)
    )
    return [TagCount(tag=tag, activities=count) for tag, count in db.session.execute(stmt)]


def fragments_waiting(actor: Actor) -> int:
    """How many fragments wait to be made sense of."""
    stmt = select(func.count()).where(policy.editable_by(actor), Activity.fragment)
    return db.session.scalar(stmt) or 0


def _listed(actor: Actor, filters: Filters) -> Listed:
    stmt: Listed = select(*_COLUMNS).where(policy.editable_by(actor))
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


def _views(stmt: Listed, limit: int) -> list[ActivityView]:
    return [
        ActivityView(
            id=activity_id,
            what=what,
            happened_on=day,
            happened_at=at,
            kind=kind,
            minutes=minutes,
            fragment=fragment,
            with_whom=with_whom,
            note=note,
            kept_at=kept_at,
            position=position,
        )
        for activity_id, what, day, at, kind, minutes, fragment, with_whom, note, kept_at, position
        in db.session.execute(stmt.limit(limit))
    ]  # fmt: skip


def _furnished(views: Sequence[ActivityView]) -> tuple[ActivityView, ...]:
    """The same activities with their tags and links, fetched for all of them in one query."""
    ids = [view.id for view in views]
    if not ids:
        return ()
    tags = select(
        ActivityTag.activity_id,
        literal(-1).label("place"),
        ActivityTag.tag.label("words"),
        literal("").label("title"),
    ).where(ActivityTag.activity_id.in_(ids))
    links = select(Evidence.activity_id, Evidence.position, Evidence.address, Evidence.title).where(
        Evidence.activity_id.in_(ids)
    )
    stmt = union_all(tags, links).order_by("place", "words")
    tags_of: dict[UUID, list[str]] = {}
    links_of: dict[UUID, list[Link]] = {}
    which = {"mapper": ActivityTag.__mapper__}  # a union does not say whose database it asks
    for activity_id, place, words, title in db.session.execute(stmt, bind_arguments=which):
        if place < 0:
            tags_of.setdefault(activity_id, []).append(words)
        else:
            links_of.setdefault(activity_id, []).append(Link(address=words, title=title))
    return tuple(
        replace(view, tags=tuple(tags_of.get(view.id, ())), links=tuple(links_of.get(view.id, ())))
        if view.id in tags_of or view.id in links_of
        else view
        for view in views
    )


def _activity_where(*conditions: ColumnElement[bool]) -> Activity:
    activity = db.session.scalar(select(Activity).where(*conditions))
    if activity is None:
        raise NotFound("There is no such activity.")
    return activity
