"""Circles, who is in them, who was asked, and what they decide together."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.core.errors import Conflict
from learnplan.mine.circles.words import NEXT_STATES, Kind, Line, Matter, Rhythm, State

NAME_LIMIT = 120
PURPOSE_LIMIT = 2_000
AGREEMENT_LIMIT = 4_000
PLACE_LIMIT = 300
WHY_LIMIT = 500
ONCE_LIMIT = 40
SEAL_LENGTH = 64


class Circle(LearningModel):
    """Some workers who learn together. Everyone in it may do the same; nobody owns it.

    An ``is_open`` one can be found and joined by any worker; another is invisible to whoever is
    neither in it nor asked to come. ``agreement`` is what each member accepts on joining, and
    anew when its ``agreement_version`` changes.
    """

    __tablename__ = "circle"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_is_written"),
        UniqueConstraint("founder_id", "once"),
        Index(
            "ix_circle_open",
            "founded_at",
            "id",
            sqlite_where=text("is_open = 1"),
            postgresql_where=text("is_open"),
        ),
    )

    founder_id: Mapped[UUID]
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    purpose: Mapped[str] = mapped_column(Text, default="")
    agreement: Mapped[str] = mapped_column(Text, default="")
    agreement_version: Mapped[int] = mapped_column(default=1)
    is_open: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[State] = mapped_column(default=State.FORMING)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.AS_AGREED)
    place: Mapped[str] = mapped_column(String(PLACE_LIMIT), default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    weeks: Mapped[int | None] = mapped_column(default=None)
    founded_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)

    def move_to(self, state: State) -> None:
        """Go on to another state.

        Raises:
            Conflict: there is no way there from here.
        """
        if state not in NEXT_STATES[self.state]:
            raise Conflict(f"This circle is {self.state}; from there it cannot become {state}.")
        self.state = state


class CircleMember(LearningModel):
    """One person in one circle. Leaving deletes the row; nothing remembers why, or that."""

    __tablename__ = "circle_member"
    __table_args__ = (
        UniqueConstraint("circle_id", "person_id"),
        Index(None, "person_id", "circle_id"),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    accepted_version: Mapped[int]
    joined_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class CircleInvitation(LearningModel):
    """That a member asked somebody to come. Declining deletes the row, and nobody is told."""

    __tablename__ = "circle_invitation"
    __table_args__ = (UniqueConstraint("circle_id", "person_id"), Index(None, "person_id"))

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    asked_by_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class CircleProposal(LearningModel):
    """Something a member put to the others. It is settled, and deleted, once enough agree.

    ``about_id`` is the member it concerns, where it concerns one, or who wrote the line that it is
    about: they have no say in it.
    ``text_seal`` is of the words it would show everyone, where it would: of those and no others.
    """

    __tablename__ = "circle_proposal"
    __table_args__ = (
        CheckConstraint(
            "(matter IN ('remove somebody', 'take a line down')) = (about_id IS NOT NULL)",
            name="about_whom",
        ),
        CheckConstraint("(matter = 'take a line down') = (line_id IS NOT NULL)", name="about_what"),
        Index(
            "ux_circle_proposal_about",
            "circle_id",
            "matter",
            "about_id",
            unique=True,
            sqlite_where=text("line_id IS NULL"),
            postgresql_where=text("line_id IS NULL"),
        ),
        UniqueConstraint("circle_id", "line_id"),
        Index(
            "ux_circle_proposal_matter",
            "circle_id",
            "matter",
            unique=True,
            sqlite_where=text("about_id IS NULL"),
            postgresql_where=text("about_id IS NULL"),
        ),
    )

    circle_id: Mapped[UUID] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"))
    matter: Mapped[Matter]
    made_by_id: Mapped[UUID]
    about_id: Mapped[UUID | None] = mapped_column(default=None)
    line: Mapped[Line | None] = mapped_column(default=None)
    line_id: Mapped[UUID | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(String(WHY_LIMIT), default="")
    text_seal: Mapped[str | None] = mapped_column(String(SEAL_LENGTH), default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class CircleVote(LearningModel):
    """What one member says to a proposal. They may say otherwise until it is settled."""

    __tablename__ = "circle_vote"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        Index(None, "person_id"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("circle_proposal.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    agrees: Mapped[bool]
