"""What happens to a period: declared, opened, sealed, published, purged.

Each act is a step in one database and then in the other, so each opens its own transactions. The
order makes a broken-off act safe: it is done again, and goes on from where it was. Answers close
in the learning database first; numbers are published in the organisation's first, and only then
is the key destroyed. Everything an act decides by is public, so a refusal tells nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from learnplan.core import clock
from learnplan.core.db import Database, scrub, transaction
from learnplan.core.errors import Conflict, DomainError, require
from learnplan.core.languages import day_said
from learnplan.directory import queries as directory
from learnplan.directory.services import letters
from learnplan.gate import budget, signals
from learnplan.gate.blocks import draw_blocks
from learnplan.gate.noise import published_number
from learnplan.mine.answers import for_the_gate as answers
from learnplan.mine.disclosures.receipts import NewReceipt
from learnplan.mine.disclosures.services import keep_receipts
from learnplan.ours.pulse import queries, services
from learnplan.ours.pulse.chain import Link, Number
from learnplan.ours.pulse.limits import SMALLEST_BLOCK, SMALLEST_BREAKDOWN_BLOCK
from learnplan.ours.pulse.models import Outcome, PlanState, PulsePlan
from learnplan.ours.pulse.plan import Breakdown, Plan, decimal_said, plan_of
from learnplan.ours.pulse.quarters import quarter, quarter_said


def declare(plan: Plan, *, by: str, today: date) -> None:
    """Write down what will be asked, if it fits everybody's budget.

    Where the period has begun, its blocks are formed too, so that everyone sees them.

    Raises:
        Invalid: it costs too much or asks too often.
        Conflict: the period has a plan already.
    """
    with transaction(Database.ORGANISATION):
        services.hold_plans()
        kept = services.declare_plan(plan, by=by)
        budget.must_fit(plan, [one for one in queries.plans_declared() if one != plan])
        if quarter(plan.period).start <= today:
            _draw(kept)


def form_blocks(period: str, *, today: date) -> None:
    """Draw the blocks from the roster of the period's first day, for everyone to see.

    Until answers open it can be done again, when the roster was put right.

    Raises:
        Refused: the period has not begun.
        Conflict: answers have opened.
    """
    with transaction(Database.ORGANISATION):
        services.hold_plans()
        kept = queries.plan_kept(period)
        _must_be(kept, PlanState.DECLARED)
        _must_have_begun(kept, today)
        _draw(kept)


def withdraw(period: str) -> None:
    """Take a plan back that nobody has answered yet.

    Raises:
        Conflict: answers have opened.
    """
    with transaction(Database.ORGANISATION):
        services.hold_plans()
        kept = queries.plan_kept(period)
        _must_be(kept, PlanState.DECLARED)
        services.withdraw_plan(kept)


def open_answers(period: str, *, today: date) -> None:
    """Let workers answer. From here on neither the plan nor its blocks change.

    Raises:
        Refused: the period has not begun, its blocks are not formed, or a question has none.
        Conflict: it is open already, or further.
    """
    with transaction(Database.ORGANISATION):
        services.hold_plans()
        kept = queries.plan_kept(period)
        broke_off = kept.state is PlanState.OPEN and answers.opened(kept.id) is None
        if not broke_off:
            _must_be(kept, PlanState.DECLARED)
            _must_have_begun(kept, today)
            _must_have_blocks(kept)
            services.advance(kept, to=PlanState.OPEN)
    with transaction(Database.LEARNING):
        answers.open_period(
            plan_id=kept.id,
            period=kept.period,
            plan_hash=kept.plan_hash,
            blocks_hash=kept.blocks_hash,
        )


def seal(period: str) -> None:
    """Take no answers any more.

    Raises:
        Conflict: it is not open.
    """
    kept = queries.plan_kept(period)
    _must_be(kept, PlanState.OPEN)
    _as_opened(kept)
    with transaction(Database.LEARNING):
        answers.seal_period(kept.id)
    with transaction(Database.ORGANISATION):
        services.hold_plans()
        services.advance(queries.plan_kept(period), to=PlanState.SEALED)


def publish(period: str, *, by: str) -> Outcome:
    """Publish a sealed period: once, all of it, with a receipt for everybody it includes.

    Every attempt is written down. The same answers give the same numbers, so an attempt that
    broke off and is made again cannot be told from one that did not. Of two people who publish at
    once, one is refused: only what was half published before they came is theirs to finish.

    Returns:
        Whether it published, or finished what had been half published.

    Raises:
        Conflict: it is not sealed, or published already, or something was changed since it opened.
    """
    with transaction(Database.ORGANISATION):
        kept = queries.plan_kept(period)
        broke_off = _is_half_published(kept)
        attempt_id = services.begin_attempt(kept, by=by)
    try:
        with transaction(Database.ORGANISATION):
            services.hold_plans()
            kept = queries.plan_kept(period)
            if broke_off:
                outcome = Outcome.FINISHED
            else:
                _must_be(kept, PlanState.SEALED)
                _write_numbers(kept)
                outcome = Outcome.PUBLISHED
            services.end_attempt(kept, attempt_id, outcome, by=by)
    except DomainError as refusal:
        with transaction(Database.ORGANISATION):
            services.end_attempt(kept, attempt_id, Outcome.REFUSED, by=by, reason=str(refusal))
        raise
    _give_receipts(kept)
    return outcome


def purge(*, zone: str) -> list[str]:
    """Delete the answers of every period published before today, from the files as well.

    Also finishes what broke off after numbers were published, and clears the files once more:
    somebody who was reading may have stood in the way before. Tells which periods were purged.
    """
    published = queries.plans_in(PlanState.PUBLISHED)
    for kept in published:
        if _is_half_published(kept):
            _give_receipts(kept)
    midnight = datetime.combine(clock.today(zone), time.min, ZoneInfo(zone))
    due = answers.published_before(midnight)
    if due:
        with transaction(Database.LEARNING):
            for one in due:
                answers.purge(one.plan_id)
    if published:
        scrub(Database.LEARNING, (*answers.KEYS, *answers.TABLES))
    return [one.period for one in due]


def _draw(kept: PulsePlan) -> None:
    first_day = quarter(kept.period).start
    roster, units = directory.roster_on(first_day), directory.units()
    drawn = {
        breakdown: draw_blocks(breakdown, roster, units, first_day=first_day)
        for breakdown in plan_of(kept.words).breakdowns
    }
    services.keep_blocks(kept, drawn, units)


def _must_be(kept: PulsePlan, state: PlanState) -> None:
    if kept.state is not state:
        raise Conflict(f"{quarter_said(kept.period)} is {kept.state}, not {state}.")


def _must_have_begun(kept: PulsePlan, today: date) -> None:
    first_day = quarter(kept.period).start
    require(
        first_day <= today,
        f"{quarter_said(kept.period)} begins on {day_said(first_day)}. "
        "Its blocks are formed from that day’s roster.",
    )


def _must_have_blocks(kept: PulsePlan) -> None:
    require(
        kept.blocks_hash != "",
        "The blocks are not formed yet. Form them first, so that everyone sees them.",
    )
    formed = {block.breakdown for block in queries.blocks_of(kept.id)}
    for question in plan_of(kept.words).questions:
        require(question.breakdown in formed, f"“{question.words}”: {_TOO_FEW[question.breakdown]}")


_TOO_FEW = {
    Breakdown.UNITS: f"nobody could be counted. There are fewer than {SMALLEST_BLOCK} people here.",
    **{
        breakdown: f"nobody could be counted. A breakdown by {breakdown} takes "
        f"{SMALLEST_BREAKDOWN_BLOCK} people."
        for breakdown in (Breakdown.LOCATION, Breakdown.TENURE)
    },
}


def _as_opened(kept: PulsePlan) -> answers.Opened:
    """The period as it was opened, if plan and blocks are still the same as then.

    Raises:
        Conflict: they are not, or the opening broke off.
    """
    opened = answers.opened(kept.id)
    if opened is None:
        raise Conflict(f"Opening {kept.period} broke off. Open it again.")
    same = (
        opened.plan_hash == kept.plan_hash
        and queries.is_as_declared(kept)
        and opened.blocks_hash == kept.blocks_hash == queries.hash_of_blocks(kept.id)
    )
    if not same:
        raise Conflict(
            f"The plan or the blocks of {kept.period} were changed after answers opened. "
            "Nothing is published of it."
        )
    return opened


def _is_half_published(kept: PulsePlan) -> bool:
    """Whether numbers were published, and the receipts and the key's end are still to come."""
    opened = answers.opened(kept.id)
    return kept.state is PlanState.PUBLISHED and opened is not None and opened.key is not None


