"""The page to find one's own words on."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.search import queries
from learnplan.mine.search.asking import QUERY_LIMIT, asked
from learnplan.mine.search.marking import marked, marked_gist
from learnplan.mine.sharing.items import home_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

bp = Blueprint("search", __name__)


@bp.get("/search")
@open_to(Role.WORKER)
def find() -> ResponseReturnValue:
    """What of my own has these words in it, newest first."""
    line = request.args.get("q", "")[:QUERY_LIMIT]
    question = asked(line)
    found = queries.find(
        current_actor(),
        question,
        after=queries.place_said(request.args.get("after", "")),
        before=queries.place_said(request.args.get("before", "")),
    )
    return page(
        "mine/search/find.html",
        line=line,
        limit=QUERY_LIMIT,
        asked=question,
        hits=[
            (hit, _address(hit), marked(hit.title, question), marked_gist(hit.text, question))
            for hit in found.hits
        ],
        newer=url_for(".find", q=line, before=found.newer) if found.newer else "",
        older=url_for(".find", q=line, after=found.older) if found.older else "",
    )


def _address(hit: queries.Hit) -> str:
    home = home_of(hit.kind)
    argument: dict[str, Any] = {home.argument: hit.item_id}
    return url_for(home.page, **argument)
