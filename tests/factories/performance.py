"""Figures for tests, kept the way people keep them: from a file."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import Database, db, transaction
from learnplan.ours.performance import importing
from learnplan.ours.performance.importing import Report
from learnplan.ours.performance.mapping import AddsUp, Mapping, Settings
from learnplan.ours.performance.models import Indicator
from learnplan.ours.performance.senders import Sender

A_TEST = Sender("a test")
HEADING = (
    "unit",
    "indicator",
    "period",
    "value",
    "numerator",
    "denominator",
    "target",
    "direction",
)


def a_file(rows: Iterable[Sequence[object]], heading: Sequence[str] = HEADING) -> bytes:
    """A canonical file of figures; short rows leave their last columns empty."""
    lines = [",".join(heading)]
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        lines.append(",".join(cells + [""] * (len(heading) - len(cells))))
    return "\n".join(lines).encode()


def a_long_mapping(adds_up: AddsUp = AddsUp.NONE, *, contributors: bool = False) -> Mapping:
    """How the canonical file is read, with one way to add up for all of its indicators."""
    columns = [*HEADING[3:], *(["contributors"] if contributors else [])]
    return Mapping(
        unit=("unit",),
        indicator="indicator",
        period="period",
        columns={name: name for name in columns},
        defaults=Settings(adds_up=adds_up),
    )


def some_figures(
    *rows: Sequence[object],
    adds_up: AddsUp = AddsUp.NONE,
    attest: bool = True,
    name: str = "figures.csv",
    sender: Sender = A_TEST,
) -> Report:
    """Import rows of unit, indicator, period, value and so on."""
    with transaction(Database.ORGANISATION):
        return importing.import_file(
            name,
            a_file(rows),
            mapping=a_long_mapping(adds_up),
            by=sender,
            dry_run=False,
            attest=attest,
        )


def an_indicator_called(name: str) -> UUID:
    """The id of an indicator that was imported."""
    found = db.session.scalars(select(Indicator.id).where(Indicator.name == name)).one()
    db.session.rollback()
    return found
