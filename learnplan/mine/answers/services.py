"""Answering a pulse, and changing one's mind until it is sealed."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.mine.answers.models import Answer, AnswerPeriod, PeriodState
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
    for key, value in given.items():
        question = questions.get(key)
        if question is None:
            raise Invalid("This is not asked in this period.", field=key)
        require(question.breakdown in seats, "You are in no block of this question.")
        _must_be_an_answer(question, value)
        _keep(actor.id, kept.id, key, value)
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
