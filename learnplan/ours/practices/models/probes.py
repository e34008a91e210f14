"""Probes: what somebody tries, what was sensed, and what came of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.core.errors import Conflict
from learnplan.ours.practices.models.signed import LINE_LIMIT, Removable
from learnplan.ours.practices.telling import NAME_LIMIT
from learnplan.ours.practices.words import Ending, Mark, Signal


class Probe(Removable, OrganisationModel):
    """A small experiment that is safe to fail. It runs from the moment it is posted.

    It is of one person and whoever signs it, or of a team: a unit. ``amplify`` and ``dampen`` are
    the signals its people watch for: of which they would do more, at which they would stop.
    """

    __tablename__ = "probe"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        CheckConstraint("until_on >= starts_on", name="it_ends_after_it_starts"),
        CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name="it_ended_somehow"),
        Index(None, "written_at", "id"),
    )

    title: Mapped[str] = mapped_column(String(LINE_LIMIT))
    what: Mapped[str] = mapped_column(Text)
    amplify: Mapped[str] = mapped_column(Text)
    dampen: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    until_on: Mapped[date]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    grew_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("probe.id"), default=None)
    ending: Mapped[Ending | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    learned: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    @property
    def runs(self) -> bool:
        """Whether its people still try it. Its last day is a reminder, and ends nothing."""
        return self.ending is None

    def end(self, ending: Ending, *, by: str, learned: str) -> None:
        """Let it end, with what was learned.

        Raises:
            Conflict: it ended before.
        """
        if not self.runs:
            raise Conflict("This probe has ended already.")
        self.ending, self.ended_at = ending, clock.now()
        self.ended_by, self.learned = by, learned
        self.version += 1

    def go_on(self) -> None:
        """Let it run again after it was let go.

        Raises:
            Conflict: it runs, or something else has come of it.
        """
        if self.ending is not Ending.LET_GO:
            raise Conflict("Only a probe that was let go can be taken up again.")
        self.ending, self.ended_at, self.ended_by, self.learned = None, None, "", ""
        self.version += 1


class ProbeName(OrganisationModel):
    """Somebody who put their own name to somebody's probe, because they are in it."""

    __tablename__ = "probe_name"
    __table_args__ = (UniqueConstraint("probe_id", "person_id"),)

    probe_id: Mapped[UUID] = mapped_column(ForeignKey("probe.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ProbeLine(Removable, OrganisationModel):
    """A dated line on a probe: something sensed, a response, or an offer of support."""

    __tablename__ = "probe_line"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_are_written"),
        Index(None, "probe_id", "happened_on"),
    )

    probe_id: Mapped[UUID] = mapped_column(ForeignKey("probe.id", ondelete="CASCADE"))
    mark: Mapped[Mark]
    happened_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    signal: Mapped[Signal | None] = mapped_column(default=None)
