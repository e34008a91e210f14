"""What people write on boards and charts, with their name, for everyone to read.

A form sent twice writes once. What is taken away is gone from every page at once, can be brought
back for a day, and is then gone for good.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, or_, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory import queries as directory
from learnplan.ours.performance import policy, recording
from learnplan.ours.performance.models import (
    Annotation,
    Indicator,
    LimitsStep,
    Pin,
    Programme,
    Review,
    Standing,
    Target,
)
from learnplan.ours.performance.policy import Foothold

NOT_ITS_MANAGER = "The managers of this unit, and of those above it, do this."
NOT_AT_WORK_HERE = "Whoever works in this unit, below it or above it, writes here."
NOT_THE_AUTHOR = "Only who wrote it can change it."

Written = LimitsStep | Target | Annotation | Programme
_REMOVABLE = (LimitsStep, Target, Annotation, Programme)


def foothold_of(actor: Actor, units: Collection[UUID]) -> Foothold:
    """What the actor is to some units that are shown as one."""
    on = clock.today(actor.time_zone)
    lines = [{above.id for above in directory.lineage_of(unit)} for unit in units]
    line = set().union(*lines)
    joined = directory.units_joined(actor.id, on=on)
    below = {above.id for unit in joined for above in directory.lineage_of(unit)}
    return Foothold(
        manages=not line.isdisjoint(directory.units_managed(actor.id, on=on)),
        works_here=not line.isdisjoint(joined) or not below.isdisjoint(units),
    )


def write_note(
    actor: Actor,
    unit_id: UUID,
    *,
    happened_on: date,
    words: str,
    indicator_id: UUID | None = None,
    once: str | None = None,
) -> None:
    """Note what happened in a unit, on one chart or on all of its charts and those below it.

    Raises:
        Refused: they do not work there.
        Invalid: the day has not come.
    """
    require(policy.can_write(foothold_of(actor, [unit_id])), NOT_AT_WORK_HERE)
    _require_come(actor, happened_on)
    _keep(
        Annotation(
            unit_id=unit_id,
            indicator_id=indicator_id,
            happened_on=happened_on,
            words=words,
            author_id=actor.id,
            author=actor.name,
            once=once,
        )
    )


def rewrite_note(
    actor: Actor, note: Annotation, *, happened_on: date, words: str, version: int | None
) -> None:
    """Change what a note says.

    Raises:
        Refused: somebody else wrote it.
        Conflict: it was changed since ``version``.
        Invalid: the day has not come.
    """
    require(policy.can_rewrite(actor, note.author_id), NOT_THE_AUTHOR)
    _require_come(actor, happened_on)
    db.session.refresh(note, with_for_update=True)  # two windows may save at the same moment
    if note.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    note.happened_on, note.words, note.version = happened_on, words, note.version + 1
    _stir()


def declare_step(
    actor: Actor,
    unit_id: UUID,
    indicator_id: UUID,
    *,
    starts_on: date,
    reason: str,
    baseline: int | None = None,
    once: str | None = None,
) -> None:
    """Have the limits of a chart worked out anew from a period on, for a reason.

    Raises:
        Refused: they do not manage the unit.
        Invalid: a step is there already.
    """
    require(policy.can_steer(foothold_of(actor, [unit_id])), NOT_ITS_MANAGER)
    there = select(LimitsStep.id).where(
        LimitsStep.unit_id == unit_id,
        LimitsStep.indicator_id == indicator_id,
        LimitsStep.starts_on == starts_on,
        LimitsStep.removed_at.is_(None),
        or_(LimitsStep.once.is_(None), LimitsStep.once != once),
    )
    if db.session.scalar(there) is not None:
        raise Invalid("Limits are worked out anew from there already.", field="starts_on")
    _keep(
        LimitsStep(
            unit_id=unit_id,
            indicator_id=indicator_id,
            starts_on=starts_on,
            reason=reason,
            baseline=baseline,
            author_id=actor.id,
            author=actor.name,
            once=once,
        )
    )


def set_target(
    actor: Actor,
    unit_id: UUID,
    indicator_id: UUID,
    *,
    value: float,
    starts_on: date,
    owner: str,
    review_on: date | None = None,
    why: str = "",
    once: str | None = None,
) -> None:
    """Promise a value from a day on. Earlier periods keep the target that held then.

    Raises:
        Refused: they do not manage the unit.
        Invalid: it is to be looked at before it holds.
    """
    require(policy.can_steer(foothold_of(actor, [unit_id])), NOT_ITS_MANAGER)
    if review_on is not None and review_on <= starts_on:
        raise Invalid("Choose a day after the target begins.", field="review_on")
    _keep(
        Target(
            unit_id=unit_id,
            indicator_id=indicator_id,
            value=value,
            starts_on=starts_on,
            owner=owner,
            review_on=review_on,
            why=why,
            author_id=actor.id,
            author=actor.name,
            once=once,
        )
    )


def propose_programme(
    actor: Actor,
    unit_id: UUID,
    indicator_id: UUID,
    *,
    title: str,
    what: str,
    starts_on: date,
    due_on: date,
    amount: float,
    once: str | None = None,
) -> None:
    """Say what the unit tries, which indicator it is to move, by how much and by when.

    Raises:
        Refused: they do not work there.
        Invalid: it moves nothing, or ends before it begins.
    """
    require(policy.can_write(foothold_of(actor, [unit_id])), NOT_AT_WORK_HERE)
    if not amount:
        raise Invalid("Write by how much: more than nothing, or less.", field="amount")
    if due_on <= starts_on:
        raise Invalid("Choose a day after it begins.", field="due_on")
    _keep(
        Programme(
            unit_id=unit_id,
            indicator_id=indicator_id,
            title=title,
            what=what,
            starts_on=starts_on,
            due_on=due_on,
            amount=amount,
            author_id=actor.id,
            author=actor.name,
            once=once,
        )
    )


def decide(
    actor: Actor,
    thing: Target | Programme,
    *,
    decided: str,
    next_on: date | None,
    once: str | None = None,
) -> None:
    """Say what was decided of a target or a programme, and when it is looked at next.

    A programme without a next day retires.

    Raises:
        Refused: they do not manage the unit (nor proposed the programme).
        Invalid: the next day is not one to come.
        Conflict: the programme has retired.
    """
    mine = isinstance(thing, Programme) and policy.can_rewrite(actor, thing.author_id)
    require(mine or policy.can_steer(foothold_of(actor, [thing.unit_id])), NOT_ITS_MANAGER)
    today = clock.today(actor.time_zone)
    if next_on is not None and next_on <= today:
        raise Invalid("Choose a day that is still to come.", field="next_on")
    if isinstance(thing, Programme):
        db.session.refresh(thing, with_for_update=True)
        if thing.standing is Standing.RETIRED:
            raise Conflict("This programme has retired.")
    review = Review(
        decided=decided,
        decided_on=today,
        next_on=next_on,
        author_id=actor.id,
        author=actor.name,
        once=once,
    )
    if isinstance(thing, Programme):
        review.programme_id = thing.id
        if next_on is None:
            thing.standing = Standing.RETIRED
    else:
        review.target_id = thing.id
    _keep(review)


def take_away(actor: Actor, thing: Written) -> None:
    """Take something that was written off every page. It can be brought back for a day.

    Raises:
        Refused: it is not theirs to take away.
    """
    _require_may_take_away(actor, thing)
    thing.removed_at = clock.now()
    thing.once = None  # the same form sent again, from the Back button, writes another
    _stir()
    purge_taken_away(clock.now() - KEPT_FOR_UNDO)


def purge_taken_away(before: datetime) -> None:
    """Let go for good of what was taken away before a moment. No page shows it any more."""
    for table in _REMOVABLE:
        db.session.execute(delete(table).where(table.removed_at < before))


def bring_back(actor: Actor, thing: Written) -> None:
    """Put something back that was taken away.

    Raises:
        Refused: it is not theirs to put back.
    """
    _require_may_take_away(actor, thing)
    thing.removed_at = None
    _stir()


def pin(actor: Actor, unit_id: UUID, indicator_id: UUID) -> None:
    """Let an indicator stand on a unit's board before those that are not pinned, as the last.

    Raises:
        Refused: they do not manage the unit.
        NotFound: there is no such indicator.
    """
    require(policy.can_steer(foothold_of(actor, [unit_id])), NOT_ITS_MANAGER)
    _stir()
    if db.session.get(Indicator, indicator_id) is None:
        raise NotFound("There is no such indicator.")
    pins = _pins(unit_id)
    if indicator_id not in {each.indicator_id for each in pins}:
        last = pins[-1].place if pins else 0
        db.session.add(Pin(unit_id=unit_id, indicator_id=indicator_id, place=last + 1))
        db.session.flush()


def raise_pin(actor: Actor, unit_id: UUID, indicator_id: UUID) -> None:
    """Let a pinned indicator change places with the one before it.

    Raises:
        Refused: they do not manage the unit.
    """
    require(policy.can_steer(foothold_of(actor, [unit_id])), NOT_ITS_MANAGER)
    _stir()
    pins = _pins(unit_id)
    at = next((i for i, each in enumerate(pins) if each.indicator_id == indicator_id), 0)
    if at:
        pins[at].place, pins[at - 1].place = pins[at - 1].place, pins[at].place
        db.session.flush()


def unpin(actor: Actor, unit_id: UUID, indicator_id: UUID) -> None:
    """Let an indicator stand among the others again.

    Raises:
        Refused: they do not manage the unit.
    """
    require(policy.can_steer(foothold_of(actor, [unit_id])), NOT_ITS_MANAGER)
    _stir()
    db.session.execute(delete(Pin).where(Pin.unit_id == unit_id, Pin.indicator_id == indicator_id))


def _pins(unit_id: UUID) -> list[Pin]:
    return list(db.session.scalars(select(Pin).where(Pin.unit_id == unit_id).order_by(Pin.place)))


def _require_come(actor: Actor, day: date) -> None:
    if day > clock.today(actor.time_zone):
        raise Invalid("Choose a day that has come.", field="happened_on")


def _require_may_take_away(actor: Actor, thing: Written) -> None:
    """Notes and programmes are their author's; steps and targets are the unit's as well."""
    if isinstance(thing, LimitsStep | Target):
        foothold = foothold_of(actor, [thing.unit_id])
        require(policy.can_take_away(actor, thing.author_id, foothold), NOT_ITS_MANAGER)
    else:
        require(policy.can_rewrite(actor, thing.author_id), NOT_THE_AUTHOR)


def _keep(thing: Written | Review) -> None:
    """Keep something new, unless the form that carries its word ``once`` was kept before."""
    _stir()
    if made_before(type(thing), thing.once) is None:
        db.session.add(thing)
        db.session.flush()


def _stir() -> None:
    """Pages kept from before are of an older version; whoever else writes waits."""
    recording.stir()
    db.session.flush()
