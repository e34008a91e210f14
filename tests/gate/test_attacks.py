"""What an attacker would try on the gate, and for each a broken variant that the test catches.

The numbers are those of the attacks in docs/attacks.md. What is tried on blocks, plans, noise,
pages, walls and signals is tried beside them.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import product
from math import exp
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import InstrumentedAttribute

from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError
from learnplan.gate import periods
from learnplan.gate.noise import published_number
from learnplan.mine.answers import for_the_gate as answers
from learnplan.mine.answers.models import Answer, AnswerPeriod, PeriodState
from learnplan.ours.pulse import chain, queries, services
from learnplan.ours.pulse.chain import Number
from learnplan.ours.pulse.models import (
    Attempt,
    Outcome,
    PlanState,
    PulseBlock,
    PulseEntry,
    PulsePlan,
    PulseUnit,
    Release,
    seat,
)
from learnplan.ours.pulse.plan import plan_of
from tests.factories.pulses import (
    PERIOD,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    a_published_period,
    a_team,
    an_open_period,
    answers_by,
    toml,
)

pytestmark = pytest.mark.usefixtures("app")

Statement = sa.Executable
SETTLED: dict[str, Callable[[], Statement]] = {
    "the plan's words": lambda: sa.update(PulsePlan).values(words="{}"),
    "the plan's hash": lambda: sa.update(PulsePlan).values(plan_hash="0" * 64),
    "back to declared": lambda: sa.update(PulsePlan).values(state=PlanState.DECLARED),
    "the plan away": lambda: sa.delete(PulsePlan),
    "a larger C": lambda: sa.update(PulseEntry).values(most=3),
    "a smaller cost": lambda: sa.update(PulseEntry).values(epsilon="0.01"),
    "a question less": lambda: sa.delete(PulseEntry),
    "a block's size": lambda: sa.update(PulseBlock).values(roster_size=1),
    "a block more": lambda: sa.insert(PulseBlock).values(
        id=uuid4(),
        plan_id=sa.select(PulsePlan.id).scalar_subquery(),
        breakdown="units",
        position=9,
        name="One",
        roster_size=1,
        leads=False,
    ),
    "a seat moved": lambda: sa.update(seat).values(breakdown="location"),
    "a seat away": lambda: sa.delete(seat),
    "a unit moved": lambda: sa.update(PulseUnit).values(parent_id=None),
    "a unit away": lambda: sa.delete(PulseUnit),
}
PUBLISHED: dict[str, Callable[[], Statement]] = {
    "another value": lambda: sa.update(Release).values(value=99),
    "a row away": lambda: sa.delete(Release),
    "a note instead of a row": lambda: sa.update(Release).values(block="Nobody"),
    "an attempt away": lambda: sa.delete(Attempt),
    "an attempt prettier": lambda: sa.update(Attempt).values(by="Nobody"),
    "the same number again": lambda: _copy_of_a_release(number=sa.func.max(Release.number) + 1),
    "the same row again": lambda: _copy_of_a_release(number=sa.func.max(Release.number)),
}


def _copy_of_a_release(**instead: Any) -> Statement:
    """An INSERT of a published row once more, over the old one where the database lets it."""
    given = {"id": sa.literal(uuid4(), sa.Uuid()), "hash": sa.literal("f" * 64), **instead}
    columns: list[InstrumentedAttribute[Any]] = [
        getattr(Release, column.key) for column in Release.__table__.columns
    ]
    cells = [given.get(column.key, sa.func.max(column)) for column in columns if column.key]
    if db.engine.dialect.name == "postgresql":  # it has no max(uuid), and no REPLACE
        cells = [given.get(column.key or "", column) for column in columns]
        latest = sa.select(sa.func.max(Release.number)).scalar_subquery()
        cells[[column.key for column in columns].index("number")] = sa.literal(7)
        row = sa.select(*cells).where(Release.number == latest)
        return sa.insert(Release).from_select(columns, row)
    return sa.insert(Release).prefix_with("OR REPLACE").from_select(columns, sa.select(*cells))


def in_vain(statement: Statement) -> None:
    """Try a statement on the organisation's database, and see it refused."""
    with pytest.raises(DatabaseError), transaction(Database.ORGANISATION):
        db.session.execute(statement)


