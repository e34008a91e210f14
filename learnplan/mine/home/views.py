"""Today: what is being worked on, and what happened lately."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.mine.answers.queries import pulse_waiting_for
from learnplan.mine.circles.queries.circles import invitations_for
from learnplan.mine.circles.queries.meetings import next_meetings_for
from learnplan.mine.circles.queries.news import met_lately, notes_waiting_for
from learnplan.mine.circles.queries.outward import cards_waiting_for
from learnplan.mine.disclosures.queries import left_this_week
from learnplan.mine.journal.asking import question_for
from learnplan.mine.log.queries import recent_activities
from learnplan.mine.plan.queries import goals_for
from learnplan.mine.plan.words import State
from learnplan.mine.sharing.comments import news_for
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readers_by_item
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

LATELY = 8
MEETINGS_WITHIN = timedelta(days=7)

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to(Role.WORKER)
def today() -> ResponseReturnValue:
    """What is being worked on, and what happened lately."""
    actor = current_actor()
    soon = clock.now() + MEETINGS_WITHIN
    meetings = next_meetings_for(actor)
    meeting = next((each for each in meetings if each.starts_at <= soon), None)
    return page(
        "mine/home/today.html",
        goals=goals_for(actor, states=[State.ACTIVE]),
        readers=readers_by_item(actor, ItemKind.GOAL),
        activities=recent_activities(actor, limit=LATELY),
        left=left_this_week(actor),
        news=news_for(actor),
        invitations=invitations_for(actor),
        cards=cards_waiting_for(actor),
        notes=notes_waiting_for(actor),
        met=met_lately(actor),
        pulse=pulse_waiting_for(actor),
        question=question_for(actor),
        meeting=meeting,
    )
