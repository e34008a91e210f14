"""What of somebody's plan comes along when they leave, and comes back elsewhere."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from learnplan.core import clock
from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.core.errors import Invalid
from learnplan.mine.plan import finding
from learnplan.mine.plan.models import (
    STEP_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Goal,
    PersonAsked,
    PlanSetting,
    Practice,
    Round,
    Signal,
    Step,
)
from learnplan.mine.plan.words import Horizon, State

__all__ = ["ASIDE", "DRAWERS", "GOALS", "STEPS", "STEP_LIMIT", "TITLE_LIMIT", "WHY_LIMIT", "plain"]

GOALS = "goals"
STEPS = "goal_steps"
WHY_LIMIT = TEXT_LIMIT
ROUNDS = "goal_rounds"
NEEDED = {"title", "probe", "text", "name"}
"""What says something in every drawer where it is; a practice alone may have no text yet."""


def _check(row: Said) -> None:
    """Whatever the plan would not have kept, it does not take from elsewhere."""
    for name, value in row.items():
        words = name.replace("_", " ")
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            raise Invalid(f"The {words} is longer than {TEXT_LIMIT:,} characters.")
        if name in NEEDED and "kept_where" not in row and not str(value).strip():
            raise Invalid(f"The {words} is empty.")


def plain(
    goal_id: UUID,
    *,
    title: str,
    why: str,
    by: date | None,
    achieved: bool,
    steps: Iterable[tuple[UUID, str, bool]],
) -> tuple[Said, list[Said]]:
    """A goal and its steps, as their drawers have them, from a plan that was kept elsewhere.

    Args:
        goal_id: the id it will have.
        title: what is to be learned.
        why: why it matters.
        by: until when, if a day was named.
        achieved: whether it was; one that was not is active.
        steps: an id for each, its text, and whether it was done.
    """
    now = clock.now().isoformat()
    goal = {
        "id": str(goal_id),
        "title": title,
        "why": why,
        "how_i_will_know": "",
        "horizon": Horizon.CURRENT_ROLE.value,
        "by": by and by.isoformat(),
        "state": (State.ACHIEVED if achieved else State.ACTIVE).value,
        "state_remark": "",
        "state_since": now,
        "set_at": now,
        "version": 1,
    }
    rows = [
        {
            "id": str(step_id),
            "goal_id": str(goal_id),
            "text": text,
            "position": position,
            "done_at": now if done else None,
        }
        for position, (step_id, text, done) in enumerate(steps, start=1)
    ]
    return goal, rows


DRAWERS = (
    Drawer(
        name=GOALS,
        found_by=finding.hand_in_all,
        model=Goal,
        left_out=frozenset({"deleted_at", "once"}),
        gone_when=("deleted_at",),
        in_order_of=("set_at",),
        check=_check,
    ),
    Drawer(
        name=STEPS,
        model=Step,
        part_of="goal_id",
        refers={"goal_id": GOALS},
        left_out=frozenset({"removed_at"}),
        gone_when=("removed_at",),
        in_order_of=("goal_id", "position"),
        check=_check,
    ),
    Drawer(
        name="goal_practices",
        model=Practice,
        part_of="goal_id",
        refers={"goal_id": GOALS},
        in_order_of=("goal_id",),
        check=_check,
    ),
    Drawer(
        name="goal_people_asked",
        model=PersonAsked,
        part_of="goal_id",
        refers={"goal_id": GOALS},
        left_out=frozenset({"colleague_id", "removed_at", "once"}),
        gone_when=("removed_at",),
        in_order_of=("goal_id", "written_at"),
        check=_check,
    ),
    Drawer(
        name=ROUNDS,
        model=Round,
        part_of="goal_id",
        refers={"goal_id": GOALS},
        left_out=frozenset({"removed_at", "once"}),
        gone_when=("removed_at",),
        in_order_of=("goal_id", "written_at"),
        check=_check,
    ),
    Drawer(
        name="goal_signals",
        model=Signal,
        part_of="round_id",
        refers={"round_id": ROUNDS},
        left_out=frozenset({"removed_at", "once"}),
        gone_when=("removed_at",),
        in_order_of=("round_id", "noticed_on", "written_at"),
        check=_check,
    ),
    Drawer(name="plan_settings", model=PlanSetting, same_by=("owner_id",)),
)
ASIDE: tuple[Aside, ...] = ()
