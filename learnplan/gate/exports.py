"""Plans and periods for programs: what the commands answer with ``--json``."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from learnplan.gate.standing import Preview, Standing
from learnplan.ours.pulse import queries
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.figures import figure_of
from learnplan.ours.pulse.plan import Breakdown, Plan, decimal_said


def preview_as_json(shown: Preview) -> dict[str, Any]:
    """What would be declared; ``blocks`` is null before the period begins."""
    blocks = None
    if shown.blocks is not None:
        blocks = [
            _block_as_json(breakdown, block.name, len(block.people), leads=block.leads)
            for breakdown, drawn in shown.blocks.items()
            for block in drawn
        ]
    return {**_plan_as_json(shown.plan), "state": None, "blocks": blocks}


def summary_as_json(plans: Iterable[Standing]) -> list[dict[str, Any]]:
    """How far every period has come, and what comes next."""
    return [
        {
            "period": where.kept.period,
            "state": where.kept.state.value,
            "next_act": where.next_act,
            "plan_hash": where.kept.plan_hash,
            "epsilon": decimal_said(where.plan.epsilon),
        }
        for where in plans
    ]


def standing_as_json(where: Standing) -> dict[str, Any]:
    """All there is to know of a period.

    ``receipts`` counts what people were given: one for each number that includes them.
    """
    kept = where.kept
    blocks = [
        _block_as_json(block.breakdown, block.name, block.roster_size, leads=block.leads)
        for block in where.blocks
    ]
    return {
        **_plan_as_json(where.plan),
        "state": kept.state.value,
        "next_act": where.next_act,
        "declared_by": kept.declared_by,
        "declared_at": kept.declared_at.isoformat(),
        "opened_at": _said(kept.opened_at),
        "sealed_at": _said(kept.sealed_at),
        "published_at": _said(kept.published_at),
        "blocks_hash": kept.blocks_hash or None,
        "blocks": blocks if kept.blocks_hash else None,
        "numbers": [_number_as_json(link) for link in where.numbers],
        "receipts": sum(link.said.roster_size for link in where.numbers),
        "attempts": [
            {
                "at": attempt.at.isoformat(),
                "by": attempt.by,
                "outcome": attempt.outcome.value,
                "reason": attempt.reason or None,
            }
            for attempt in queries.attempts_at(kept.id)
        ],
    }


def _plan_as_json(plan: Plan) -> dict[str, Any]:
    """A plan. ε is a decimal in a string, because it is exact."""
    return {
        "period": plan.period,
        "plan_hash": plan.hash,
        "epsilon": decimal_said(plan.epsilon),
        "questions": [
            {
                "question": question.key,
                "words": question.words,
                "answers": list(question.answers),
                "contribution": question.most,
                "breakdown": question.breakdown.value,
                "epsilon": decimal_said(question.epsilon),
            }
            for question in plan.questions
        ],
    }


def _block_as_json(breakdown: Breakdown, name: str, people: int, *, leads: bool) -> dict[str, Any]:
    return {"breakdown": breakdown.value, "block": name, "people": people, "leads": leads}


def _number_as_json(link: Link) -> dict[str, Any]:
    """A published number: as it is in the ledger, as it is shown, and what is likely."""
    figure = figure_of(link.said)
    low, high = figure.likely
    return {
        "number": link.number,
        "question": link.said.question,
        "block": link.said.block,
        "people": figure.people,
        "value": figure.value,
        "shown": figure.shown,
        "likely_low": low,
        "likely_high": high,
        "largest": figure.largest,
        "hash": link.hash,
    }


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
