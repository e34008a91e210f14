"""Killed at every step of every act, and done again: never two numbers, never a lost period."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.gate import periods
from learnplan.mine.answers.models import Answer, AnswerPeriod, PeriodState
from learnplan.mine.disclosures.models import Receipt
from learnplan.ours.pulse import chain, queries
from learnplan.ours.pulse.chain import Number
from learnplan.ours.pulse.models import Attempt, Outcome, PlanState
from tests.factories.pulses import (
    PERIOD,
    PUBLISHED_AT,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    a_team,
    an_open_period,
    answers_by,
    toml,
)
from tests.gate.test_attacks import numbers_now
from tests.killing import killed_everywhere


def of(model: type[Any]) -> Sequence[Any]:
    """Every row of a table."""
    return db.session.scalars(sa.select(model)).all()


@pytest.fixture
def team(app: Flask) -> list[UUID]:
    assert app
    return [*a_team("Ops / Blue", 7), *a_team("Ops / Green", 8)]


def test_publishing_that_is_killed_anywhere_publishes_once(team: list[UUID]) -> None:
    an_open_period(toml(TIME, SAFE, epsilon=0.5))
    answers_by(team[::2])
    periods.seal(PERIOD)
    promised = numbers_now()
    seen: list[list[Number]] = []

    def publish() -> None:
        with clock.stopped(PUBLISHED_AT):
            periods.publish(PERIOD, by="Ada")

    def is_published() -> bool:
        return bool(of(AnswerPeriod)[0].state is PeriodState.PUBLISHED)

    def look() -> None:
        db.session.rollback()
        seen.append([link.said for link in queries.ledger()])
        assert chain.faults_in(queries.ledger()) == []
        assert (queries.plan_kept(PERIOD).state is PlanState.PUBLISHED) == bool(seen[-1])
        assert bool(of(Receipt)) == is_published()
        assert is_published() <= bool(seen[-1])

    kills = killed_everywhere(
        publish, is_published, look=look, reached=lambda: bool(queries.ledger())
    )

    assert kills > 40
    assert all(numbers in ([], promised) for numbers in seen)
    assert [link.said for link in queries.ledger()] == promised
    assert len(of(Receipt)) == 2 * len(team)
    assert of(AnswerPeriod)[0].key is None
    outcomes = [attempt.outcome for attempt in of(Attempt)]
    assert outcomes.count(Outcome.PUBLISHED) == 1
    assert outcomes.count(Outcome.BEGAN) > 30


def test_opening_that_is_killed_anywhere_opens_once(team: list[UUID]) -> None:
    a_declared_period()

    def is_open() -> bool:
        return len(of(AnswerPeriod)) == 1

    killed_everywhere(
        lambda: periods.open_answers(PERIOD, today=TODAY),
        is_open,
        look=db.session.rollback,
        reached=lambda: queries.plan_kept(PERIOD).state,
    )

    answers_by(team)
    assert queries.plan_kept(PERIOD).state is PlanState.OPEN


def test_sealing_that_is_killed_anywhere_seals(team: list[UUID]) -> None:
    an_open_period()
    answers_by(team)

    killed_everywhere(
        lambda: periods.seal(PERIOD),
        lambda: queries.plan_kept(PERIOD).state is PlanState.SEALED,
        look=db.session.rollback,
        reached=lambda: of(AnswerPeriod)[0].state,
    )

    assert of(AnswerPeriod)[0].state is PeriodState.SEALED
    assert len(of(Answer)) == len(team)


def test_purging_that_is_killed_anywhere_purges(team: list[UUID]) -> None:
    an_open_period()
    answers_by(team)
    periods.seal(PERIOD)
    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")

    def look() -> None:
        db.session.rollback()
        assert len(of(Answer)) in (0, len(team))

    killed_everywhere(
        lambda: periods.purge(zone="UTC"),
        lambda: of(AnswerPeriod)[0].state is PeriodState.PURGED,
        look=look,
    )

    assert of(Answer) == []


def test_a_gate_that_publishes_question_by_question_is_noticed(
    team: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: every number in a commit of its own."""
    an_open_period(toml(TIME, SAFE, epsilon=0.5))
    periods.seal(PERIOD)
    assert team
    whole = periods.services.keep_numbers  # type: ignore[attr-defined]  # what the gate calls

    def one_by_one(kept: Any, numbers: Any) -> None:
        for number in numbers:
            whole(kept, [number])
            db.session.commit()

    monkeypatch.setattr("learnplan.gate.periods.services.keep_numbers", one_by_one)
    partly: list[int] = []

    def look() -> None:
        partly.append(len(queries.ledger()))

    with pytest.raises(AssertionError):
        killed_everywhere(lambda: periods.publish(PERIOD, by="Ada"), lambda: False, look=look)

    assert {0, 1} <= set(partly)