def _write_numbers(kept: PulsePlan) -> None:
    opened = _as_opened(kept)
    if opened.key is None:
        raise Conflict(f"The key of {kept.period} is gone. Nothing can be published of it.")
    services.keep_numbers(kept, _numbers(plan_of(kept.words), kept, opened.key))
    services.keep_signals(kept.period, signals.released(kept))
    services.advance(kept, to=PlanState.PUBLISHED)
    _send_head(kept)


def _send_head(kept: PulsePlan) -> None:
    """Have the ledger's head sent to everybody who works here, in the transaction that makes it."""
    head = _head_of(queries.links_of(kept.id))
    letters.tell_of_ledger(
        [person.id for person in directory.people_here(on=clock.now().date())],
        period=quarter_said(kept.period),
        number=head.number,
        head=head.hash,
    )


def _head_of(numbers: dict[tuple[str, UUID], Link]) -> Link:
    return max(numbers.values(), key=lambda link: link.number)


def _numbers(plan: Plan, kept: PulsePlan, key: bytes) -> Iterator[tuple[UUID, Number]]:
    """Every number of a period with the id of its block, questions and blocks in their order."""
    blocks = queries.blocks_of(kept.id)
    for question in plan.questions:
        said = answers.contributions_to(kept.id, question.key)
        for block in blocks:
            if block.breakdown is not question.breakdown:
                continue
            value = published_number(
                key,
                plan_hash=kept.plan_hash,
                period=kept.period,
                question=question.key,
                block=block.name,
                contributions=[(person, said.get(person, 0)) for person in block.people],
                epsilon=question.epsilon,
                most=question.most,
            )
            yield (
                block.id,
                Number(
                    plan_hash=kept.plan_hash,
                    period=kept.period,
                    question=question.key,
                    block=block.name,
                    roster_size=len(block.people),
                    value=value,
                    epsilon=decimal_said(question.epsilon),
                    most=question.most,
                ),
            )