@contextmanager
def behind_the_triggers(statement: Statement) -> Iterator[int]:
    """Have a statement done as if by whoever owns the database; tells how many rows it changed.

    Everything is undone at the end.
    """
    db.session.rollback()
    table: str = statement.table.name  # type: ignore[attr-defined]  # every statement here has one
    for trigger in _triggers_of(table):
        on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(sa.text(f"DROP TRIGGER {trigger}{on}"))
    result = db.session.connection().execute(statement)
    db.session.expire_all()
    try:
        yield result.rowcount
    finally:
        db.session.rollback()


def _triggers_of(table: str) -> Sequence[str]:
    if db.engine.dialect.name == "postgresql":
        said = "SELECT tgname FROM pg_trigger WHERE tgrelid = :t ::regclass AND NOT tgisinternal"
    else:
        said = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t"
    return list(db.session.scalars(sa.text(said), {"t": table}))


def numbers_now() -> list[Number]:
    """What would be published of the period if it were published now. Nothing is kept."""
    kept = queries.plan_kept(PERIOD)
    opened = answers.opened(kept.id)
    assert opened is not None
    assert opened.key is not None
    plan = plan_of(kept.words)
    return [said for _, said in periods._numbers(plan, kept, opened.key)]


# 3 Republish, update, delete


@pytest.mark.attack(3)
@pytest.mark.parametrize("what", PUBLISHED)
def test_a_published_number_stays_whoever_asks_the_database(what: str) -> None:
    a_published_period(a_team("Ops / Blue", 7))
    before = queries.ledger()

    in_vain(PUBLISHED[what]())

    db.session.rollback()
    assert queries.ledger() == before


@pytest.mark.attack(3)
def test_a_period_is_not_published_again() -> None:
    a_published_period(a_team("Ops / Blue", 7))
    before = queries.ledger()

    with pytest.raises(Conflict, match="is published"):
        periods.publish(PERIOD, by="Ada")
    kept = queries.plan_kept(PERIOD)
    once_more = [(queries.blocks_of(kept.id)[0].id, before[0].said)]
    with pytest.raises(DatabaseError), transaction(Database.ORGANISATION):
        services.keep_numbers(kept, once_more)

    assert queries.ledger() == before


@pytest.mark.attack(3)
@pytest.mark.parametrize("what", ["another value", "a row away", "an attempt away"])
def test_without_its_triggers_the_ledger_could_be_changed(what: str) -> None:
    a_published_period(a_team("Ops / Blue", 7))

    with behind_the_triggers(PUBLISHED[what]()) as changed:
        assert changed > 0


# 4 Roll back and try again


def must_give_the_same_number_and_fresh_noise(team: Sequence[UUID]) -> None:
    first, again = numbers_now(), numbers_now()
    assert [one.value for one in first] == [one.value for one in again]
    seen = set()
    for odd, value in product(team, (0, 1)):  # draws of as many answers as chance cannot make one
        answers_by(dict.fromkeys(team, 1 - value) | {odd: value})
        for number in numbers_now():
            answered = sum(answers.contributions_to(_plan_id(), number.question).values())
            seen.add(number.value - answered)
    assert len(seen) > 1  # noise that stayed when the answers changed would come off by subtracting


def _plan_id() -> UUID:
    return queries.plan_kept(PERIOD).id


@pytest.mark.attack(4)
def test_trying_again_gives_the_same_number_and_changed_answers_fresh_noise() -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE, epsilon=0.5))

    must_give_the_same_number_and_fresh_noise(team)


