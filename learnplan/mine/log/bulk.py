"""Keeping activities, one or a hundred thousand, and letting an import go again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import batched, db
from learnplan.core.errors import Conflict
from learnplan.core.prepared import PreparedInsert
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.queries import ids_with_evidence
from learnplan.mine.log.entries import Link, NewActivity, normal_tag
from learnplan.mine.log.finding import findable
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityLink, ActivityTag
from learnplan.mine.search import services as search
from learnplan.mine.sharing import services as sharing
from learnplan.mine.sharing.items import ItemKind

__all__ = [
    "Forgotten",
    "Kept",
    "Link",
    "NewActivity",
    "forget_import",
    "keep_all",
    "normal_tag",
    "which_exist",
    "write",
]

_activity, _tag, _goal, _link = (
    cast("Table", model.__table__) for model in (Activity, ActivityTag, ActivityGoal, ActivityLink)
)
_ONLY_LATER = {"deleted_at"}
_COLUMNS = [column.name for column in _activity.c if column.name not in _ONLY_LATER]
_put = PreparedInsert(_COLUMNS, insert(_activity))
_put_unless_sent = PreparedInsert(
    _COLUMNS,
    {
        dialect.dialect.name: dialect.insert(_activity).on_conflict_do_nothing(
            index_elements=["owner_id", "once"]
        )
        for dialect in (postgresql, sqlite)
    },
)
_put_parts = [PreparedInsert(table.columns.keys(), insert(table)) for table in (_tag, _goal, _link)]
_which = {"mapper": Activity.__mapper__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of many activities."""

    added: int
    already_there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What became of the activities of an import that was taken back."""

    removed: int
    kept: int


def keep_all(actor: Actor, entries: Sequence[NewActivity], *, import_id: UUID) -> Kept:
    """Keep everything that was read from somewhere else, but nothing twice.

    What its owner deleted a while ago comes in again, as somebody who imports it would expect.

    Raises:
        Conflict: the same things are coming in at this very moment by another way.
    """
    keys = [entry.source_key for entry in entries if entry.source_key is not None]
    seen = which_exist(actor, keys)
    fresh = []
    for entry in entries:
        if entry.source_key is None or entry.source_key not in seen:
            fresh.append(entry)
            seen.add(entry.source_key or "")
    for some in batched(keys):
        let_go(
            (Activity.owner_id == actor.id)
            & Activity.source_key.in_(some)
            & Activity.deleted_at.is_not(None)
        )
    try:
        write(actor, fresh, import_id=import_id)
    except IntegrityError as twice:
        raise Conflict(
            "The same import is running in another window. Look at your log in a moment."
        ) from twice
    return Kept(added=len(fresh), already_there=len(entries) - len(fresh))


def forget_import(actor: Actor, import_id: UUID) -> Forgotten:
    """Take an import back. What its owner has worked on since stays, and is counted."""
    theirs = (Activity.owner_id == actor.id) & (Activity.import_id == import_id)
    untouched = Activity.id.not_in(ids_with_evidence(ItemKind.ACTIVITY))
    removed = let_go(theirs & (Activity.version == 1) & untouched)
    kept = db.session.scalar(
        select(func.count()).select_from(Activity).where(theirs, Activity.deleted_at.is_(None))
    )
    return Forgotten(removed=removed, kept=kept or 0)


def ids_of_import(actor: Actor, import_id: UUID) -> dict[str, UUID]:
    """What an import added to the actor's log, by the name that each has in its source."""
    stmt = select(Activity.source_key, Activity.id).where(
        Activity.owner_id == actor.id, Activity.import_id == import_id
    )
    return {key: activity_id for key, activity_id in db.session.execute(stmt) if key is not None}


def which_exist(actor: Actor, source_keys: Sequence[str]) -> set[str]:
    """Those of ``source_keys`` under which ``actor`` has an activity."""
    found: set[str] = set()
    for some in batched(source_keys):
        stmt = select(Activity.source_key).where(
            Activity.owner_id == actor.id,
            Activity.source_key.in_(some),
            Activity.deleted_at.is_(None),
        )
        found.update(key for key in db.session.scalars(stmt) if key is not None)
    return found


def write(
    actor: Actor,
    entries: Sequence[NewActivity],
    *,
    import_id: UUID | None = None,
    once: str | None = None,
) -> list[UUID]:
    """Put ``entries`` into the tables as they are, and say under which ids.

    The tables are written without the ORM: it is what makes capture and import quick. ``once``
    is for a single entry; nothing is written, and no id said, where its form was sent before.
    """
    if not entries:
        return []
    now = clock.now()
    rows: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    goals: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for entry in entries:
        activity_id = uuid4()
        rows.append(
            {
                "id": activity_id,
                "owner_id": actor.id,
                "what": entry.what,
                "happened_on": entry.happened_on,
                "happened_at": entry.happened_at,
                "kind": entry.kind,
                "purpose": entry.purpose,
                "minutes": entry.minutes,
                "note": entry.note,
                "thoughts": entry.thoughts,
                "with_whom": entry.with_whom,
                "fragment": entry.fragment,
                "kept_at": now,
                "position": entry.position,
                "once": once,
                "import_id": import_id,
                "source_key": entry.source_key,
                "version": 1,
            }
        )
        its = {"activity_id": activity_id}
        tags += [
            {"id": uuid4(), "owner_id": actor.id, "tag": tag, **its}
            for tag in dict.fromkeys(map(normal_tag, entry.tags))
        ]
        goals += [
            {"id": uuid4(), "goal_id": goal_id, **its} for goal_id in dict.fromkeys(entry.goal_ids)
        ]
        links += [
            {
                "id": uuid4(),
                "address": link.address,
                "title": link.title,
                "position": position,
                **its,
            }
            for position, link in enumerate(entry.links)
        ]
    connection = db.session.connection(bind_arguments=_which)
    if once is None:
        _put.put(connection, rows)
    elif not _put_unless_sent.put(connection, rows):
        return []
    for part, values in zip(_put_parts, (tags, goals, links), strict=True):
        if values:
            part.put(connection, values)
    ids = [row["id"] for row in rows]
    search.hand_in(
        actor.id,
        [findable(one, entry, entry.tags) for one, entry in zip(ids, entries, strict=True)],
    )
    return ids


def let_go(which: ColumnElement[bool]) -> int:
    """Remove activities for good, with all that hung on them; returns how many."""
    gone = db.session.scalars(delete(Activity).where(which).returning(Activity.id)).all()
    search.forget(ItemKind.ACTIVITY, gone)
    evidence.forget_items(ItemKind.ACTIVITY, gone)
    sharing.forget_items(ItemKind.ACTIVITY, gone)
    return len(gone)
