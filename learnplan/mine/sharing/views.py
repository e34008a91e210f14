"""What others shared with me. Views alone may ask the rooms above, to say what it is."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.plan.queries import goals_shared_with
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

bp = Blueprint("sharing", __name__, url_prefix="/shared")


@bp.get("/")
@open_to(Role.WORKER)
def list_shared() -> ResponseReturnValue:
    """Goals that others opened to whoever asks."""
    return page("mine/sharing/list_shared.html", goals=goals_shared_with(current_actor()))