@pytest.mark.attack(4)
@pytest.mark.parametrize("broken", ["noise from nowhere", "noise of the block alone"])
def test_noise_that_is_not_keyed_by_the_answers_is_noticed(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE, epsilon=0.5))

    def published(key: bytes, *, contributions: Sequence[tuple[UUID, int]], **_: Any) -> int:
        total = sum(value for _, value in contributions)
        return total + (secrets.randbelow(1000) if broken == "noise from nowhere" else key[0])

    monkeypatch.setattr(periods, "published_number", published)
    with pytest.raises(AssertionError):
        must_give_the_same_number_and_fresh_noise(team)


# 6 Did X answer?


def must_not_tell_whether_somebody_answered(team: Sequence[UUID]) -> None:
    answers_by(team[1:])
    silent = numbers_now()
    answers_by({team[0]: 0})
    said_no = numbers_now()
    answers_by({team[0]: None})
    taken_back = numbers_now()
    assert silent == said_no == taken_back


@pytest.mark.attack(6)
def test_not_answering_is_the_same_as_the_lowest_answer() -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period()

    must_not_tell_whether_somebody_answered(team)


@pytest.mark.attack(6)
def test_noise_that_depends_on_who_answered_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period()
    whole = published_number

    def counts_rows(key: bytes, *, question: str, **said: Any) -> int:
        answered = len(answers.contributions_to(_plan_id(), question))
        return whole(key, question=question, **said) + answered

    monkeypatch.setattr(periods, "published_number", counts_rows)
    with pytest.raises(AssertionError):
        must_not_tell_whether_somebody_answered(team)


# 7 Refusals and blocks depend on public facts alone


def everything_said(given: Mapping[UUID, int]) -> list[str]:
    """Every answer of the gate to everything that can be asked of it, and every block."""

    def heard(act: Callable[..., Any], *args: Any, **said: Any) -> str:
        try:
            act(*args, **said)
        except DomainError as refusal:
            return str(refusal)
        return "done"

    said = [heard(periods.publish, PERIOD, by="Ada"), heard(periods.seal, PERIOD)]
    a_declared_period(toml(TIME, SAFE, epsilon=0.5))
    said += [heard(periods.form_blocks, PERIOD, today=TODAY)]
    said += [heard(periods.open_answers, PERIOD, today=TODAY)]
    answers_by(given)
    for act in (periods.open_answers, periods.form_blocks):
        said.append(heard(act, PERIOD, today=TODAY))
    said += [heard(periods.withdraw, PERIOD), heard(periods.publish, PERIOD, by="Ada")]
    said += [heard(periods.seal, PERIOD), heard(periods.seal, PERIOD)]
    said += [f"{block.name} {block.people}" for block in queries.blocks_of(_plan_id())]
    said += [heard(periods.publish, PERIOD, by="Ada"), heard(periods.publish, PERIOD, by="Ada")]
    said += [
        f"{link.number} {link.said.block} {link.said.question} {link.said.roster_size}"
        for link in queries.ledger()
    ]
    return said


@pytest.mark.attack(7)
@pytest.mark.parametrize("answer", [0, 1])
def test_what_the_gate_refuses_does_not_depend_on_answers(answer: int) -> None:
    blue, green = a_team("Ops / Blue", 7), a_team("Ops / Green", 8)

    said = everything_said(dict.fromkeys([*blue, *green], answer))

    assert [one.split()[0] for one in said[-4:]] == ["1", "2", "3", "4"]
    assert said == [
        "No plan was declared for 2026-Q4.",
        "No plan was declared for 2026-Q4.",
        "done",
        "done",
        "Fourth quarter of 2026 is open, not declared.",
        "Fourth quarter of 2026 is open, not declared.",
        "Fourth quarter of 2026 is open, not declared.",
        "Fourth quarter of 2026 is open, not sealed.",
        "done",
        "Fourth quarter of 2026 is sealed, not open.",
        f"Blue {tuple(sorted(blue))}",
        f"Green {tuple(sorted(green))}",
        "done",
        "Fourth quarter of 2026 is published, not sealed.",
        f"1 Blue {TIME} 7",
        f"2 Green {TIME} 8",
        f"3 Blue {SAFE} 7",
        f"4 Green {SAFE} 8",
    ]


