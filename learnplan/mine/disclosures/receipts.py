"""Receipts, as the gate that writes them and the page that shows them both know them."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

A_YEARS_BUDGET = Fraction(8)
"""What all published numbers that include one person may cost them in a year (rule R7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReceipt:
    """One person's receipt for one published number that includes them.

    Args:
        owner_id: whose receipt it is.
        plan_id: the plan of the period.
        period: the quarter, written ``2026-Q4``.
        question: as it was asked.
        breakdown: what the organisation was divided by, such as ``units``.
        block: the group they were counted in, in words, such as ``Blue and Green``.
        roster_size: how many people were on the roster of that block.
        value: the number as it was published, noise and all.
        most: the largest answer one person could give (C).
        epsilon: what it costs, an exact fraction such as ``1`` or ``0.5``.
        ledger_number: the row of the public ledger.
        ledger_hash: that row's hash, 64 hexadecimal digits.
        head: the ledger's head at that publication, likewise.
        at: the moment of publication.
    """

    owner_id: UUID
    plan_id: UUID
    period: str
    question: str
    breakdown: str
    block: str
    roster_size: int
    value: int
    most: int
    epsilon: str
    ledger_number: int
    ledger_hash: str
    head: str
    at: datetime
