"""Reads of one's own: roles on a list, marks, what was taken, and what was said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.plan import queries as plan
from learnplan.mine.roles import policy
from learnplan.mine.roles.models import Mark, RoleListed, Taken, WordDraft
from learnplan.ours.brokerage.queries.roles import LevelSeen, Needed, RolePage

NOT_YET = "not yet"
"""What a page calls a mark without a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A competency that is needed, and where somebody stands with it, by their own word.

    ``marked`` is a level, or ``NOT_YET``, or nothing where they have not marked it.
    """

    need: Needed
    marked: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InMyPlan:
    """Where in somebody's plan something is that they took."""

    taken_id: UUID
    goal_id: UUID
    goal: str
    is_step: bool


def listed_by(actor: Actor) -> Sequence[RoleListed]:
    """The roles on the actor's list, those they have first, then the next ones."""
    stmt = select(RoleListed).where(
        policy.owned_by(actor, RoleListed), RoleListed.taken_off_at.is_(None)
    )
    return db.session.scalars(stmt.order_by(RoleListed.horizon, RoleListed.listed_at)).all()


def listed(actor: Actor, role_key: str) -> RoleListed | None:
    """The actor's own line about a role, also one that they took off their list."""
    stmt = select(RoleListed).where(
        policy.owned_by(actor, RoleListed), RoleListed.role_key == role_key
    )
    return db.session.scalar(stmt)


def marks_of(actor: Actor, keys: Iterable[str]) -> dict[str, Mark]:
    """Where the actor stands with these competencies, as far as they marked it."""
    stmt = select(Mark).where(policy.owned_by(actor, Mark), Mark.competency_key.in_(list(keys)))
    return {mark.competency_key: mark for mark in db.session.scalars(stmt)}


def standings(actor: Actor, role: RolePage, level: LevelSeen | None) -> list[Standing]:
    """Where the actor stands with what a level of a role needs, as they marked it themselves."""
    needs = level.needs if level is not None else role.unlevelled
    marks = marks_of(actor, [need.competency.key for need in needs])
    ranks = {name: rank for rank, name in enumerate(role.scale)}
    found = []
    for need in needs:
        mark = marks.get(need.competency.key)
        marked = "" if mark is None else mark.level or NOT_YET
        found.append(Standing(need=need, marked=marked, is_missing=_lacks(mark, need, ranks)))
    return found


def in_my_plan(actor: Actor, option_key: str) -> list[InMyPlan]:
    """Where in the actor's plan an option is that they took, the latest first."""
    stmt = (
        select(Taken)
        .where(policy.owned_by(actor, Taken), Taken.option_key == option_key)
        .order_by(Taken.taken_at.desc(), Taken.id)
    )
    found = []
    for taken in db.session.scalars(stmt):
        try:
            goal = plan.own_goal_for(actor, taken.goal_id)
        except NotFound:  # it is deleted, and can still be brought back
            continue
        found.append(
            InMyPlan(
                taken_id=taken.id,
                goal_id=goal.id,
                goal=goal.title,
                is_step=taken.step_id is not None,
            )
        )
    return found


def taken_for(actor: Actor, taken_id: UUID) -> Taken:
    """What the actor took into their plan.

    Raises:
        NotFound: there is no such thing, or it is somebody else's.
    """
    stmt = select(Taken).where(policy.owned_by(actor, Taken), Taken.id == taken_id)
    taken = db.session.scalar(stmt)
    if taken is None:
        raise NotFound("There is no such thing in your plan.")
    return taken


def taken_as(actor: Actor, goal_id: UUID) -> Taken | None:
    """What the actor took that became this goal, if it did."""
    stmt = select(Taken).where(
        policy.owned_by(actor, Taken), Taken.goal_id == goal_id, Taken.step_id.is_(None)
    )
    return db.session.scalar(stmt)


def said_of(actor: Actor, option_key: str) -> WordDraft | None:
    """What the actor wrote of an option, told or not."""
    draft = ever_said_of(actor, option_key)
    return None if draft is None or draft.thrown_away_at else draft


def ever_said_of(actor: Actor, option_key: str) -> WordDraft | None:
    """What the actor wrote of an option, also what they threw away a short while ago."""
    stmt = select(WordDraft).where(
        policy.owned_by(actor, WordDraft), WordDraft.option_key == option_key
    )
    return db.session.scalar(stmt)


def draft_for(actor: Actor, draft_id: UUID, *, thrown_away: bool = False) -> WordDraft:
    """What the actor wrote of an option; what they threw away where that is asked for.

    Raises:
        NotFound: there is no such thing, or it is somebody else's.
    """
    stmt = select(WordDraft).where(policy.owned_by(actor, WordDraft), WordDraft.id == draft_id)
    draft = db.session.scalar(stmt)
    if draft is None or (draft.thrown_away_at is not None) != thrown_away:
        raise NotFound("You have written no such thing.")
    return draft


def drafts_of(actor: Actor) -> Sequence[WordDraft]:
    """All that the actor wrote of options, the latest first."""
    stmt = select(WordDraft).where(
        policy.owned_by(actor, WordDraft), WordDraft.thrown_away_at.is_(None)
    )
    return db.session.scalars(stmt.order_by(WordDraft.changed_at.desc(), WordDraft.id)).all()


def _lacks(mark: Mark | None, need: Needed, ranks: dict[str, int]) -> bool:
    """Whether a mark says less than is needed; one that was not made says nothing."""
    if mark is None:
        return False
    if not mark.level or not need.level:
        return not mark.level
    if mark.level in ranks and need.level in ranks:
        return ranks[mark.level] < ranks[need.level]
    return mark.level != need.level