@pytest.mark.attack(7)
def test_a_gate_that_hides_unanimous_blocks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    team = a_team("Ops / Blue", 7)
    whole = periods._numbers

    def shy(*args: Any) -> Iterator[tuple[UUID, Number]]:
        for block_id, number in whole(*args):
            given = answers.contributions_to(_plan_id(), number.question).values()
            if 0 < sum(given) < number.roster_size:
                yield block_id, number

    monkeypatch.setattr(periods, "_numbers", shy)
    an_open_period()
    answers_by(team[:6])
    mixed = len(numbers_now())
    answers_by(team)

    assert len(numbers_now()) != mixed


# 8 An outlier


@pytest.mark.attack(8)
def test_the_database_keeps_no_answer_beyond_what_is_allowed() -> None:
    ana, *_ = a_team("Ops / Blue", 7)
    an_open_period()
    outlier = sa.insert(Answer).values(
        id=uuid4(), owner_id=ana, plan_id=_plan_id(), question=TIME, value=10**6
    )

    with pytest.raises(DatabaseError), transaction(Database.LEARNING):
        db.session.execute(outlier)
    with pytest.raises(DomainError):
        answers_by({ana: 2})


# 11 A mover or leaver between two periods


def odds(value: int, total: int, epsilon: Fraction, most: int = 1) -> float:
    """How often a block of this total is published as this value."""
    p = exp(-epsilon / most)
    return (1 - p) / (1 + p) * p ** abs(value - total)


def must_keep_the_composed_bound(publish: Callable[[int, int], float]) -> None:
    """Whatever two periods publish, it is at most e^(ε + ε) likelier with than without a yes."""
    bound = exp(1 + 1)
    for first in range(-5, 15):
        for second in range(-5, 15):
            # Ana moves from a block with 4 yeses to one with 6, and answers the same both times.
            with_yes = publish(first, 4 + 1) * publish(second, 6 + 1)
            with_no = publish(first, 4) * publish(second, 6)
            assert with_yes <= bound * with_no * (1 + 1e-9)
            assert with_no <= bound * with_yes * (1 + 1e-9)


@pytest.mark.attack(11)
def test_whoever_moves_between_two_periods_stays_within_the_composed_bound() -> None:
    must_keep_the_composed_bound(lambda value, total: odds(value, total, Fraction(1)))


@pytest.mark.attack(11)
@pytest.mark.parametrize("epsilon", [Fraction(3), Fraction(100)])
def test_too_little_noise_for_two_periods_is_noticed(epsilon: Fraction) -> None:
    with pytest.raises(AssertionError):
        must_keep_the_composed_bound(lambda value, total: odds(value, total, epsilon))


# 12 Edit the ledger


@pytest.mark.attack(12)
def test_an_edited_ledger_does_not_hold_together() -> None:
    a_team("Ops / Green", 8)
    a_published_period(a_team("Ops / Blue", 7), toml(TIME, SAFE, epsilon=0.5))
    links = queries.ledger()
    known_head = chain.head_of(links)
    assert chain.faults_in(links) == []

    for place, link in enumerate(links):
        other = chain.Number(**{**_cells(link.said), "value": link.said.value + 1})
        edited = chain.Link(number=link.number, said=other, previous=link.previous, hash=link.hash)
        rest = [*links[:place], edited, *links[place + 1 :]]
        # 12a: the row alone; 12b: left out; 12c: written anew to the end, and the head differs.
        assert chain.faults_in(rest) == [f"Row {link.number} does not say what was hashed."]
        if link is not links[-1]:
            assert chain.faults_in([*links[:place], *links[place + 1 :]])
        anew = list(chain.chained((one.said for one in rest), after=None))
        assert chain.faults_in(anew) == []
        assert chain.head_of(anew) != known_head


def _cells(number: Number) -> dict[str, Any]:
    return {name: getattr(number, name) for name in Number.__slots__}


