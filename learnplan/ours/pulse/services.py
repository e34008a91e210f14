"""What the gate writes down for everyone to see: plans, blocks, attempts, numbers, notes, signals.

Whether it may be written is the gate's to decide, and the database's: triggers refuse what a
state forbids. Nothing here reads an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, text, update

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.directory.queries import UnitView
from learnplan.ours.pulse import chain, queries
from learnplan.ours.pulse.models import (
    NOTE_LIMIT,
    WORDS_LIMIT,
    Attempt,
    Note,
    Outcome,
    PlanState,
    PulseBlock,
    PulseEntry,
    PulsePlan,
    PulseUnit,
    Release,
    Signal,
    seat,
)
from learnplan.ours.pulse.plan import Block, Breakdown, Plan, decimal_said
from learnplan.ours.pulse.quarters import quarter_said

_MOMENTS = {
    PlanState.OPEN: PulsePlan.opened_at,
    PlanState.SEALED: PulsePlan.sealed_at,
    PlanState.PUBLISHED: PulsePlan.published_at,
}


def hold_plans() -> None:
    """Let nobody else touch a plan or the ledger until this transaction is over.

    On SQLite a transaction that writes is alone as it is.
    """
    if db.session.get_bind(PulsePlan).dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {PulsePlan.__tablename__} IN EXCLUSIVE MODE"))


def declare_plan(plan: Plan, *, by: str) -> PulsePlan:
    """Write down what will be asked in a period. From now on its hash holds it fast.

    Raises:
        Conflict: the period has a plan already.
    """
    known = db.session.scalar(select(PulsePlan).where(PulsePlan.period == plan.period))
    if known is not None:
        way_out = " It can be withdrawn first." if known.state is PlanState.DECLARED else ""
        raise Conflict(
            f"{quarter_said(plan.period)} has a plan already, which is {known.state}.{way_out}"
        )
    kept = PulsePlan(period=plan.period, words=plan.words, plan_hash=plan.hash, declared_by=by)
    db.session.add(kept)
    db.session.flush()
    db.session.add_all(
        PulseEntry(
            plan_id=kept.id,
            position=position,
            question=question.key,
            words=question.words,
            answers="\n".join(question.answers),
            breakdown=question.breakdown,
            most=question.most,
            epsilon=decimal_said(question.epsilon),
        )
        for position, question in enumerate(plan.questions, start=1)
    )
    db.session.flush()
    return kept


def withdraw_plan(kept: PulsePlan) -> None:
    """Take back a plan that nobody has answered yet, as if it had never been declared."""
    _forget_blocks(kept)
    db.session.execute(delete(PulseEntry).where(PulseEntry.plan_id == kept.id))
    db.session.delete(kept)
    db.session.flush()


def keep_blocks(
    kept: PulsePlan, drawn: Mapping[Breakdown, Sequence[Block]], units: Sequence[UnitView]
) -> None:
    """Write down who is counted together, in place of what was written before."""
    _forget_blocks(kept)
    block_of_unit: dict[UUID, UUID] = {}
    for breakdown, blocks in drawn.items():
        for position, block in enumerate(blocks, start=1):
            row = PulseBlock(
                plan_id=kept.id,
                breakdown=breakdown,
                position=position,
                name=block.name,
                roster_size=len(block.people),
                leads=block.leads,
            )
            db.session.add(row)
            db.session.flush()
            block_of_unit |= dict.fromkeys(block.unit_ids, row.id)
            db.session.execute(
                insert(seat),
                [
                    {
                        "plan_id": kept.id,
                        "breakdown": breakdown,
                        "person_id": person_id,
                        "block_id": row.id,
                    }
                    for person_id in block.people
                ],
            )
    db.session.add_all(
        PulseUnit(
            plan_id=kept.id,
            position=position,
            unit_id=unit.id,
            parent_id=unit.parent_id,
            name=unit.name,
            depth=unit.depth,
            block_id=block_of_unit.get(unit.id),
        )
        for position, unit in enumerate(units, start=1)
    )
    db.session.flush()
    kept.blocks_hash = queries.hash_of_blocks(kept.id)
    db.session.flush()


def advance(kept: PulsePlan, *, to: PlanState) -> None:
    """Go on to the next state, unless somebody else went there first.

    Raises:
        Conflict: it is not in the state just before.
    """
    before = list(PlanState)[list(PlanState).index(to) - 1]
    moment = _MOMENTS[to]
    done = db.session.execute(
        update(PulsePlan)
        .where(PulsePlan.id == kept.id, PulsePlan.state == before)
        .values({PulsePlan.state: to, moment: clock.now()})
        .returning(PulsePlan.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not done:
        db.session.refresh(kept)
        raise Conflict(f"{quarter_said(kept.period)} is {kept.state} already.")
    db.session.refresh(kept)


def begin_attempt(kept: PulsePlan, *, by: str) -> UUID:
    """Write down that somebody tries to publish; the id goes with what comes of it."""
    attempt_id = uuid4()
    _attempt(kept.id, attempt_id, by, Outcome.BEGAN)
    return attempt_id


def end_attempt(
    kept: PulsePlan, attempt_id: UUID, outcome: Outcome, *, by: str, reason: str = ""
) -> None:
    """Write down what came of an attempt, and the reason if it was refused."""
    _attempt(kept.id, attempt_id, by, outcome, reason=reason[:WORDS_LIMIT])


def keep_numbers(kept: PulsePlan, numbers: Iterable[tuple[UUID, chain.Number]]) -> None:
    """Add a period's numbers to the ledger, each with the id of its block, in this order."""
    cells = list(numbers)
    links = chain.chained((said for _, said in cells), after=queries.last_link())
    db.session.add_all(
        Release(
            plan_id=kept.id,
            block_id=block_id,
            number=link.number,
            previous=link.previous,
            hash=link.hash,
            **asdict(link.said),
        )
        for (block_id, _), link in zip(cells, links, strict=True)
    )
    db.session.flush()


