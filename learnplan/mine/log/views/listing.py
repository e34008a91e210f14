"""The log, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.mine.log import queries
from learnplan.mine.log.forms import FilterForm
from learnplan.mine.log.queries import ActivityView, Cursor
from learnplan.mine.log.views.room import bp, to_complete
from learnplan.mine.plan.queries import goal_choices
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

TAGS_OFFERED = 12
FILTERS = ("tag", "kind", "goal", "from", "until", "fragments")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the log: what happened in it, newest first."""

    first: date
    activities: list[ActivityView] = field(default_factory=list)


@bp.get("/")
@open_to(Role.WORKER)
def list_activities() -> ResponseReturnValue:
    """What was done and noticed, by day; perhaps only some of it."""
    actor = current_actor()
    goals = goal_choices(actor)
    form = FilterForm(formdata=request.args)
    form.goal.choices = [
        SelectChoice("", "Any goal"),
        *(SelectChoice(str(goal.id), goal.title) for goal in goals),
    ]
    filters = form.filters()
    found = queries.log_for(
        actor,
        filters,
        after=Cursor.read(request.args.get("after", "")),
        before=Cursor.read(request.args.get("before", "")),
    )
    return page(
        "mine/log/list_activities.html",
        form=form,
        filters=filters,
        months=by_month(found.activities),
        newer=_address(before=found.newer) if found.newer else "",
        older=_address(after=found.older) if found.older else "",
        tags=queries.my_tags(actor, TAGS_OFFERED),
        fragments=queries.fragments_waiting(actor),
        goals_known=to_complete(goals),
    ), (422 if form.errors else 200)


def by_month(activities: Iterable[ActivityView]) -> list[Month]:
    """Activities, newest first, by month."""
    months: list[Month] = []
    for activity in activities:
        first = activity.happened_on.replace(day=1)
        if not months or months[-1].first != first:
            months.append(Month(first))
        months[-1].activities.append(activity)
    return months


def _address(**place: Any) -> str:
    """The address of another page of what is being looked at."""
    chosen: dict[str, Any] = {
        name: request.args[name] for name in FILTERS if request.args.get(name)
    }
    return url_for(".list_activities", **chosen, **place)
