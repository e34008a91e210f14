"""What others share with whoever asks."""

from itertools import groupby

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.sharing.queries import Shared, shared_with
from learnplan.mine.sharing.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

NEWEST, BY_PERSON = "newest", "person"


@bp.get("/shared/")
@open_to(Role.WORKER)
def shared_with_me() -> ResponseReturnValue:
    """Everything that others share with whoever asks: the newest first, or by person."""
    shared = shared_with(current_actor())
    order = BY_PERSON if request.args.get("by") == BY_PERSON else NEWEST
    return page(
        "mine/sharing/shared_with_me.html",
        groups=_by_person(shared) if order == BY_PERSON else [("", shared)],
        order=order,
        orders=[
            (NEWEST, "Newest first", url_for(".shared_with_me")),
            (BY_PERSON, "By person", url_for(".shared_with_me", by=BY_PERSON)),
        ],
        shared=shared,
    )


def _by_person(shared: list[Shared]) -> list[tuple[str, list[Shared]]]:
    """What each person shares, by their names; two of one name stay two."""

    def whose(each: Shared) -> tuple[str, str]:
        return each.owner_name, str(each.item.owner_id)

    return [(name, list(some)) for (name, _), some in groupby(sorted(shared, key=whose), key=whose)]