@pytest.mark.attack(12)
def test_a_chain_that_does_not_hash_the_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        chain, "line_of", lambda number, said, previous: f"{number}{said.block}{previous}"
    )

    with pytest.raises(AssertionError):
        test_an_edited_ledger_does_not_hold_together()


# 18 Redraw the blocks, 21 edit the plan


@pytest.mark.attack(18)
def test_blocks_are_not_drawn_again_after_answers_opened() -> None:
    a_team("Ops / Blue", 7)
    an_open_period()
    before = queries.blocks_of(_plan_id())
    a_team("Ops / Green", 7)

    with pytest.raises(Conflict, match="is open, not declared"):
        periods.form_blocks(PERIOD, today=TODAY)

    assert queries.blocks_of(_plan_id()) == before


@pytest.mark.attack(18)
@pytest.mark.attack(21)
@pytest.mark.parametrize("what", SETTLED)
def test_what_is_settled_stays_whoever_asks_the_database(what: str) -> None:
    a_team("Ops / Blue", 7)
    an_open_period()
    settled = queries.hash_of_blocks(_plan_id())

    in_vain(SETTLED[what]())

    db.session.rollback()
    assert queries.hash_of_blocks(_plan_id()) == settled
    assert queries.is_as_declared(queries.plan_kept(PERIOD))


@pytest.mark.attack(18)
@pytest.mark.attack(21)
@pytest.mark.parametrize(
    "what", ["the plan's words", "a larger C", "a smaller cost", "a seat away", "a question less"]
)
def test_what_was_edited_behind_the_triggers_is_never_published(what: str) -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE, epsilon=0.5))
    answers_by(team)
    periods.seal(PERIOD)

    with behind_the_triggers(SETTLED[what]()) as changed:
        assert changed > 0
        with pytest.raises(Conflict, match="were changed after"):
            periods._as_opened(queries.plan_kept(PERIOD))


# 19 Repeated runs


@pytest.mark.attack(19)
def test_however_often_it_is_tried_there_is_one_commit_and_every_attempt_is_known() -> None:
    team = a_team("Ops / Blue", 7)
    an_open_period()
    answers_by(team)
    for by in ("Ada", "Marek"):
        with pytest.raises(Conflict):
            periods.publish(PERIOD, by=by)
    periods.seal(PERIOD)
    periods.publish(PERIOD, by="Ada")
    for _ in range(2):
        with pytest.raises(Conflict):
            periods.publish(PERIOD, by="Marek")

    stmt = sa.select(Attempt.by, Attempt.outcome).order_by(Attempt.at, Attempt.outcome)
    attempts = [tuple(row) for row in db.session.execute(stmt)]
    assert len(queries.ledger()) == 1
    assert sorted(attempts) == sorted(
        [(by, Outcome.BEGAN) for by in ("Ada", "Marek", "Ada", "Marek", "Marek")]
        + [(by, Outcome.REFUSED) for by in ("Ada", "Marek", "Marek", "Marek")]
        + [("Ada", Outcome.PUBLISHED)]
    )


# The learning database refuses too


@pytest.mark.attack(14)
@pytest.mark.attack(20)
def test_a_sealed_period_takes_no_answer_and_a_key_that_is_gone_does_not_come_back() -> None:
    ana, ben, *_ = a_team("Ops / Blue", 7)
    a_published_period([ana])
    late = sa.insert(Answer).values(
        id=uuid4(), owner_id=ben, plan_id=_plan_id(), question=TIME, value=1
    )
    tampering: list[Statement] = [
        late,
        sa.update(Answer).values(value=0),
        sa.update(AnswerPeriod).values(state=PeriodState.OPEN),
        sa.update(AnswerPeriod).values(state=PeriodState.SEALED, key=b"0" * 32),
        sa.update(AnswerPeriod).values(plan_hash="0" * 64),
        sa.delete(AnswerPeriod),
    ]

    for statement in tampering:
        with pytest.raises(DatabaseError), transaction(Database.LEARNING):
            db.session.execute(statement, execution_options={"synchronize_session": False})
