"""What somebody does with roles in private: listing one, marking where they stand, taking options.

Nothing here reaches Ours, and nothing counts it.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound, require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.log import services as activities
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.kinds import WHAT_LIMIT, Kind
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.portable import STEP_LIMIT, TITLE_LIMIT
from learnplan.mine.plan.services import goals, steps
from learnplan.mine.plan.words import Horizon, Need, State
from learnplan.mine.roles import policy, queries
from learnplan.mine.roles.models import Mark, RoleListed, Taken
from learnplan.ours.brokerage.queries.offers import OptionSeen
from learnplan.ours.brokerage.queries.roles import LevelSeen, Named, RoleSeen
from learnplan.ours.brokerage.words import OptionKind, OptionNeed

NOT_YOURS = "Only its owner can change this."
NEEDS = {OptionNeed.JUST_IN_TIME: Need.JUST_IN_TIME, OptionNeed.JUST_IN_CASE: Need.JUST_IN_CASE}
KINDS = {
    OptionKind.COURSE: Kind.COURSE,
    OptionKind.CLASSROOM: Kind.CLASSROOM_SESSION,
    OptionKind.BOOK: Kind.READING,
    OptionKind.MENTOR: Kind.MENTORING,
    OptionKind.CIRCLE: Kind.COMMUNITY,
    OptionKind.SHADOWING: Kind.SHADOWING,
    OptionKind.JOB_AID: Kind.PRACTICE,
    OptionKind.ARTICLE: Kind.READING,
}


def list_role(
    actor: Actor, role: RoleSeen, *, level: LevelSeen | None, horizon: Horizon
) -> RoleListed:
    """Put a role on one's own list, or say anew what one looks for in it."""
    line = queries.listed(actor, role.key)
    if line is None:
        line = RoleListed(owner_id=actor.id, role_key=role.key, role=role.name)
        db.session.add(line)
    line.role, line.horizon, line.taken_off_at = role.name, horizon, None
    line.level_key = level.key if level is not None else ""
    line.level = level.name if level is not None else ""
    db.session.flush()
    return line


def take_off(actor: Actor, role_key: str) -> RoleListed:
    """Take a role off one's list. It can be put back for a day; marks stay.

    Raises:
        NotFound: it is not on it.
    """
    line = _line(actor, role_key)
    line.taken_off_at = clock.now()
    db.session.flush()
    purge_taken_off(clock.now() - KEPT_FOR_UNDO, owner=actor)
    return line


def put_back(actor: Actor, role_key: str) -> RoleListed:
    """Put a role back that was taken off a short while ago.

    Raises:
        NotFound: there was none, or it is gone for good.
    """
    line = _line(actor, role_key)
    line.taken_off_at = None
    db.session.flush()
    return line


def mark(actor: Actor, said: Mapping[Named, str | None]) -> None:
    """Note where one stands with competencies, for oneself.

    Args:
        actor: who stands there.
        said: for each competency a level, an empty one for not yet, or None to take the mark off.
    """
    known = queries.marks_of(actor, [competency.key for competency in said])
    for competency, level in said.items():
        row = known.get(competency.key)
        if level is None:
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(
                Mark(
                    owner_id=actor.id,
                    competency_key=competency.key,
                    competency=competency.name,
                    level=level,
                )
            )
        elif row.level != level:
            row.level, row.marked_at = level, clock.now()
    db.session.flush()


def take_option(
    actor: Actor,
    option: OptionSeen,
    *,
    back: str,
    goal_id: UUID | None = None,
    once: str | None = None,
) -> Taken:
    """Take a learning option into one's plan: as a goal of its own, or as a step of one.

    A form that carries the word ``once`` makes one goal, however often it is sent.

    Args:
        actor: whose plan it is.
        option: what they take.
        back: the address of the option in Mine, for the link back to it.
        goal_id: the goal it becomes a step of; without it, it becomes a goal.
        once: the word of the form.

    Raises:
        NotFound: the goal is not theirs.
    """
    link = f" ({option.link})" if option.link else ""
    if goal_id is not None:
        goal = plan.own_goal_for(actor, goal_id)
        step = steps.add_step(actor, goal, text=f"{option.title}{link}"[:STEP_LIMIT])
        taken = Taken(
            owner_id=actor.id,
            option_key=option.key,
            option=option.title,
            goal_id=goal.id,
            step_id=step.id,
        )
    else:
        goal = goals.set_goal(
            actor,
            title=option.title[:TITLE_LIMIT],
            why=f"[The option as it is on the menu]({back}){_where(option)}",
            need=NEEDS.get(option.need) if option.need else None,
            state=State.ACTIVE,
            once=once,
        )
        if (known := queries.taken_as(actor, goal.id)) is not None:
            return known
        taken = Taken(
            owner_id=actor.id, option_key=option.key, option=option.title, goal_id=goal.id
        )
    db.session.add(taken)
    db.session.flush()
    return taken


def log_option(actor: Actor, option: OptionSeen, *, once: str | None = None) -> UUID:
    """Write an option down as what one did today; returns the activity's id.

    It serves whatever goals of theirs the option was taken into. A form that carries the word
    ``once`` writes it down once, however often it is sent.
    """
    goal_ids = dict.fromkeys(place.goal_id for place in queries.in_my_plan(actor, option.key))
    entry = NewActivity(
        what=option.title[:WHAT_LIMIT],
        happened_on=clock.today(actor.time_zone),
        kind=KINDS.get(option.kind, Kind.OTHER),
        links=(Link(address=option.link, title=option.provider),) if option.link else (),
        goal_ids=tuple(goal_ids),
    )
    return activities.keep_activity(actor, entry, once=once)


def undo_taking(actor: Actor, taken: Taken) -> None:
    """Take an option out of the plan again: the step, or the goal that it became.

    Raises:
        Refused: it is not theirs.
        NotFound: the goal is gone already.
    """
    require(policy.owns(actor, taken), NOT_YOURS)
    goal = plan.own_goal_for(actor, taken.goal_id)
    if taken.step_id is not None:
        steps.remove_step(actor, goal, plan.step_for(actor, goal.id, taken.step_id))
    else:
        goals.delete_goal(actor, goal)
    db.session.delete(taken)
    db.session.flush()


def purge_taken_off(before: datetime, *, owner: Actor | None = None) -> None:
    """Remove for good what was taken off a list ``before`` a moment."""
    stmt = delete(RoleListed).where(RoleListed.taken_off_at < before)
    if owner is not None:
        stmt = stmt.where(policy.owned_by(owner, RoleListed))
    db.session.execute(stmt)


def _line(actor: Actor, role_key: str) -> RoleListed:
    line = queries.listed(actor, role_key)
    if line is None:
        raise NotFound("This role is not on your list.")
    return line


def _where(option: OptionSeen) -> str:
    """Who provides an option and where it is, as it stands behind the link back."""
    by = f", {option.provider}" if option.provider else ""
    return f"{by}: <{option.link}>" if option.link else by
