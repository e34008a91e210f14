"""Indicators, their figures, and the imports they came in by. Nothing here is about a person.

Figures are many, so their tables are compact: a figure is known by its series (one indicator of
one unit) and its period, not by an id of its own.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.senders import Origin

NAME_LIMIT = 300
MEASURE_LIMIT = 60
TEXT_LIMIT = 2000
HASH_LENGTH = 64
FILE_NAME_LIMIT = 255


class State(enum.StrEnum):
    """Where an import is: read, checked by a person, added, and perhaps undone."""

    READING = "reading"
    READY = "ready"
    ADDING = "adding"
    ADDED = "added"
    UNDONE = "undone"
    FAILED = "failed"


class Indicator(OrganisationModel):
    """Something the organisation measures, by units and periods of one length.

    ``scale`` is what a weighted indicator's numerator over denominator is multiplied with: 100
    where it is measured in per cent. A ``seasonal`` one is charted by its difference from a year
    before. One that ``goes_beyond`` is no share: it can be below 0 and above 100, whatever its
    figures were so far.
    """

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("key", "period_kind"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    key: Mapped[str] = mapped_column(String(NAME_LIMIT))
    period_kind: Mapped[PeriodKind]
    direction: Mapped[Direction] = mapped_column(default=Direction.NEUTRAL)
    adds_up: Mapped[AddsUp] = mapped_column(default=AddsUp.NONE)
    measure: Mapped[str] = mapped_column(String(MEASURE_LIMIT), default="")
    scale: Mapped[float] = mapped_column(Double, default=1.0)
    decimals: Mapped[int | None] = mapped_column(default=None)
    chart_kind: Mapped[ChartKind] = mapped_column(default=ChartKind.INDIVIDUALS)
    seasonal: Mapped[bool] = mapped_column(default=False)
    goes_beyond: Mapped[bool] = mapped_column(default=False)
    how_measured: Mapped[str] = mapped_column(String(TEXT_LIMIT), default="")
    not_shown: Mapped[str] = mapped_column(String(TEXT_LIMIT), default="")
    added_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ObservationBatch(OrganisationModel):
    """One import of figures: the file, how it was read, and what came of it.

    ``number`` is how figures know it. ``report`` is what was found, as JSON; ``made`` names the
    units and indicators that it made, so that undoing it can take them away. ``origin`` is who or
    what sent it, by the name ``sent_by``; ``person_id`` is whose name that is, and ``feed_id`` the
    token or the address that did.
    """

    __tablename__ = "observation_batch"

    number: Mapped[int] = mapped_column(unique=True)
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_LIMIT))
    sha256: Mapped[str] = mapped_column(String(HASH_LENGTH))
    sent_by: Mapped[str] = mapped_column(String(NAME_LIMIT))
    origin: Mapped[Origin] = mapped_column(default=Origin.PERSON)
    feed_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    state: Mapped[State] = mapped_column(default=State.READING)
    mapping: Mapped[str] = mapped_column(default="")
    report: Mapped[str] = mapped_column(default="")
    made: Mapped[str] = mapped_column(default="")
    trouble: Mapped[str] = mapped_column(default="")
    data: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    sent_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    moved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class SavedMapping(OrganisationModel):
    """How files with one header were read last time, kept for next time."""

    __tablename__ = "saved_mapping"

    signature: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    mapping: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


series = Table(
    "series",
    OrganisationModel.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("unit_id", Uuid, ForeignKey("unit.id"), nullable=False),
    Column("indicator_id", Uuid, ForeignKey("indicator.id"), nullable=False),
    Column("first_start", Date),
    Column("last_start", Date),
    Column("figures", Integer, nullable=False, default=0, server_default="0"),
    Column("imported", Integer, nullable=False, default=0, server_default="0"),
    UniqueConstraint("unit_id", "indicator_id"),
    Index(None, "indicator_id", "last_start", "first_start"),  # says which years it has figures of
    comment="One indicator of one unit.",  # how far it goes, how many figures it has and got
)


def _figures() -> list[Column[object]]:
    """What a figure holds, whether it stands or stood."""
    return [
        Column("value", Double, nullable=False),
        Column("numerator", Double),
        Column("denominator", Double),
        Column("target", Double),
        Column("contributors", Integer),
        Column("as_of", Date),
        Column("batch", Integer),
    ]


FIGURES = tuple(str(column.name) for column in _figures())

_IMPORTED = text("batch IS NOT NULL")

observation = Table(
    "observation",
    OrganisationModel.metadata,
    Column("series_id", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False),
    Column("period_start", Date, primary_key=True),
    *_figures(),
    Column("parts", Integer),
    CheckConstraint("(batch IS NULL) <> (parts IS NULL)", name="imported_or_rolled_up"),
    Index(None, "batch", sqlite_where=_IMPORTED, postgresql_where=_IMPORTED),
    sqlite_with_rowid=False,
    comment="One figure: imported by a batch, or rolled up from as many parts.",
)

observation_was = Table(
    "observation_was",
    OrganisationModel.metadata,
    Column("by_batch", Integer, primary_key=True, autoincrement=False),
    Column("series_id", Integer, primary_key=True, autoincrement=False),
    Column("period_start", Date, primary_key=True),
    *_figures(),
    sqlite_with_rowid=False,
    comment="The imported figure that a later import replaced, for its undoing.",
)

attestation = Table(
    "attestation",
    OrganisationModel.metadata,
    Column("indicator_id", Uuid, ForeignKey("indicator.id"), primary_key=True),
    Column("plan_year", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
    comment="An import's word that enough people are behind an indicator's figures of a year.",
)

withheld = Table(
    "withheld",
    OrganisationModel.metadata,
    Column("parent_id", Uuid, ForeignKey("unit.id"), primary_key=True),
    Column("indicator_id", Uuid, ForeignKey("indicator.id"), primary_key=True),
    Column("plan_year", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    comment="Whose units' figures of a year are shown no lower than with the unit itself.",
)


figures_version = Table(
    "figures_version",
    OrganisationModel.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    comment="One row: it grows with every change of a figure or an indicator.",
)
