"""Answers to a pulse, unsigned signals, and the gate's own copy of the period they are for.

The period's key is here and nowhere else; it goes at publication. Answers and signals have no
time: nothing here says when somebody answered.
"""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core.db import LearningModel

PERIOD_LENGTH = 7
HASH_LENGTH = 64
KEY_LENGTH = 32
QUESTION_LIMIT = 60
SIGNAL_LIMIT = 1000


class PeriodState(enum.StrEnum):
    """How far a period has come, for answers. It only goes forward."""

    OPEN = "open"
    SEALED = "sealed"
    PUBLISHED = "published"
    PURGED = "purged"


class AnswerPeriod(LearningModel):
    """One period in which workers answer: what was declared, and the key its noise comes from.

    ``plan_id`` is the plan's id in the organisation's database. Its hash and that of its blocks
    are kept here too, so that a plan edited there is noticed.
    """

    __tablename__ = "answer_period"
    __table_args__ = (
        CheckConstraint(
            "(key IS NOT NULL) = (state IN ('open', 'sealed'))", name="key_until_published"
        ),
    )

    plan_id: Mapped[UUID] = mapped_column(unique=True)
    period: Mapped[str] = mapped_column(String(PERIOD_LENGTH), unique=True)
    plan_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    blocks_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    key: Mapped[bytes | None] = mapped_column(LargeBinary(KEY_LENGTH))
    state: Mapped[PeriodState] = mapped_column(default=PeriodState.OPEN)
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class Answer(LearningModel):
    """One worker's answer to one question of a period. Not answering counts as 0."""

    __tablename__ = "pulse_answer"
    __table_args__ = (
        UniqueConstraint("owner_id", "plan_id", "question"),
        CheckConstraint("value BETWEEN 0 AND 3", name="one_person_moves_little"),
    )

    owner_id: Mapped[UUID]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("answer_period.plan_id"), index=True)
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    value: Mapped[int]


class UnsignedSignal(LearningModel):
    """Something a worker raised without a name. It waits for co-signers until the period closes.

    One about a theme in a unit is the same signal for everybody who raises it there.
    """

    __tablename__ = "unsigned_signal"
    __table_args__ = (
        Index(
            "uq_unsigned_signal_theme",
            *("plan_id", "unit_id", "theme"),
            unique=True,
            sqlite_where=text("theme <> ''"),
            postgresql_where=text("theme <> ''"),
        ),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("answer_period.plan_id"))
    unit_id: Mapped[UUID]
    theme: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    words: Mapped[str] = mapped_column(String(SIGNAL_LIMIT))


class CoSignature(LearningModel):
    """One worker behind an unsigned signal; whoever raised it is the first of them."""

    __tablename__ = "unsigned_signal_signature"
    __table_args__ = (UniqueConstraint("owner_id", "signal_id"),)

    owner_id: Mapped[UUID]
    signal_id: Mapped[UUID] = mapped_column(
        ForeignKey("unsigned_signal.id", ondelete="CASCADE"), index=True
    )
