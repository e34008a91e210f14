"""The log, newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.mine.log import queries
from learnplan.mine.log.filtering import named_choices
from learnplan.mine.log.forms import FilterForm, NameForm, TaggingForm
from learnplan.mine.log.listed import ActivityView
from learnplan.mine.log.queries import Cursor
from learnplan.mine.log.views.lines import Line, lines
from learnplan.mine.log.views.room import bp, to_complete
from learnplan.mine.plan.queries import goal_choices
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import Reader, readers_by_item
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

TAGS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the log: what happened in it, newest first."""

    first: date
    lines: list[Line] = field(default_factory=list)


@bp.get("/")
@open_to(Role.WORKER)
def list_activities() -> ResponseReturnValue:
    """What was done and noticed, by day; perhaps only some of it, perhaps to tag it."""
    tagging = TaggingForm() if request.args.get("select") else None
    return log_page(FilterForm(formdata=request.args), request.args, tagging=tagging)


def log_page(
    form: FilterForm,
    asked: Mapping[str, str],
    *,
    tagging: TaggingForm | None = None,
    chosen: Collection[UUID] = (),
    naming: NameForm | None = None,
) -> ResponseReturnValue:
    """A page of the log as ``asked`` for; with ``tagging``, entries can be chosen and tagged."""
    actor = current_actor()
    goals = goal_choices(actor)
    form.goal.choices = [
        SelectChoice("", "Any goal"),
        *(SelectChoice(str(goal.id), goal.title) for goal in goals),
    ]
    filters = form.filters()
    said = filters.said()
    saved = named_choices(actor)
    found = queries.log_for(
        actor,
        filters,
        after=Cursor.read(asked.get("after", "")),
        before=Cursor.read(asked.get("before", "")),
    )
    readers = readers_by_item(actor, ItemKind.ACTIVITY, [each.id for each in found.activities])
    place = {name: asked[name] for name in ("after", "before") if asked.get(name)}
    keeping = {**said, "select": "y"} if tagging else said
    forms = (form, tagging, naming)
    return page(
        "mine/log/list_activities.html",
        form=form,
        said=said,
        place=place,
        reading=_address(said, **place) if tagging else "",
        choosing="" if tagging else _address(said, **place, select="y"),
        months=by_month(found.activities, readers),
        newer=_address(keeping, before=found.newer) if found.newer else "",
        older=_address(keeping, after=found.older) if found.older else "",
        tags=queries.my_tags(actor, TAGS_OFFERED),
        fragments=queries.fragments_waiting(actor),
        goals_known=to_complete(goals),
        saved=[(name, _address(choices), choices == said) for name, choices in saved],
        naming=naming or (NameForm(formdata=None) if said else None),
        tagging=tagging,
        matching=queries.count_for(actor, filters) if tagging else 0,
        chosen=set(chosen),
    ), (422 if any(one and one.errors for one in forms) else 200)


def by_month(
    activities: Sequence[ActivityView], readers: Mapping[UUID, Sequence[Reader]]
) -> list[Month]:
    """Activities, newest first, by month, in words."""
    months: list[Month] = []
    for activity, line in zip(activities, lines(activities, readers), strict=True):
        day = activity.happened_on
        if not months or (months[-1].first.month, months[-1].first.year) != (day.month, day.year):
            months.append(Month(day.replace(day=1)))
        months[-1].lines.append(line)
    return months


def _address(said: Mapping[str, str], **place: Any) -> str:
    """The address of the log with some choices, at some place."""
    query: dict[str, Any] = {**said, **place}
    return url_for(".list_activities", **query)
