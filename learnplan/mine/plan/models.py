"""Goals and steps."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.core.errors import Conflict

TITLE_LIMIT = 200
STEP_LIMIT = 500
REMARK_LIMIT = 300
TEXT_LIMIT = 20_000


class Horizon(enum.StrEnum):
    """What it is for. The next role, and what is nobody's business, count as much."""

    CURRENT_ROLE = "current role"
    NEXT_ROLE = "next role"
    PERSONAL = "personal"


class Approach(enum.StrEnum):
    """How it can be learned, after Snowden's Cynefin: follow, ask, or try and see."""

    CLEAR = "clear"
    COMPLICATED = "complicated"
    COMPLEX = "complex"


class Need(enum.StrEnum):
    """When it will be wanted."""

    JUST_IN_TIME = "just in time"
    JUST_IN_CASE = "just in case"


class State(enum.StrEnum):
    """Where a goal is. Nobody but its owner moves it."""

    IDEA = "idea"
    ACTIVE = "active"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    SET_ASIDE = "set aside"
    ARCHIVED = "archived"


NEXT_STATES: dict[State, tuple[State, ...]] = {
    State.IDEA: (State.ACTIVE, State.SET_ASIDE),
    State.ACTIVE: (State.ACHIEVED, State.PAUSED, State.SET_ASIDE),
    State.PAUSED: (State.ACTIVE, State.ACHIEVED, State.SET_ASIDE),
    State.ACHIEVED: (State.ARCHIVED, State.ACTIVE),
    State.SET_ASIDE: (State.ACTIVE, State.ARCHIVED),
    State.ARCHIVED: (State.ACTIVE,),
}


class Step(LearningModel):
    """A next small thing on the way to a goal."""

    __tablename__ = "goal_step"
    __table_args__ = (Index(None, "goal_id", "position"),)

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"), init=False)
    text: Mapped[str] = mapped_column(String(STEP_LIMIT))
    position: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class Goal(LearningModel):
    """One thing a person has decided to learn. Nobody else sees it until they share it."""

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        Index(None, "owner_id", "state", "set_at"),
        UniqueConstraint("owner_id", "once"),
    )

    owner_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    why: Mapped[str] = mapped_column(Text, default="")
    how_i_will_know: Mapped[str] = mapped_column(Text, default="")
    horizon: Mapped[Horizon] = mapped_column(default=Horizon.CURRENT_ROLE)
    approach: Mapped[Approach | None] = mapped_column(default=None)
    need: Mapped[Need | None] = mapped_column(default=None)
    by: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[State] = mapped_column(default=State.IDEA)
    state_remark: Mapped[str] = mapped_column(String(REMARK_LIMIT), default="")
    state_since: Mapped[datetime] = mapped_column(default_factory=clock.now)
    set_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(40), default=None)
    version: Mapped[int] = mapped_column(default=1)

    steps: Mapped[list[Step]] = relationship(
        default_factory=list, cascade="all, delete-orphan", order_by="Step.position"
    )

    def move_to(self, state: State, *, remark: str = "") -> None:
        """Go on to another state, perhaps with a word about why.

        Raises:
            Conflict: it is there already, or there is no way there from here.
        """
        if state not in NEXT_STATES[self.state]:
            raise Conflict(f"This goal is {self.state}; from there it cannot become {state}.")
        self.state, self.state_remark, self.state_since = state, remark, clock.now()