def add_note(release_id: UUID, words: str, *, by: str) -> None:
    """Put a correction in words beside a number. The number stays as it was published.

    Raises:
        NotFound: there is no such number.
        Invalid: it says nothing, or too much.
    """
    queries.release_for(release_id)
    said = words.strip()
    if not 0 < len(said) <= NOTE_LIMIT:
        raise Invalid(f"A note has 1 to {NOTE_LIMIT} characters.", field="words")
    db.session.add(Note(release_id=release_id, words=said, by=by))
    db.session.flush()


def keep_signals(period: str, signals: Iterable[tuple[UUID, str, str]]) -> None:
    """Publish a period's unsigned signals: of which unit, on which theme, in which words."""
    db.session.add_all(
        Signal(unit_id=unit_id, theme=theme, words=words, period=period)
        for unit_id, theme, words in sorted(signals)
    )
    db.session.flush()


def sign_signal(
    actor: Actor, signal_id: UUID, *, unit_id: UUID, theme: str = "", words: str = ""
) -> None:
    """Raise a signal under the actor's own name, for everyone to see at once.

    Args:
        actor: whose name and day go with it.
        signal_id: the id it gets; given twice, it is raised once.
        unit_id: the unit it is about.
        theme: what it is about, or nothing where it says so in ``words``.
        words: the actor's own words, where it has no theme.

    Raises:
        Invalid: it says nothing.
        Conflict: somebody else has a signal with this id.
    """
    if not theme and not words:
        raise Invalid("A signal says something.", field="words")
    known = db.session.get(Signal, signal_id)
    if known is not None:
        if known.signed_by != actor.id:
            raise Conflict("This was raised already.")
        return
    signal = Signal(
        unit_id=unit_id,
        theme=theme,
        words=words,
        signed_by=actor.id,
        signed_on=clock.today(actor.time_zone),
    )
    signal.id = signal_id
    db.session.add(signal)
    db.session.flush()


def withdraw_signal(actor: Actor, signal_id: UUID) -> None:
    """Take a signal back that the actor signed. Nobody sees it from now on.

    Raises:
        NotFound: there is none, or its name is somebody else's.
    """
    signal = db.session.get(Signal, signal_id)
    if signal is None or signal.signed_by != actor.id:
        raise NotFound("There is no such signal.")
    db.session.delete(signal)
    db.session.flush()


def _forget_blocks(kept: PulsePlan) -> None:
    db.session.execute(delete(PulseUnit).where(PulseUnit.plan_id == kept.id))
    db.session.execute(delete(seat).where(seat.c.plan_id == kept.id))
    db.session.execute(delete(PulseBlock).where(PulseBlock.plan_id == kept.id))


def _attempt(
    plan_id: UUID, attempt_id: UUID, by: str, outcome: Outcome, *, reason: str = ""
) -> None:
    db.session.add(
        Attempt(plan_id=plan_id, attempt_id=attempt_id, by=by, outcome=outcome, reason=reason)
    )
    db.session.flush()
