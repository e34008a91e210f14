"""A period from its plan to its numbers: declared, opened, answered, sealed, published, purged."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Refused
from learnplan.gate import periods
from learnplan.mine.answers.models import Answer, AnswerPeriod, PeriodState
from learnplan.mine.disclosures.models import Receipt
from learnplan.ours.pulse import chain, queries
from learnplan.ours.pulse.models import PlanState
from tests.factories.pulses import (
    NEXT_PERIOD,
    PERIOD,
    PUBLISHED_AT,
    TODAY,
    a_declared_period,
    a_published_period,
    a_team,
    actor_of,
    an_open_period,
    answers_by,
    toml,
)

pytestmark = pytest.mark.usefixtures("app")


def test_a_period_is_published_once_with_a_receipt_for_everybody_in_it() -> None:
    blue, green = a_team("Ops / Blue", 7), a_team("Ops / Green", 9)

    a_published_period(blue[:5] + green)

    numbers = queries.ledger()
    assert [(link.said.block, link.said.roster_size) for link in numbers] == [
        ("Blue", 7),
        ("Green", 9),
    ]
    assert chain.faults_in(numbers) == []
    assert queries.plan_kept(PERIOD).state is PlanState.PUBLISHED
    receipts = db.session.scalars(select(Receipt)).all()
    assert {receipt.owner_id for receipt in receipts} == {*blue, *green}
    assert {receipt.head for receipt in receipts} == {chain.head_of(numbers)}
    with pytest.raises(Conflict, match="is published, not sealed"):
        periods.publish(PERIOD, by="Ada")
    assert queries.ledger() == numbers


def test_the_key_goes_at_publication_and_the_answers_the_day_after() -> None:
    a_published_period(a_team("Ops / Blue", 7))
    opened = select(AnswerPeriod)
    count = select(func.count()).select_from(Answer)

    with clock.stopped(PUBLISHED_AT):
        assert periods.purge(zone="UTC") == []
    kept = db.session.scalar(count)
    with clock.stopped(PUBLISHED_AT + timedelta(days=1)):
        assert periods.purge(zone="UTC") == [PERIOD]

    assert kept == 7
    assert db.session.scalar(count) == 0
    period = db.session.scalars(opened).one()
    assert period.key is None
    assert period.state is PeriodState.PURGED


def test_answers_can_be_changed_until_they_are_sealed() -> None:
    ana, *_ = a_team("Ops / Blue", 7)
    an_open_period()

    for value in (1, 0, None, 1):
        answers_by({ana: value})
    periods.seal(PERIOD)

    with pytest.raises(Conflict, match="are sealed"):
        answers_by({ana: 0})
    assert db.session.scalars(select(Answer.value)).all() == [1]


def test_a_period_that_has_not_begun_is_declared_but_not_opened() -> None:
    a_team("Ops / Blue", 7)
    a_declared_period(toml(period=NEXT_PERIOD))

    with pytest.raises(Refused, match="begins on 1 January 2027"):
        periods.open_answers(NEXT_PERIOD, today=TODAY)

    assert queries.plan_kept(NEXT_PERIOD).blocks_hash == ""


def test_a_plan_can_be_withdrawn_until_answers_open() -> None:
    a_team("Ops / Blue", 7)
    a_declared_period()
    periods.withdraw(PERIOD)
    an_open_period()

    with pytest.raises(Conflict, match="is open, not declared"):
        periods.withdraw(PERIOD)


def test_whoever_joined_later_is_not_asked() -> None:
    a_team("Ops / Blue", 7)
    (late,) = a_team("Ops / Blue", 1, since=TODAY)
    an_open_period()

    with pytest.raises(Refused, match="in no block"):
        answers_by([late])
    assert actor_of(late)
