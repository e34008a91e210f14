"""The one opening through which the ledger is compared with the receipts that people hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from learnplan.core.db import db
from learnplan.mine.disclosures.models import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What receipts say of one row of the ledger. Whose they are is not told."""

    ledger_number: int
    ledger_hash: str
    head: str
    period: str
    block: str
    roster_size: int
    value: int
    most: int
    epsilon: str


def rows_named() -> Iterator[Named]:
    """Every row of the ledger that some receipt names, once for each thing that is said of it."""
    said = (
        *(Receipt.ledger_number, Receipt.ledger_hash, Receipt.head, Receipt.period, Receipt.block),
        *(Receipt.roster_size, Receipt.value, Receipt.most, Receipt.epsilon),
    )
    for row in db.session.execute(select(*said).distinct().order_by(*said)):
        yield Named(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
