"""What can be attested of an activity."""

from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.languages import long_day
from learnplan.mine.attestations.achievements import Achievement, Fact
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity
from learnplan.mine.log.queries import activity_for


def done_activity(actor: Actor, activity_id: UUID) -> Achievement:
    """The actor's own activity with what can be shown of it; never what they made of it.

    Raises:
        NotFound: it does not exist, or is somebody else's.
    """
    activity = activity_for(actor, activity_id)
    day, minutes = activity.happened_on, activity.minutes
    facts = [
        Fact(key="day", label="On", words=long_day(day, actor.language)),
        Fact(
            key="kind",
            label="What it was",
            words="" if activity.kind is Kind.OTHER else activity.kind.capitalize(),
        ),
        Fact(key="minutes", label="Time", words=f"{minutes} minutes" if minutes else ""),
        Fact(key="note", label="Note", words=activity.note),
    ]
    return Achievement(item=activity.as_item, facts=tuple(fact for fact in facts if fact.words))


def is_there(owner_id: UUID, activity_id: UUID) -> bool:
    """Whether an activity is there, neither deleted nor gone."""
    stmt = select(Activity.id).where(
        Activity.id == activity_id,
        Activity.owner_id == owner_id,
        Activity.deleted_at.is_(None),
    )
    return db.session.scalar(stmt) is not None
