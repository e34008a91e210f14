"""Procedures with all their versions, and what people propose of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.core.errors import Conflict
from learnplan.ours.practices.models.signed import LINE_LIMIT, Removable, Signed
from learnplan.ours.practices.telling import NAME_LIMIT
from learnplan.ours.practices.words import NEXT_STATES, Aside, Kind, State


class Procedure(Signed, OrganisationModel):
    """How something is done here, in a unit and what is below it.

    ``title`` is that of its latest version, whose number is ``version``. One that is no longer in
    use is retired, and stays to be read.
    """

    __tablename__ = "procedure"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        Index(None, "title", "id"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(LINE_LIMIT))
    version: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    def retire(self) -> None:
        """Say that it is no longer in use.

        Raises:
            Conflict: it is not since before.
        """
        if self.retired_at is not None:
            raise Conflict("This procedure is not in use any more.")
        self.retired_at = clock.now()

    def come_back(self) -> None:
        """Take it into use again.

        Raises:
            Conflict: it is in use.
        """
        if self.retired_at is None:
            raise Conflict("This procedure is in use.")
        self.retired_at = None


class Proposal(Removable, OrganisationModel):
    """A whole text that somebody proposes in place of a version of a procedure.

    ``base`` is the version it was written on, and ``probe_id`` the probe in which it was found, if
    it was found so. ``decide_by`` was set when it was made, and moves
    only for a trial: ``first_decide_by`` is what it was at first.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        CheckConstraint("(trial_unit_id IS NULL) = (trial_until IS NULL)", name="a_trial_has_both"),
        Index(None, "procedure_id", "written_at"),
        Index(None, "state", "decide_by"),
    )

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    kind: Mapped[Kind]
    base: Mapped[int]
    title: Mapped[str] = mapped_column(String(LINE_LIMIT))
    text: Mapped[str] = mapped_column(Text)
    aid: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    first_decide_by: Mapped[date]
    decide_by: Mapped[date]
    state: Mapped[State] = mapped_column(default=State.PROPOSED)
    trial_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    trial_since: Mapped[date | None] = mapped_column(default=None)
    trial_until: Mapped[date | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    decided_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    became: Mapped[int | None] = mapped_column(default=None)
    probe_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("probe.id", ondelete="SET NULL"), index=True, default=None
    )
    version: Mapped[int] = mapped_column(default=1)

    def move(self, to: State) -> None:
        """Take it further.

        Raises:
            Conflict: there is no way there from where it is.
        """
        if to not in NEXT_STATES[self.state]:
            raise Conflict(f"This proposal is {self.state} already.")
        self.state = to
        self.version += 1


class ProcedureVersion(Signed, OrganisationModel):
    """What a procedure said from a day on, whole, and what changed and why.

    ``found_by`` are the names of those whose proposal or probe it came from, a line each.
    """

    __tablename__ = "procedure_version"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("procedure_id", "number"),
    )

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(LINE_LIMIT))
    text: Mapped[str] = mapped_column(Text)
    aid: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(Text)
    found_by: Mapped[str] = mapped_column(Text, default="")
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"), default=None)
    probe_id: Mapped[UUID | None] = mapped_column(ForeignKey("probe.id"), default=None)


class ProposalLine(Removable, OrganisationModel):
    """A comment on a proposal, or what was noticed on its trial."""

    __tablename__ = "proposal_line"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_are_written"),
        Index(None, "proposal_id", "written_at"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    aside: Mapped[Aside]
    words: Mapped[str] = mapped_column(Text)
