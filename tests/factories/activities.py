"""Activities for tests."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.log import queries, services
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity
from tests.factories.people import a_worker


def an_activity(
    *,
    owner: Actor | None = None,
    what: str = "Read the manual",
    on: date | None = None,
    kind: Kind = Kind.OTHER,
    minutes: int | None = None,
    note: str = "",
    thoughts: str = "",
    fragment: bool = False,
    tags: Sequence[str] = (),
    links: Sequence[str] = (),
    goal_ids: Sequence[UUID] = (),
    with_whom: str = "",
) -> Activity:
    """Something its owner did today, unless said when."""
    owner = owner or a_worker()
    entry = NewActivity(
        what=what,
        happened_on=on or clock.today(owner.time_zone),
        kind=kind,
        minutes=minutes,
        note=note,
        thoughts=thoughts,
        fragment=fragment,
        tags=tuple(tags),
        links=tuple(Link(address=address) for address in links),
        goal_ids=tuple(goal_ids),
        with_whom=with_whom,
    )
    with transaction(Database.LEARNING):
        activity_id = services.keep_activity(owner, entry)
    activity = queries.activity_for(owner, activity_id)
    db.session.rollback()
    return activity
