"""Finding each other, for tests: a day's work of matching, and lines that have been up a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles.models.notices import Notice
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.circles.queries import notices as on_list
from learnplan.mine.circles.queries.matching import RequestView
from learnplan.mine.circles.services import matching, notices
from learnplan.mine.circles.words import Side
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import own_goal_for
from tests.factories.plans import a_goal

PLANS = "Read Postgres query plans"


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Let it be some days ago."""
    with clock.stopped(clock.now() - timedelta(days=days)):
        yield


def ask(owner: Actor, *, title: str = PLANS, words: str = "", ago: int = 1) -> Goal:
    """A goal of somebody's who asked to be matched on it, ``ago`` days ago."""
    goal = a_goal(owner=owner, title=title)
    ask_about(owner, goal, words=words or title, ago=ago)
    return goal


def ask_about(owner: Actor, goal: Goal, *, words: str, ago: int = 1) -> None:
    """Somebody asks to be matched on a goal that is there."""
    with days_ago(ago), transaction(Database.LEARNING):
        matching.ask_to_be_matched(owner, own_goal_for(owner, goal.id).as_item, words=words)


def say_yes(owner: Actor, goal: Goal, *, ago: int = 0) -> int:
    """Yes, to whoever is counted; tells how many are met by it."""
    with transaction(Database.LEARNING):
        request = queries.request_for(owner, goal.id)
        return matching.say_yes(owner, request, shown_on=queries.today() - timedelta(days=ago))


def say_not_now(owner: Actor, goal: Goal) -> None:
    """Not now."""
    with transaction(Database.LEARNING):
        matching.say_not_now(owner, queries.request_for(owner, goal.id))


def seen_by(owner: Actor) -> RequestView:
    """What somebody is told of the only goal they asked about."""
    db.session.rollback()
    (only,) = queries.requests_for(owner)
    return only


def met_by(owner: Actor) -> list[str]:
    """The names that somebody sees of those who share the goal they asked about."""
    return [known.name for known in seen_by(owner).met]


def a_notice(owner: Actor, text: str = "EXPLAIN", *, side: Side = Side.OFFER, ago: int = 1) -> UUID:
    """The id of a line that somebody put up some days ago."""
    with days_ago(ago), transaction(Database.LEARNING):
        notices.post_notice(owner, side=side, text=text)
    stmt = select(Notice.id).where(Notice.owner_id == owner.id, Notice.text == text)
    return db.session.scalars(stmt).one()


def write(author: Actor, notice_id: UUID, note: str = "Show me?") -> UUID:
    """The id of what somebody writes to a line."""
    with transaction(Database.LEARNING):
        notices.write_to(author, on_list.notice_for(author, notice_id), note=note)
    db.session.rollback()
    return on_list.replies_by(author)[0].id


def answer(owner: Actor, reply_id: UUID, *, accept: bool) -> None:
    """Accept or decline what was written to one's own line."""
    with transaction(Database.LEARNING):
        reply = on_list.reply_to_own(owner, reply_id)
        (notices.accept_reply if accept else notices.decline_reply)(owner, reply)
