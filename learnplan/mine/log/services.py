"""Keeping an activity, making sense of it later, and letting it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.log import bulk, policy, queries
from learnplan.mine.log.capture import Understood
from learnplan.mine.log.entries import Link, NewActivity, normal_tag
from learnplan.mine.log.finding import findable
from learnplan.mine.log.models import Activity, ActivityGoal, ActivityLink, ActivityTag
from learnplan.mine.plan import queries as plan
from learnplan.mine.search import services as search
from learnplan.mine.sharing.items import ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What was kept of one line, and what it was understood to say."""

    id: UUID
    said: Understood


def capture(
    actor: Actor, line: str, *, once: str | None = None, written_on: date | None = None
) -> Captured:
    """Keep one line as it is understood. Nothing but words is a fragment.

    A line that was ``written_on`` an earlier day means that day by today.

    A form that carries the word ``once`` makes one entry, however often it is sent.

    Raises:
        Invalid: there is nothing in it, or it cannot be kept.
    """
    said = queries.understood(actor, line, written_on=written_on)
    entry = NewActivity(
        what=said.what,
        happened_on=said.on,
        minutes=said.minutes,
        note=said.note,
        fragment=said.is_fragment,
        tags=said.tags,
        links=tuple(Link(address=address) for address in said.links),
        goal_ids=(said.goal.id,) if said.goal else (),
    )
    return Captured(id=_keep_once(actor, entry, once), said=said)


def keep_activity(actor: Actor, entry: NewActivity, *, once: str | None = None) -> UUID:
    """Write down an activity, visible to ``actor`` alone, and say under which id.

    Raises:
        Invalid: it serves a goal that is not theirs.
    """
    _check_goals(actor, entry.goal_ids)
    return _keep_once(actor, entry, once)


def make_sense(
    actor: Actor, activity: Activity, entry: NewActivity, *, version: int | None
) -> None:
    """Say anew what an activity was; a fragment is one no longer.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
        Invalid: it serves a goal that is not theirs.
    """
    require(policy.can_edit(actor, activity), "Only its owner can change an activity.")
    db.session.refresh(activity, with_for_update=True)  # two windows may save at the same moment
    if activity.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    _check_goals(actor, entry.goal_ids)
    for name in (
        "what", "happened_on", "happened_at", "kind", "purpose", "minutes", "note", "thoughts",
        "with_whom", "fragment",
    ):  # fmt: skip
        setattr(activity, name, getattr(entry, name))
    _change_tags(actor, activity, entry.tags)
    _change_goals(actor, activity, entry.goal_ids)
    if [(link.address, link.title) for link in activity.links] != [
        (link.address, link.title) for link in entry.links
    ]:
        activity.links = [
            ActivityLink(address=link.address, title=link.title, position=position)
            for position, link in enumerate(entry.links)
        ]
    activity.version += 1
    db.session.flush()
    search.hand_in_again(actor.id, [findable(activity.id, activity, entry.tags)])


def delete_activity(actor: Actor, activity: Activity) -> None:
    """Take an activity out of every list, its owner's and its readers', at once.

    It can be brought back for a day; what its owner deleted longer ago goes for good now.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, activity), "Only its owner can delete an activity.")
    activity.deleted_at = clock.now()
    activity.once = None  # the same form sent again, from the Back button, keeps it anew
    db.session.flush()
    journal.end(ItemKind.ACTIVITY, activity.id, Ending.DELETED)
    search.hide(ItemKind.ACTIVITY, [activity.id])
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


undo_capture = delete_activity
"""Taking back what was just captured is deleting it: it, too, can be undone."""


def undo_delete(actor: Actor, activity: Activity) -> None:
    """Bring a deleted activity back, with its tags, goals and links, for its readers too.

    Raises:
        Refused: it is not theirs, or not deleted.
    """
    require(policy.can_restore(actor, activity), "Only its owner can bring an activity back.")
    activity.deleted_at = None
    db.session.flush()
    journal.take_back_deletion(ItemKind.ACTIVITY, activity.id)
    search.show_again(ItemKind.ACTIVITY, [activity.id])


def purge_deleted(before: datetime, *, owner: Actor | None = None) -> int:
    """Remove for good what was deleted ``before`` a moment; of one owner, else of everybody.

    Returns how many activities went, with all that hung on them.
    """
    which = Activity.deleted_at.is_not(None) & (Activity.deleted_at < before)
    if owner is not None:
        which &= Activity.owner_id == owner.id
    return bulk.let_go(which)


def _keep_once(actor: Actor, entry: NewActivity, once: str | None) -> UUID:
    kept = bulk.write(actor, [entry], once=once)
    if not kept and once is not None:
        return queries.activity_sent_once(actor, once)
    return kept[0]


def _check_goals(actor: Actor, goal_ids: Sequence[UUID]) -> None:
    if goal_ids and not {goal.id for goal in plan.goal_choices(actor)}.issuperset(goal_ids):
        raise Invalid("This goal is not in your plan any more.", field="goal_ids")


def _change_tags(actor: Actor, activity: Activity, tags: Sequence[str]) -> None:
    wanted = dict.fromkeys(map(normal_tag, tags))
    kept = [tag for tag in activity.tags if tag.tag in wanted]
    known = {tag.tag for tag in kept}
    new = [ActivityTag(owner_id=actor.id, tag=tag) for tag in wanted if tag not in known]
    activity.tags = kept + new


def _change_goals(actor: Actor, activity: Activity, goal_ids: Sequence[UUID]) -> None:
    """Serve these goals. A deleted one stays, in case its owner brings it back."""
    there = {goal.id for goal in plan.goal_choices(actor)} if activity.goals else set()
    kept = [
        served
        for served in activity.goals
        if served.goal_id in goal_ids or served.goal_id not in there
    ]
    known = {served.goal_id for served in kept}
    new = [ActivityGoal(goal_id=goal_id) for goal_id in goal_ids if goal_id not in known]
    activity.goals = kept + new
