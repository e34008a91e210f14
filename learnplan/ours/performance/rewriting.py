"""Changing what a unit promised, or where its limits are worked out anew.

Whoever changes it signs it: the name beside it is that of who says what stands there now.
"""

from datetime import date

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.ours.performance import policy, recording
from learnplan.ours.performance.models import LimitsStep, Target
from learnplan.ours.performance.writing import NOT_ITS_MANAGER, foothold_of


def change_target(
    actor: Actor,
    target: Target,
    *,
    value: float,
    starts_on: date,
    owner: str,
    review_on: date | None,
    why: str,
    version: int | None,
) -> None:
    """Promise something else, or have it looked at on another day. What was decided stays.

    Raises:
        Refused: they do not manage the unit.
        Conflict: it was changed since ``version``.
        Invalid: it is to be looked at before it holds.
    """
    _begin(actor, target, version)
    if review_on is not None and review_on <= starts_on:
        raise Invalid("Choose a day after the target begins.", field="review_on")
    target.value, target.starts_on, target.owner = value, starts_on, owner
    target.review_on, target.why = review_on, why
    _sign(actor, target)


def change_step(
    actor: Actor,
    step: LimitsStep,
    *,
    starts_on: date,
    reason: str,
    baseline: int | None,
    version: int | None,
) -> None:
    """Have limits worked out anew from elsewhere, or for a reason that says it better.

    Raises:
        Refused: they do not manage the unit.
        Conflict: it was changed since ``version``.
        Invalid: another step is there already.
    """
    _begin(actor, step, version)
    there = select(LimitsStep.id).where(
        LimitsStep.unit_id == step.unit_id,
        LimitsStep.indicator_id == step.indicator_id,
        LimitsStep.starts_on == starts_on,
        LimitsStep.removed_at.is_(None),
        LimitsStep.id != step.id,
    )
    if db.session.scalar(there) is not None:
        raise Invalid("Limits are worked out anew from there already.", field="starts_on")
    step.starts_on, step.reason, step.baseline = starts_on, reason, baseline
    _sign(actor, step)


def _begin(actor: Actor, thing: Target | LimitsStep, version: int | None) -> None:
    require(policy.can_steer(foothold_of(actor, [thing.unit_id])), NOT_ITS_MANAGER)
    db.session.refresh(thing, with_for_update=True)  # two windows may save at the same moment
    if thing.version != version:
        raise Conflict("This was changed in another window while you were writing.")


def _sign(actor: Actor, thing: Target | LimitsStep) -> None:
    thing.author_id, thing.author, thing.written_at = actor.id, actor.name, clock.now()
    thing.version += 1
    recording.stir()
    db.session.flush()
