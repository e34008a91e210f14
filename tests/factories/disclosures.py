"""Receipts and looks for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.mine.disclosures import services
from learnplan.mine.disclosures.receipts import NewReceipt
from learnplan.mine.plan.models import Goal
from learnplan.mine.sharing.services import look_at

ONE = NewReceipt(
    owner_id=UUID(int=0),
    plan_id=UUID(int=4),
    period="2026-Q4",
    question="Did you have time to learn?",
    breakdown="units",
    block="Blue and Green",
    roster_size=11,
    value=7,
    most=1,
    epsilon="1",
    ledger_number=7,
    ledger_hash="a" * 64,
    head="b" * 64,
    at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)


def a_receipt(owner: Actor | UUID, **said: Any) -> NewReceipt:
    """A receipt as the gate would write it; not kept yet."""
    return replace(ONE, owner_id=owner if isinstance(owner, UUID) else owner.id, **said)


def keep(*receipts: NewReceipt) -> None:
    """Give them to whoever they are for."""
    with transaction(Database.LEARNING):
        services.keep_receipts(receipts)


def look(reader: Actor, goal: Goal) -> None:
    """Somebody looks at a goal, as its page would write down."""
    with transaction(Database.LEARNING):
        look_at(reader, goal.as_item)
