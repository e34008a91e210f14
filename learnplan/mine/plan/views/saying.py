"""How days and the facts of a goal are said on the pages of Mine."""

from datetime import date
from typing import Protocol

from learnplan.mine.plan.approaches import RoundView
from learnplan.mine.plan.views.room import bp
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.web.filters import days, plain_day


class SaysWhatFor(Protocol):
    """A goal, or a row of one."""

    @property
    def horizon(self) -> Horizon:
        """What it is for."""

    @property
    def approach(self) -> Approach | None:
        """How it can be learned."""

    @property
    def need(self) -> Need | None:
        """When it will be wanted."""

    @property
    def by(self) -> date | None:
        """The day its owner chose, if any."""

    @property
    def state(self) -> State:
        """Where it is."""

    @property
    def state_remark(self) -> str:
        """Why it is there."""


@bp.app_template_filter()
def days_of_round(this: RoundView) -> str:
    """``4 to 11 May``, ``From 4 May`` or ``Until 11 May``: what is known of its days."""
    if this.starts_on and this.ends_on:
        return days(this.starts_on, this.ends_on)
    if this.starts_on:
        return f"From {plain_day(this.starts_on)}"
    return f"Until {plain_day(this.ends_on)}" if this.ends_on else ""


@bp.app_template_filter()
def goal_facts(goal: SaysWhatFor, since: date) -> list[str]:
    """What a goal is for, as small facts: what is not known is left out.

    ``since`` is the day it came to where it is.
    """
    remark = goal.state_remark
    if goal.state in {State.ACHIEVED, State.SET_ASIDE}:
        came = f"{goal.state.capitalize()} {plain_day(since)}"
        remark = f"{came}: {remark}" if remark else came
    facts = [
        goal.horizon.capitalize(),
        goal.approach.said if goal.approach else "",
        goal.need.capitalize() if goal.need else "",
        f"By {plain_day(goal.by)}" if goal.by else "",
        remark,
    ]
    return [fact for fact in facts if fact]
