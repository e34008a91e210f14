"""Goals and steps, and what each way of learning writes down beside them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.core.errors import Conflict
from learnplan.mine.plan.words import NEXT_STATES, Approach, Horizon, Need, Prompts, State
from learnplan.mine.sharing.items import Item, ItemKind

TITLE_LIMIT = 200
STEP_LIMIT = 500
REMARK_LIMIT = 300
TEXT_LIMIT = 20_000
ONCE_LIMIT = 40
LINE_LIMIT = 300
NAME_LIMIT = 200
STARTER_LIMIT = 60


class Step(LearningModel):
    """A next small thing on the way to a goal. A removed one can come back for a day."""

    __tablename__ = "goal_step"
    __table_args__ = (Index(None, "goal_id", "position"),)

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(STEP_LIMIT))
    position: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class Goal(LearningModel):
    """One thing a person has decided to learn. Nobody else sees it until they share it.

    ``left_state`` and its companions remember the state before this one, for Undo. ``starter``
    is the starter plan it was set from, if any.
    """

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("title <> ''", name="title_is_written"),
        Index(None, "owner_id", "state_since"),
        Index(None, "deleted_at"),
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
    left_state: Mapped[State | None] = mapped_column(default=None)
    left_remark: Mapped[str | None] = mapped_column(String(REMARK_LIMIT), default=None)
    left_since: Mapped[datetime | None] = mapped_column(default=None)
    set_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    starter: Mapped[str | None] = mapped_column(String(STARTER_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def as_item(self) -> Item:
        """This goal as the sharing room knows it."""
        return Item(kind=ItemKind.GOAL, id=self.id, owner_id=self.owner_id, title=self.title)

    def move_to(self, state: State, *, remark: str = "") -> None:
        """Go on to another state, perhaps with a word about why.

        Raises:
            Conflict: it is there already, or there is no way there from here.
        """
        if state not in NEXT_STATES[self.state]:
            raise Conflict(f"This goal is {self.state}; from there it cannot become {state}.")
        self.left_state, self.left_remark = self.state, self.state_remark
        self.left_since = self.state_since
        self.state, self.state_remark, self.state_since = state, remark, clock.now()

    def move_back_to(self, state: State) -> None:
        """Undo the last move, as if it had not been: the remark and the day return too.

        Raises:
            Conflict: ``state`` is not where it last came from.
        """
        if state is not self.left_state or self.left_since is None:
            raise Conflict("This goal has moved on since. Nothing was undone.")
        self.state, self.state_remark = state, self.left_remark or ""
        self.state_since = self.left_since
        self.left_state, self.left_remark, self.left_since = None, None, None


class Practice(LearningModel):
    """The practice that is followed on the way to a goal, and where it is kept."""

    __tablename__ = "goal_practice"

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(Text, default="")
    kept_where: Mapped[str] = mapped_column(String(LINE_LIMIT), default="")
    version: Mapped[int] = mapped_column(default=1)


class PersonAsked(LearningModel):
    """Somebody who may know: asked, or still to be asked. They are told nothing of it.

    ``colleague_id`` is set where they were chosen from the directory; ``name`` always is.
    """

    __tablename__ = "goal_person_asked"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_is_written"),
        UniqueConstraint("goal_id", "once"),
    )

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    colleague_id: Mapped[UUID | None] = mapped_column(default=None)
    question: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_on: Mapped[date | None] = mapped_column(default=None)
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)


class Round(LearningModel):
    """One small experiment on the way to a goal: a probe, what was noticed, what changes."""

    __tablename__ = "goal_round"
    __table_args__ = (
        CheckConstraint("probe <> ''", name="probe_is_written"),
        UniqueConstraint("goal_id", "once"),
    )

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    probe: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    response: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)


class Signal(LearningModel):
    """Something that was noticed during a round, on a day."""

    __tablename__ = "goal_signal"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_is_written"),
        UniqueConstraint("round_id", "once"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("goal_round.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    noticed_on: Mapped[date]
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    once: Mapped[str | None] = mapped_column(String(ONCE_LIMIT), default=None)
    version: Mapped[int] = mapped_column(default=1)


class PlanSetting(LearningModel):
    """How somebody likes their plan: whether starter plans come with prompts."""

    __tablename__ = "plan_setting"

    owner_id: Mapped[UUID] = mapped_column(unique=True)
    prompts: Mapped[Prompts] = mapped_column(default=Prompts.FEWER)
