"""Activities to point at, by one line each, for rooms above that tie something to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.log import policy
from learnplan.mine.log.models import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """One line of the log and its day."""

    id: UUID
    what: str
    happened_on: date


def find_lines(actor: Actor, words: str = "", *, limit: int) -> list[ActivityLine]:
    """The newest of the actor's own activities; with ``words``, of those whose line has them."""
    return _lines(
        actor,
        *(Activity.what.icontains(each, autoescape=True) for each in words.split()),
        limit=limit,
    )


def lines_of(actor: Actor, activity_ids: Collection[UUID]) -> dict[UUID, ActivityLine]:
    """Those of some activities that are the actor's own, by their ids."""
    found = _lines(actor, Activity.id.in_(activity_ids)) if activity_ids else []
    return {line.id: line for line in found}


def every_id() -> Select[UUID]:
    """The ids of all activities there are, deleted ones too, as a subquery.

    Rooms above let go of what hung on one that is not among them any more.
    """
    return select(Activity.id)


def _lines(
    actor: Actor, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[ActivityLine]:
    stmt = (
        select(Activity.id, Activity.what, Activity.happened_on)
        .where(policy.editable_by(actor), *conditions)
        .order_by(Activity.happened_on.desc(), Activity.kept_at.desc(), Activity.id.desc())
        .limit(limit)
    )
    return [ActivityLine(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name
