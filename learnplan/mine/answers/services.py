"""Answering a pulse and raising signals, and changing one's mind until it is sealed."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.mine.answers import queries
from learnplan.mine.answers.models import (
    Answer,
    AnswerPeriod,
    CoSignature,
    PeriodState,
    UnsignedSignal,
)
from learnplan.ours.pulse import queries as pulse
from learnplan.ours.pulse.plan import Question, plan_of
from learnplan.ours.pulse.quarters import quarter_said


def give_answers(actor: Actor, period: str, given: Mapping[str, int | None]) -> None:
    """Answer questions of an open period; None takes an answer back, which counts as 0.

    Args:
        actor: who answers.
        period: the quarter, like 2026-Q4.
        given: the answers by the keys of their questions; what is not named stays as it was.

    Raises:
        NotFound: nothing was declared for this period.
        Conflict: it is not open, or not any more.
        Refused: they are in none of its blocks.
        Invalid: it is no answer to that question.
    """
    kept = pulse.plan_kept(period)
    questions = {question.key: question for question in plan_of(kept.words).questions}
    must_be_open(kept.id, kept.period)
    seats = pulse.seats_of(actor.id, kept.id)
    require(bool(seats), "You are in no block of this pulse.")
    for key, value in given.items():
        question = questions.get(key)
        if question is None:
            raise Invalid("This is not asked in this period.", field=key)
        require(question.breakdown in seats, "You are in no block of this question.")
        _must_be_an_answer(question, value)
        _keep(actor.id, kept.id, key, value)
    db.session.flush()


def take_back_answers(actor: Actor, period: str) -> None:
    """Take every answer of a period back, as if none had been given. Twice changes nothing.

    Raises:
        NotFound: nothing was declared for this period.
        Conflict: it is not open, or not any more.
    """
    kept = pulse.plan_kept(period)
    must_be_open(kept.id, kept.period)
    db.session.execute(delete(Answer).where(Answer.owner_id == actor.id, Answer.plan_id == kept.id))


def raise_signal(
    actor: Actor, period: str, *, unit_id: UUID, theme: str = "", words: str = ""
) -> None:
    """Raise a signal without a name in one's unit; what was raised there before is co-signed.

    Args:
        actor: who is behind it. That they were the first is not kept.
        period: the open quarter it belongs to.
        unit_id: the unit it was previewed for.
        theme: what it is about, or nothing where it says so in ``words``.
        words: the actor's own words, where it has no theme.

    Raises:
        NotFound: nothing was declared for this period.
        Conflict: it is not open, or not any more.
        Refused: the smallest unit of theirs that is large enough is not this one.
    """
    kept = pulse.plan_kept(period)
    must_be_open(kept.id, kept.period)
    smallest = [unit.id for unit in queries.signalling_units_for(actor, kept.period)[:1]]
    require(smallest == [unit_id], "An unsigned signal is raised in your own unit.")
    signal = queries.signal_like(kept.id, unit_id, theme=theme, words=words)
    if signal is None:
        signal = UnsignedSignal(plan_id=kept.id, unit_id=unit_id, theme=theme, words=words)
        db.session.add(signal)
        db.session.flush()
    _sign(actor, signal)


def cosign_signal(actor: Actor, signal_id: UUID) -> None:
    """Stand behind what somebody of one's unit raised. Doing so twice changes nothing.

    Raises:
        NotFound: there is no such signal for them.
        Conflict: answers are sealed.
    """
    signal = queries.signal_for(actor, signal_id)
    _must_still_be_open(signal)
    _sign(actor, signal)


def take_back_signature(actor: Actor, signal_id: UUID) -> None:
    """Not stand behind a signal any more. The signal stays: so nobody learns who else does.

    Raises:
        NotFound: they are not behind it.
        Conflict: answers are sealed.
    """
    signature, signal = queries.signature_for(actor, signal_id)
    _must_still_be_open(signal)
    db.session.delete(signature)
    db.session.flush()


def must_be_open(plan_id: UUID, period: str) -> None:
    """Go on only while workers may answer.

    Raises:
        Conflict: they cannot yet, or not any more.
    """
    stmt = select(AnswerPeriod.state).where(AnswerPeriod.plan_id == plan_id).with_for_update()
    state = db.session.scalar(stmt)
    if state is None:
        raise Conflict(f"Answers for {quarter_said(period)} have not opened.")
    if state is not PeriodState.OPEN:
        raise Conflict(f"Answers for {quarter_said(period)} are sealed. Nothing was changed.")


def _must_still_be_open(signal: UnsignedSignal) -> None:
    period = select(AnswerPeriod.period).where(AnswerPeriod.plan_id == signal.plan_id)
    must_be_open(signal.plan_id, db.session.scalars(period).one())


def _sign(actor: Actor, signal: UnsignedSignal) -> None:
    mine = (CoSignature.owner_id == actor.id, CoSignature.signal_id == signal.id)
    if db.session.scalar(select(CoSignature.id).where(*mine)) is None:
        db.session.add(CoSignature(owner_id=actor.id, signal_id=signal.id))
        db.session.flush()


def _must_be_an_answer(question: Question, value: int | None) -> None:
    if value is not None and not 0 <= value <= question.most:
        raise Invalid("Choose one of the answers.", field=question.key)


def _keep(owner_id: UUID, plan_id: UUID, question: str, value: int | None) -> None:
    mine = (Answer.owner_id == owner_id, Answer.plan_id == plan_id, Answer.question == question)
    if value is None:
        db.session.execute(delete(Answer).where(*mine))
        return
    answer = db.session.scalar(select(Answer).where(*mine))
    if answer is None:
        db.session.add(Answer(owner_id=owner_id, plan_id=plan_id, question=question, value=value))
    else:
        answer.value = value
