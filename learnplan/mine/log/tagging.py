"""Tagging many activities at once, and undoing exactly what that changed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, insert, select, update

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import batched, db
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.log import policy
from learnplan.mine.log.entries import normal_tag
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import TAG_LIMIT
from learnplan.mine.log.models import Activity, ActivityTag, Tagging
from learnplan.mine.log.queries import ids_for
from learnplan.mine.search import services as search
from learnplan.mine.sharing.items import ItemKind

MOST_TAGS = 20
NOTHING_TO_UNDO = "There is nothing to undo any more."
_tag = cast("Table", ActivityTag.__table__)
Changes = Mapping[str, Collection[UUID]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What came of tagging: how many activities changed, and what undoes it."""

    activities: int
    undo: UUID | None


def tag_many(
    actor: Actor,
    tags: Sequence[str],
    *,
    chosen: Collection[UUID] = (),
    matching: Filters | None = None,
    take_away: bool = False,
) -> Tagged:
    """Add tags to activities of the actor's own, or take them away.

    To those that were ``chosen``; or to all that are ``matching``. What had a tag already, or had
    none to take away, is left alone.

    Raises:
        Invalid: there is no tag, no activity, or too much of it.
    """
    wanted = list(dict.fromkeys(filter(None, map(normal_tag, tags))))
    if not wanted:
        raise Invalid("Write one tag or several.", field="tags")
    if len(wanted) > MOST_TAGS or max(map(len, wanted)) > TAG_LIMIT:
        raise Invalid(
            f"At most {MOST_TAGS} tags of {TAG_LIMIT} characters fit at once.", field="tags"
        )
    ids = ids_for(actor, matching) if matching is not None else _own(actor, chosen)
    if not ids:
        raise Invalid("Choose the entries that this is about.", field="which")
    had = _with_tags(ids, wanted)
    if take_away:
        changes = {tag: had[tag] for tag in wanted if had[tag]}
    else:
        changes = {tag: new for tag in wanted if (new := set(ids) - had[tag])}
    if not changes:
        return Tagged(activities=0, undo=None)
    added, removed = ({}, changes) if take_away else (changes, {})
    touched = _change(actor, add=added, remove=removed)
    purge_taggings(clock.now() - KEPT_FOR_UNDO, owner=actor)
    tagging = Tagging(owner_id=actor.id, added=_written(added), removed=_written(removed))
    db.session.add(tagging)
    db.session.flush()
    return Tagged(activities=touched, undo=tagging.id)


def undo_tagging(actor: Actor, tagging: Tagging) -> int:
    """Take back what tagging changed, where that is still so; returns how many activities."""
    added, removed = _read(tagging.added), _read(tagging.removed)
    there = set(_own(actor, {one for ids in (*added.values(), *removed.values()) for one in ids}))
    had = _with_tags(there, [*added, *removed])
    touched = _change(
        actor,
        add={tag: (set(ids) & there) - had[tag] for tag, ids in removed.items()},
        remove={tag: set(ids) & had[tag] for tag, ids in added.items()},
    )
    db.session.delete(tagging)
    db.session.flush()
    return touched


def tagging_for(actor: Actor, tagging_id: UUID) -> Tagging:
    """The tagging, if it is the actor's own and can still be undone.

    Raises:
        NotFound: it does not exist, is somebody else's, or was undone already.
    """
    found = db.session.scalar(
        select(Tagging).where(Tagging.id == tagging_id, Tagging.owner_id == actor.id)
    )
    if found is None:
        raise NotFound(NOTHING_TO_UNDO)
    return found


def purge_taggings(before: datetime, *, owner: Actor | None = None) -> None:
    """Forget what can no longer be undone; of one owner, else of everybody."""
    stmt = delete(Tagging).where(Tagging.made_at < before)
    if owner is not None:
        stmt = stmt.where(Tagging.owner_id == owner.id)
    db.session.execute(stmt)


def _own(actor: Actor, ids: Collection[UUID]) -> list[UUID]:
    own: list[UUID] = []
    for some in batched(ids):
        own += db.session.scalars(
            select(Activity.id).where(policy.editable_by(actor), Activity.id.in_(some))
        )
    return own


def _with_tags(ids: Collection[UUID], tags: Collection[str]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = defaultdict(set)
    for some in batched(ids):
        stmt = select(_tag.c.tag, _tag.c.activity_id).where(
            _tag.c.activity_id.in_(some), _tag.c.tag.in_(tags)
        )
        for tag, activity_id in db.session.execute(stmt, bind_arguments=_LEARNING):
            found[tag].add(activity_id)
    return found


def _change(actor: Actor, *, add: Changes, remove: Changes) -> int:
    """Change tags, and whatever else has to know: open windows, and the search."""
    connection = db.session.connection(bind_arguments=_LEARNING)
    rows = [
        {"id": uuid4(), "owner_id": actor.id, "activity_id": one, "tag": tag}
        for tag, ids in add.items()
        for one in ids
    ]
    if rows:
        connection.execute(insert(_tag), rows)
    for tag, ids in remove.items():
        for some in batched(ids):
            connection.execute(delete(_tag).where(_tag.c.tag == tag, _tag.c.activity_id.in_(some)))
    touched = {one for ids in (*add.values(), *remove.values()) for one in ids}
    for some in batched(touched):
        db.session.execute(
            update(Activity)
            .where(Activity.id.in_(some))
            .values(version=Activity.version + 1)
            .execution_options(synchronize_session=False)
        )
        tags: dict[UUID, list[str]] = {one: [] for one in some}
        stmt = select(_tag.c.activity_id, _tag.c.tag).where(_tag.c.activity_id.in_(some))
        for one, tag in connection.execute(stmt.order_by(_tag.c.tag)):
            tags[one].append(tag)
        search.tag_again(actor.id, ItemKind.ACTIVITY, tags)
    return len(touched)


def _written(changes: Changes) -> dict[str, list[str]]:
    return {tag: [one.hex for one in ids] for tag, ids in changes.items()}


def _read(changes: Any) -> dict[str, list[UUID]]:
    """What ``_written`` wrote.

    Raises:
        NotFound: it is anything else.
    """
    try:
        read = {str(tag): [UUID(one) for one in ids] for tag, ids in changes.items()}
    except (AttributeError, TypeError, ValueError):
        raise NotFound(NOTHING_TO_UNDO) from None
    if any(len(tag) > TAG_LIMIT for tag in read):
        raise NotFound(NOTHING_TO_UNDO)
    return read


_LEARNING = {"mapper": Activity.__mapper__}
