"""Pages of what people told everyone. Whoever asks reads the same."""

from uuid import UUID

from flask import request, url_for

from learnplan.core.actor import Role
from learnplan.ours.practices.queries import circles, stories
from learnplan.ours.practices.queries.months import Cursor
from learnplan.ours.practices.views.room import bp
from learnplan.web.doors import open_to
from learnplan.web.pages import page


@bp.get("/")
@open_to(Role.WORKER)
def list_stories() -> str:
    """Every story, the newest month first; perhaps of one tag."""
    tag = request.args.get("tag", "")
    after = Cursor.read(request.args.get("after", ""))
    found = stories.stories(tag=tag, after=after)
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
    return page("ours/practices/show_story.html", story=stories.story_for(story_id).telling)


@bp.get("/passed-on/")
@open_to(Role.WORKER)
def list_cards() -> str:
    """What circles passed on, the newest month first."""
    after = Cursor.read(request.args.get("after", ""))
    found = circles.cards(after=after)
    return page(
        "ours/practices/list_cards.html",
        cards=found.cards,
        newest=url_for(".list_cards") if after else "",
        older=url_for(".list_cards", after=found.older) if found.older else "",
    )


@bp.get("/passed-on/<uuid:passed_id>")
@open_to(Role.WORKER)
def show_card(passed_id: UUID) -> str:
    """What one circle passed on."""
    return page("ours/practices/show_card.html", card=circles.card_for(passed_id).card)


@bp.get("/communities/")
@open_to(Role.WORKER)
def list_communities() -> str:
    """The communities of practice that opened a page, by name."""
    after = request.args.get("after", type=UUID)
    found = circles.communities(after=after)
    return page(
        "ours/practices/list_communities.html",
        communities=found.communities,
        first=url_for(".list_communities") if after else "",
        further=url_for(".list_communities", after=found.further) if found.further else "",
    )


@bp.get("/communities/<uuid:community_id>")
@open_to(Role.WORKER)
def show_community(community_id: UUID) -> str:
    """One community's page: its practice, how to join, and the questions they welcome."""
    found = circles.community_for(community_id)
    return page("ours/practices/show_community.html", welcome=found.welcome)
