"""A look at what everyone would see; then publishing it, and withdrawing it."""

from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import Conflict
from learnplan.mine.stories import publishing, queries
from learnplan.mine.stories.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import ours_url, page, say


@bp.get("/<uuid:draft_id>/preview")
@open_to(Role.WORKER)
def preview(draft_id: UUID) -> ResponseReturnValue:
    """Exactly what everyone would see, and who that is."""
    return _preview_page(draft_id)


@bp.post("/<uuid:draft_id>/publish")
@open_to(Role.WORKER)
def publish(draft_id: UUID) -> ResponseReturnValue:
    """Publish what was looked at; where it is not the same any more, show it once more."""
    try:
        publishing.publish(
            current_actor(),
            draft_id,
            version=request.form.get("version", type=int),
            whom=f"everyone at {g.organisation}",
        )
    except Conflict as trouble:
        return _preview_page(draft_id, trouble=str(trouble)), 409
    draft = queries.draft_for(current_actor(), draft_id)
    say(
        f"Published. Everyone at {g.organisation} can see it.",
        link=(ours_url(f"/practices/{draft.story_id}"), "Look at it"),
    )
    return redirect(url_for(".show_story", draft_id=draft_id), 303)


@bp.post("/<uuid:draft_id>/withdraw")
@open_to(Role.WORKER)
def withdraw(draft_id: UUID) -> ResponseReturnValue:
    """Take a story back from everyone."""
    publishing.withdraw(current_actor(), draft_id)
    say("Withdrawn. Nobody sees it from now on; whoever read it has read it.")
    return redirect(url_for(".show_story", draft_id=draft_id), 303)


def _preview_page(draft_id: UUID, trouble: str = "") -> str:
    actor = current_actor()
    draft = queries.draft_for(actor, draft_id)
    return page(
        "mine/stories/preview.html",
        draft=draft,
        story=queries.telling_of(actor, draft),
        gives_away=queries.gives_away(actor, draft),
        trouble=trouble,
    )
