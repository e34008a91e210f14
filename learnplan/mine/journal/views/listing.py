"""The journal, newest first."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.journal import asking, queries
from learnplan.mine.journal.forms import FilterForm
from learnplan.mine.journal.queries import Cursor
from learnplan.mine.journal.views.room import bp
from learnplan.mine.journal.weeks import Week
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readers_by_item
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, this_day

FILTERS = ("stance", "prompted")


@bp.get("/")
@open_to(Role.WORKER)
def list_reflections() -> ResponseReturnValue:
    """What was made of things, the newest first; perhaps only some of it."""
    actor = current_actor()
    form = FilterForm(formdata=request.args)
    filters = form.filters()
    found = queries.journal_for(
        actor,
        filters,
        after=Cursor.read(request.args.get("after", "")),
        before=Cursor.read(request.args.get("before", "")),
    )
    listed = [each.id for each in found.reflections]
    return page(
        "mine/journal/list_reflections.html",
        form=form,
        here_only=filters != queries.Filters(),
        reflections=found.reflections,
        readers=readers_by_item(actor, ItemKind.REFLECTION, listed),
        newer=_address(before=found.newer) if found.newer else "",
        older=_address(after=found.older) if found.older else "",
        this_week=Week.of(this_day()),
        week_of=Week.of,
        question=asking.question_for(actor),
        is_asked=asking.is_asked(actor),
    ), (422 if form.errors else 200)


def _address(**place: Any) -> str:
    """The address of another page of what is being looked at."""
    chosen: dict[str, Any] = {
        name: request.args[name] for name in FILTERS if request.args.get(name)
    }
    return url_for(".list_reflections", **chosen, **place)
