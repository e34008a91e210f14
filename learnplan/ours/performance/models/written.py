"""What people write on boards and charts, each with their name: steps, targets, notes and so on.

A unit's figures may be shown together with others'; what is written is kept with the unit that
it was written at. What is taken away can be brought back for a day.
"""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.ours.performance.models.figures import NAME_LIMIT, TEXT_LIMIT

WORDS_LIMIT = 160
ONCE_LIMIT = 32


class Standing(enum.StrEnum):
    """Where a programme is, whatever the day says of it."""

    RUNNING = "running"
    RETIRED = "retired"


class _Written(MappedAsDataclass, kw_only=True):
    """Who wrote something on a board, and when. ``once`` keeps a form sent twice from doing it."""

    author_id: Mapped[UUID]
    author: Mapped[str] = mapped_column(String(NAME_LIMIT))
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), unique=True, default=None)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class LimitsStep(_Written, OrganisationModel):
    """From a period on, the limits of a chart are worked out anew, for a reason.

    With a ``baseline`` they come from its first so many values, and the rest is judged by them.
    """

    __tablename__ = "limits_step"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_is_written"),
        Index(None, "unit_id", "indicator_id"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    baseline: Mapped[int | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)


class Target(_Written, OrganisationModel):
    """What a unit promises of an indicator from a day on, who answers for it, and until when."""

    __tablename__ = "target"
    __table_args__ = (Index(None, "unit_id", "indicator_id"),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    value: Mapped[float] = mapped_column(Double)
    starts_on: Mapped[date]
    owner: Mapped[str] = mapped_column(String(NAME_LIMIT))
    review_on: Mapped[date | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(String(WORDS_LIMIT), default="")
    version: Mapped[int] = mapped_column(default=1)


class Annotation(_Written, OrganisationModel):
    """Something that happened on a day, in a unit and what is below it; of one indicator or all."""

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_are_written"),
        Index(None, "unit_id", "happened_on"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    happened_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    indicator_id: Mapped[UUID | None] = mapped_column(ForeignKey("indicator.id"), default=None)
    version: Mapped[int] = mapped_column(default=1)


class Programme(_Written, OrganisationModel):
    """Something a unit tries, and what it is to move: by how much, and by when."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        CheckConstraint("amount <> 0", name="it_moves_something"),
        Index(None, "unit_id", "indicator_id"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    title: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    amount: Mapped[float] = mapped_column(Double)
    what: Mapped[str] = mapped_column(String(TEXT_LIMIT), default="")
    standing: Mapped[Standing] = mapped_column(default=Standing.RUNNING)


class Review(_Written, OrganisationModel):
    """What was decided of a target, or of a programme, on its day; ``next_on`` is the next day."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("decided <> ''", name="decision_is_written"),
        CheckConstraint(
            "(target_id IS NULL) <> (programme_id IS NULL)", name="of_a_target_or_a_programme"
        ),
    )

    decided: Mapped[str] = mapped_column(String(TEXT_LIMIT))
    decided_on: Mapped[date]
    target_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("target.id", ondelete="CASCADE"), index=True, default=None
    )
    programme_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("programme.id", ondelete="CASCADE"), index=True, default=None
    )
    next_on: Mapped[date | None] = mapped_column(default=None)


class Pin(OrganisationModel):
    """An indicator that stands first on a unit's board, and where among those that do."""

    __tablename__ = "pin"
    __table_args__ = (UniqueConstraint("unit_id", "indicator_id"),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicator.id"))
    place: Mapped[int]
