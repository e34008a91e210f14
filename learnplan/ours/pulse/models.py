"""A period's plan, its blocks, its published numbers and the ledger. The gate alone writes here.

Nothing here is an answer. Who sits in which block is public, like the roster it is drawn from.
Triggers of the database refuse what a state forbids, whoever asks (see the migrations).
"""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.ours.pulse.limits import LARGEST_ANSWER
from learnplan.ours.pulse.plan import Breakdown

PERIOD_LENGTH = 7
HASH_LENGTH = 64
KEY_LIMIT = 60
WORDS_LIMIT = 300
EPSILON_LIMIT = 10
NOTE_LIMIT = 1000


class PlanState(enum.StrEnum):
    """How far a period has come. It only goes forward."""

    DECLARED = "declared"
    OPEN = "open"
    SEALED = "sealed"
    PUBLISHED = "published"


class PulsePlan(OrganisationModel):
    """What is asked in one period, of whom, and what it costs: settled before anybody answers.

    ``words`` is the plan as it is hashed. ``blocks_hash`` is empty until the blocks are formed.
    """

    __tablename__ = "pulse_plan"

    period: Mapped[str] = mapped_column(String(PERIOD_LENGTH), unique=True)
    words: Mapped[str] = mapped_column(Text)
    plan_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    declared_by: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    state: Mapped[PlanState] = mapped_column(default=PlanState.DECLARED)
    blocks_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), default="")
    declared_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    sealed_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class PulseEntry(OrganisationModel):
    """One question of a plan: ``most`` is the largest answer (C), ``epsilon`` what it costs.

    ``answers`` has a line for each answer from 0 to ``most``. ``epsilon`` is an exact decimal.
    """

    __tablename__ = "pulse_entry"
    __table_args__ = (
        UniqueConstraint("plan_id", "question"),
        UniqueConstraint("plan_id", "position"),
        CheckConstraint(f"most BETWEEN 1 AND {LARGEST_ANSWER}", name="one_person_moves_little"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_plan.id"))
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(KEY_LIMIT))
    words: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    answers: Mapped[str] = mapped_column(Text)
    breakdown: Mapped[Breakdown]
    most: Mapped[int]
    epsilon: Mapped[str] = mapped_column(String(EPSILON_LIMIT))


class PulseUnit(OrganisationModel):
    """A unit as it was on the first day of the period, for sums that never change."""

    __tablename__ = "pulse_unit"
    __table_args__ = (UniqueConstraint("plan_id", "unit_id"),)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_plan.id"))
    position: Mapped[int]
    unit_id: Mapped[UUID]
    parent_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    depth: Mapped[int]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("pulse_block.id"))


class PulseBlock(OrganisationModel):
    """People whose answers to a question are published as one number."""

    __tablename__ = "pulse_block"
    __table_args__ = (UniqueConstraint("plan_id", "breakdown", "position"),)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_plan.id"))
    breakdown: Mapped[Breakdown]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    roster_size: Mapped[int]
    leads: Mapped[bool]


seat = Table(
    "pulse_seat",
    OrganisationModel.metadata,
    # Nobody sits in two blocks of one breakdown, and a question has one breakdown.
    Column("plan_id", Uuid, ForeignKey("pulse_plan.id"), primary_key=True),
    Column("breakdown", PulseBlock.__table__.c.breakdown.type, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    Column("block_id", Uuid, ForeignKey("pulse_block.id"), nullable=False, index=True),
)


class Release(OrganisationModel):
    """One published number: a row of the ledger, tied by its hash to the one before.

    ``value`` is the noisy sum as it was drawn; pages clip it to what is possible.
    """

    __tablename__ = "pulse_release"
    __table_args__ = (
        UniqueConstraint("plan_id", "question", "block_id"),
        Index(None, "plan_hash"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_plan.id"))
    block_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_block.id"))
    number: Mapped[int] = mapped_column(unique=True)
    plan_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    period: Mapped[str] = mapped_column(String(PERIOD_LENGTH))
    question: Mapped[str] = mapped_column(String(KEY_LIMIT))
    block: Mapped[str] = mapped_column(Text)
    roster_size: Mapped[int]
    value: Mapped[int]
    most: Mapped[int]
    epsilon: Mapped[str] = mapped_column(String(EPSILON_LIMIT))
    previous: Mapped[str] = mapped_column(String(HASH_LENGTH))
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)


class Outcome(enum.StrEnum):
    """What came of an attempt to publish. One that only began broke off."""

    BEGAN = "began"
    PUBLISHED = "published"
    FINISHED = "finished"
    REFUSED = "refused"


class Attempt(OrganisationModel):
    """A line about an attempt to publish: that it began, and apart from that how it ended."""

    __tablename__ = "pulse_attempt"
    __table_args__ = (UniqueConstraint("attempt_id", "outcome"), Index(None, "plan_id", "at"))

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_plan.id"))
    attempt_id: Mapped[UUID]
    by: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(String(WORDS_LIMIT), default="")
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Note(OrganisationModel):
    """A correction in words, beside a number that stays as it was published."""

    __tablename__ = "pulse_note"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("pulse_release.id"), index=True)
    words: Mapped[str] = mapped_column(String(NOTE_LIMIT))
    by: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Signal(OrganisationModel):
    """Something workers raised on purpose: signed by one, or unsigned in a period's batch.

    An unsigned one has a period; it has neither a signature, nor a count, nor a time.
    """

    __tablename__ = "pulse_signal"
    __table_args__ = (
        CheckConstraint(
            "(signed_by IS NULL) = (signed_on IS NULL) AND (signed_by IS NULL) = (period <> '')",
            name="signed_or_in_a_batch",
        ),
        Index(None, "period"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    theme: Mapped[str] = mapped_column(String(KEY_LIMIT))
    words: Mapped[str] = mapped_column(String(NOTE_LIMIT))
    period: Mapped[str] = mapped_column(String(PERIOD_LENGTH), default="")
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    signed_on: Mapped[date | None] = mapped_column(default=None)
