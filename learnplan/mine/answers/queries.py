"""Reads of a period as one worker sees it, of their answers, and of signals they may stand behind.

Fetching is authorisation: another's answers do not exist, nor do signals of a unit somebody was
not in. Nothing here tells who raised a signal, when, or how many are behind it.
"""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound
from learnplan.directory import queries as directory
from learnplan.directory.services.rosters import roster_sizes
from learnplan.mine.answers import policy
from learnplan.mine.answers.models import (
    Answer,
    AnswerPeriod,
    CoSignature,
    PeriodState,
    UnsignedSignal,
)
from learnplan.ours.pulse import queries as pulse
from learnplan.ours.pulse.limits import MOST_PER_YEAR, SMALLEST_SIGNALLING_UNIT
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, plan_of
from learnplan.ours.pulse.quarters import quarter
from learnplan.ours.pulse.questions import ready_questions

_MOST_PRESSING = (
    *(PeriodState.OPEN, PeriodState.SEALED, PeriodState.PUBLISHED),
    *(None, PeriodState.PURGED),
)
_PUBLISHED = (PeriodState.PUBLISHED, PeriodState.PURGED)


class LeftOut(enum.StrEnum):
    """Why somebody is in no block of a breakdown. Public facts, all of them."""

    NOT_FORMED = "not formed"
    NOT_HERE = "not here"
    LEADS = "leads"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseLine:
    """A period and how far it has come; None until answers open."""

    period: str
    state: PeriodState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPulse:
    """A period as one worker sees it: what is asked, and the blocks they are counted in."""

    plan_id: UUID
    period: str
    state: PeriodState | None
    plan: Plan
    blocks: dict[Breakdown, pulse.BlockOutline]
    left_out: dict[Breakdown, LeftOut]

    @property
    def questions(self) -> list[Question]:
        """The questions this worker is asked."""
        return [each for each in self.plan.questions if each.breakdown in self.blocks]

    @property
    def cost(self) -> Fraction:
        """What it costs them, whatever they answer and whether they do."""
        return sum((each.epsilon for each in self.questions), Fraction(0))

    @property
    def is_about_learning(self) -> bool:
        """Whether all it asks is about the conditions for learning, as the ready questions are."""
        return all(each.key in ready_questions() for each in self.plan.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one year's pulses cost somebody: what is spent, and what other periods plan to spend."""

    year: int
    most: Fraction
    spent: Fraction
    planned_besides: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SignallingUnit:
    """A unit that is large enough for unsigned signals, and how many were in it."""

    id: UUID
    name: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignallingPlace:
    """Where somebody can raise and co-sign unsigned signals: an open period, and their units.

    The units are those of its first day, the smallest first; none where nobody could hide.
    """

    plan_id: UUID
    period: str
    was_here: bool
    units: tuple[SignallingUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalToCosign:
    """Somebody's own words, and whether the one who reads them is behind them."""

    id: UUID
    words: str
    unit: str
    is_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSigned:
    """A theme that somebody is behind."""

    id: UUID
    theme: str
    unit: str


def pulses() -> list[PulseLine]:
    """Every period that was declared, the newest first."""
    states = {row.period: row.state for row in _opened()}
    declared = reversed(pulse.plans_declared())
    return [PulseLine(period=plan.period, state=states.get(plan.period)) for plan in declared]


def current_pulse_for(actor: Actor) -> OwnPulse | None:
    """The period that matters most now: an open one before a sealed one, and so on."""
    lines = pulses()
    for state in _MOST_PRESSING:
        for line in lines:
            if line.state is state:
                return pulse_for(actor, line.period)
    return None


def pulse_for(actor: Actor, period: str) -> OwnPulse:
    """A period as the actor sees it.

    Raises:
        NotFound: nothing was declared for it.
    """
    try:
        kept = pulse.plan_kept(period)
    except Invalid as trouble:
        raise NotFound("There is no such period.") from trouble
    plan = plan_of(kept.words)
    seats = pulse.seats_of(actor.id, kept.id)
    outlines = {block.id: block for block in pulse.outlines_of(kept.id)} if seats else {}
    stmt = select(AnswerPeriod.state).where(AnswerPeriod.plan_id == kept.id)
    return OwnPulse(
        plan_id=kept.id,
        period=kept.period,
        state=db.session.scalar(stmt),
        plan=plan,
        blocks={breakdown: outlines[block_id] for breakdown, block_id in seats.items()},
        left_out=_left_out(
            actor,
            [one for one in plan.breakdowns if one not in seats],
            first_day=quarter(kept.period).start,
            are_formed=kept.blocks_hash != "",
        ),
    )


def pulse_waiting_for(actor: Actor) -> OwnPulse | None:
    """An open period that asks the actor something, while they have answered nothing of it."""
    answered = exists().where(Answer.owner_id == actor.id, Answer.plan_id == AnswerPeriod.plan_id)
    stmt = (
        select(AnswerPeriod.period)
        .where(AnswerPeriod.state == PeriodState.OPEN, ~answered)
        .order_by(AnswerPeriod.period.desc())
    )
    waiting = (pulse_for(actor, period) for period in db.session.scalars(stmt).all())
    return next((one for one in waiting if one.questions), None)


def answers_for(actor: Actor, plan_id: UUID) -> dict[str, int]:
    """The actor's own answers to a period, by the keys of their questions."""
    stmt = select(Answer.question, Answer.value).where(
        Answer.owner_id == actor.id, Answer.plan_id == plan_id
    )
    return {row.question: row.value for row in db.session.execute(stmt)}


def budget_for(actor: Actor, own: OwnPulse) -> Budget:
    """What the year of a period costs the actor so far, and what else is planned in it."""
    year = quarter(own.period).start.year
    settled = {row.period for row in _opened() if row.state in _PUBLISHED}
    planned = [
        plan.epsilon
        for plan in pulse.plans_declared()
        if plan.period not in {own.period, *settled} and quarter(plan.period).start.year == year
    ]
    return Budget(
        year=year,
        most=MOST_PER_YEAR,
        spent=pulse.spent_by(actor.id, year),
        planned_besides=sum(planned, Fraction(0)),
    )


def signalling_place_for(actor: Actor) -> SignallingPlace | None:
    """Where the actor can raise unsigned signals now; None while no period is open."""
    newest = next((row for row in _opened() if row.state is PeriodState.OPEN), None)
    if newest is None:
        return None
    line = directory.line_on(quarter(newest.period).start, actor.id)
    return SignallingPlace(
        plan_id=newest.plan_id,
        period=newest.period,
        was_here=line is not None,
        units=signalling_units_for(actor, newest.period),
    )


def signalling_units_for(actor: Actor, period: str) -> tuple[SignallingUnit, ...]:
    """The units the actor was in on a period's first day that are large enough, smallest first."""
    first_day = quarter(period).start
    line = directory.line_on(first_day, actor.id)
    if line is None:
        return ()
    people = roster_sizes(first_day)
    return tuple(
        SignallingUnit(id=unit.id, name=unit.name, people=people[unit.id])
        for unit in reversed(directory.lineage_of(line.unit_id))
        if people.get(unit.id, 0) >= SMALLEST_SIGNALLING_UNIT
    )


def signals_to_cosign(actor: Actor, place: SignallingPlace) -> list[SignalToCosign]:
    """What people of the actor's units raised in their own words, by the alphabet."""
    names = {unit.id: unit.name for unit in place.units}
    stmt = (
        select(UnsignedSignal.id, UnsignedSignal.unit_id, UnsignedSignal.words)
        .add_columns(_signed_by(actor).label("is_signed"))
        .where(UnsignedSignal.plan_id == place.plan_id, policy.seen_in(names))
    )
    found = [
        SignalToCosign(id=row.id, words=row.words, unit=names[row.unit_id], is_signed=row.is_signed)
        for row in db.session.execute(stmt)
    ]
    return sorted(found, key=lambda signal: (signal.words.casefold(), signal.id))


def themes_signed_by(actor: Actor, place: SignallingPlace) -> list[ThemeSigned]:
    """The themes of an open period that the actor is behind, by the alphabet."""
    stmt = (
        select(UnsignedSignal.id, UnsignedSignal.theme, UnsignedSignal.unit_id)
        .where(UnsignedSignal.plan_id == place.plan_id, UnsignedSignal.theme != "")
        .where(_signed_by(actor))
        .order_by(UnsignedSignal.theme, UnsignedSignal.id)
    )
    return [
        ThemeSigned(id=row.id, theme=row.theme, unit=directory.unit_for(row.unit_id).name)
        for row in db.session.execute(stmt)
    ]


def signal_for(actor: Actor, signal_id: UUID) -> UnsignedSignal:
    """An unsigned signal that the actor may co-sign.

    Raises:
        NotFound: there is none, or none that people of their units may read.
    """
    stmt = (
        select(UnsignedSignal, AnswerPeriod.period)
        .join(AnswerPeriod, AnswerPeriod.plan_id == UnsignedSignal.plan_id)
        .where(UnsignedSignal.id == signal_id)
    )
    for signal, period in db.session.execute(stmt):
        if policy.can_see([unit.id for unit in signalling_units_for(actor, period)], signal):
            return signal
    raise NotFound("There is no such signal.")


def signature_for(actor: Actor, signal_id: UUID) -> tuple[CoSignature, UnsignedSignal]:
    """The actor's own signature under an unsigned signal, with the signal.

    Raises:
        NotFound: they are not behind it, or there is no such signal.
    """
    stmt = (
        select(CoSignature, UnsignedSignal)
        .join(UnsignedSignal, UnsignedSignal.id == CoSignature.signal_id)
        .where(CoSignature.owner_id == actor.id, CoSignature.signal_id == signal_id)
    )
    for signature, signal in db.session.execute(stmt):
        return signature, signal
    raise NotFound("There is no such signal.")


def signal_like(plan_id: UUID, unit_id: UUID, *, theme: str, words: str) -> UnsignedSignal | None:
    """The signal that says just this in a unit, if anybody raised it."""
    stmt = select(UnsignedSignal).where(
        UnsignedSignal.plan_id == plan_id,
        UnsignedSignal.unit_id == unit_id,
        UnsignedSignal.theme == theme,
        UnsignedSignal.words == words,
    )
    return db.session.scalar(stmt)


def _signed_by(actor: Actor) -> ColumnElement[bool]:
    return (
        exists()
        .where(CoSignature.signal_id == UnsignedSignal.id, CoSignature.owner_id == actor.id)
        .correlate(UnsignedSignal)
    )


def _opened() -> Sequence[Row[UUID, str, PeriodState]]:
    """The periods that were ever opened, the newest first; their keys stay where they are."""
    stmt = select(AnswerPeriod.plan_id, AnswerPeriod.period, AnswerPeriod.state).order_by(
        AnswerPeriod.period.desc()
    )
    return db.session.execute(stmt).all()


def _left_out(
    actor: Actor, missing: Collection[Breakdown], *, first_day: date, are_formed: bool
) -> dict[Breakdown, LeftOut]:
    if not missing:
        return {}
    if not are_formed:
        return dict.fromkeys(missing, LeftOut.NOT_FORMED)
    line = directory.line_on(first_day, actor.id)
    if line is None:
        return dict.fromkeys(missing, LeftOut.NOT_HERE)
    return dict.fromkeys(missing, LeftOut.LEADS if line.leads else LeftOut.TOO_FEW)