def _give_receipts(kept: PulsePlan) -> None:
    """Give everybody who was counted a receipt, destroy the key, and make it go from the files."""
    numbers = queries.links_of(kept.id)
    moment = kept.published_at or clock.now()
    with transaction(Database.LEARNING):
        keep_receipts(_receipts(kept, numbers, moment))
        answers.destroy_key(kept.id, published_at=moment)
    scrub(Database.LEARNING, answers.KEYS)


def _receipts(
    kept: PulsePlan, numbers: dict[tuple[str, UUID], Link], moment: datetime
) -> Iterator[NewReceipt]:
    head = _head_of(numbers).hash
    blocks = {block.id: block for block in queries.blocks_of(kept.id)}
    questions = {question.key: question for question in plan_of(kept.words).questions}
    for (question, block_id), link in numbers.items():
        for person in blocks[block_id].people:
            yield NewReceipt(
                owner_id=person,
                plan_id=kept.id,
                period=kept.period,
                question=questions[question].words,
                breakdown=questions[question].breakdown,
                block=link.said.block,
                roster_size=link.said.roster_size,
                value=link.said.value,
                most=link.said.most,
                epsilon=link.said.epsilon,
                ledger_number=link.number,
                ledger_hash=link.hash,
                head=head,
                at=moment,
            )
