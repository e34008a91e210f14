"""What came of looking for each other, for whoever does not look every day."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.circles.models.notices import Notice, NoticeReply
from learnplan.mine.circles.queries.circles import GONE
from learnplan.mine.circles.queries.matching import requests_for
from learnplan.mine.circles.queries.notices import waits_for
from learnplan.mine.disclosures.queries import names_in, names_shown_since
from learnplan.mine.disclosures.words import MATCH_OF_GOALS

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Somebody whose name the actor came to know lately, and over which words of theirs."""

    name: str
    over: str
    by_goal: bool


def notes_waiting_for(actor: Actor) -> int:
    """How many notes to lines of the actor's they neither accepted nor declined."""
    stmt = (
        select(func.count())
        .select_from(NoticeReply)
        .join(Notice, Notice.id == NoticeReply.notice_id)
        .where(waits_for(actor), NoticeReply.accepted_at.is_(None))
    )
    return db.session.scalar(stmt) or 0


def met_lately(actor: Actor) -> list[Met]:
    """Whom the actor came to know by name within a week and still knows, the latest first."""
    lines = names_shown_since(actor, clock.now() - LATELY)
    names = names_in(lines)
    by_goals = [line for line in lines if line.item_kind == MATCH_OF_GOALS]
    known = {each.id for it in requests_for(actor) for each in it.met} if by_goals else set()
    found = [
        Met(
            name=names.get(line.reader_id, GONE) if line.reader_id else GONE,
            over=line.what,
            by_goal=line.item_kind == MATCH_OF_GOALS,
        )
        for line in lines
        if line.item_kind != MATCH_OF_GOALS or line.reader_id in known
    ]
    return list(dict.fromkeys(found))
