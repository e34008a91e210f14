"""Pages of stories. Whoever asks reads the same."""

from uuid import UUID

from flask import Blueprint, request, url_for

from learnplan.core.actor import Role
from learnplan.ours.practices import queries
from learnplan.ours.practices.queries import Cursor
from learnplan.web.doors import open_to
from learnplan.web.pages import page

bp = Blueprint("practices", __name__, url_prefix="/practices")


@bp.get("/")
@open_to(Role.WORKER)
def list_stories() -> str:
    """Every story, the newest month first; perhaps of one tag."""
    tag = request.args.get("tag", "")
    after = Cursor.read(request.args.get("after", ""))
    found = queries.stories(tag=tag, after=after)
    return page(
        "ours/practices/list_stories.html",
        tag=tag,
        stories=found.stories,
        newest=url_for(".list_stories", tag=tag or None) if after else "",
        older=url_for(".list_stories", tag=tag or None, after=found.older) if found.older else "",
    )


@bp.get("/<uuid:story_id>")
@open_to(Role.WORKER)
def show_story(story_id: UUID) -> str:
    """One story."""
    return page("ours/practices/show_story.html", story=queries.story_for(story_id).telling)
