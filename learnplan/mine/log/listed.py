"""An activity as a list shows it, and the columns that it is made of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, func, literal_column, select

from learnplan.core.bulk import Memo
from learnplan.core.db import Database
from learnplan.core.prepared import Prepared, among
from learnplan.mine.log.entries import Link
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity, ActivityLink, ActivityTag

NOTE_SHOWN = 400
BETWEEN_TAGS = "\n"
"""Stands between the tags of an activity; a tag has no space in it but " "."""
_BETWEEN: Any = literal_column(f"'{BETWEEN_TAGS}'", String)
COLUMNS = (
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
    select(func.aggregate_strings(ActivityTag.tag, _BETWEEN))
    .where(ActivityTag.activity_id == Activity.id)
    .correlate(Activity)
    .scalar_subquery()
    .label("tags"),
    select(ActivityLink.id)
    .where(ActivityLink.activity_id == Activity.id)
    .correlate(Activity)
    .exists()
    .label("has_links"),
)
_LINKS = Prepared(
    Database.LEARNING,
    select(ActivityLink.activity_id, ActivityLink.address, ActivityLink.title)
    .where(among(ActivityLink.activity_id, "listed"))
    .order_by(ActivityLink.position, ActivityLink.id),
)


class ActivityView(NamedTuple):
    """An activity as a list shows it: of its note, the beginning.

    ``kept_at`` and ``position`` are its place in its day. A tuple, since a page makes fifty.
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
    tags: tuple[str, ...]
    links: Sequence[Link]


def views_of(rows: Sequence[tuple[Any, ...]]) -> tuple[ActivityView, ...]:
    """Activities out of rows of ``COLUMNS``. Links are asked for where there are any."""
    links = _links_of([row[0] for row in rows if row[-1]])
    tags = Memo[str | None, tuple[str, ...]](
        lambda joined: tuple(sorted(joined.split(BETWEEN_TAGS))) if joined else ()
    )
    return tuple(
        ActivityView._make((*row[:-2], tags[row[-2]], tuple(links[row[0]]) if row[-1] else ()))
        for row in rows
    )


def _links_of(activity_ids: Sequence[UUID]) -> dict[UUID, list[Link]]:
    links: dict[UUID, list[Link]] = defaultdict(list)
    if activity_ids:
        for activity_id, address, title in _LINKS.rows(listed=activity_ids):
            links[activity_id].append(Link(address=address, title=title))
    return links
