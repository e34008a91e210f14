"""What some people of Northwind make of things, and what they told everyone.

The files in records/journals are read by nobody but this module, and count back in working days.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.demo.records import Calendar, read_record
from learnplan.directory.queries import actor_for_email
from learnplan.mine.journal import services, ties
from learnplan.mine.journal.prompts import prompt_with
from learnplan.mine.journal.weeks import Week
from learnplan.mine.log.choosing import find_lines
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.handles import find_goal
from learnplan.mine.sharing.items import Item, ItemKind, own_item_for
from learnplan.mine.stories import publishing
from learnplan.mine.stories.services import write_story

WRITERS = ("ana@northwind.example", "chidi@northwind.example")


def write_down(*, zone: str) -> None:
    """Give those who write a journal theirs, with what led to what. Their logs are there."""
    calendar = Calendar.until_now(zone)
    for actor, said in _journals(zone):
        for each in reversed(said.get("reflection", ())):
            _reflect(actor, each, calendar)
        for each in said.get("tie", ()):
            _tie(actor, item_said(actor, each["to"]), each["from"])


def tell(*, zone: str) -> None:
    """Write the stories, and publish those that are told: in both databases, one by one."""
    calendar = Calendar.until_now(zone)
    for actor, said in _journals(zone):
        for each in said.get("story", ()):
            with clock.stopped(calendar.moment(each.get("ago", 1))):
                _tell(actor, each)


def item_said(actor: Actor, said: str) -> Item:
    """What a file means by ``log: Watched Ben`` or ``goal: incident``.

    Raises:
        ValueError: it is not clear what.
    """
    kind, _, words = said.partition(": ")
    if kind == "goal":
        goal = find_goal(plan.goal_choices(actor), words)
        if goal is not None:
            return own_item_for(actor, ItemKind.GOAL, goal.id)
    elif kind == "log":
        for line in find_lines(actor, words, limit=1):
            return own_item_for(actor, ItemKind.ACTIVITY, line.id)
    raise ValueError(f"“{said}” is not clear.")


def _journals(zone: str) -> Iterator[tuple[Actor, dict[str, Any]]]:
    for email in WRITERS:
        yield actor_for_email(email, zone=zone), read_record("journals", email.partition("@")[0])


def _reflect(actor: Actor, said: dict[str, Any], calendar: Calendar) -> None:
    """Keep one reflection as it was written on its day.

    Raises:
        ValueError: it answers a question that there is not.
    """
    prompt = prompt_with(said["question"]) if "question" in said else None
    if "question" in said and prompt is None:
        raise ValueError(f"There is no question “{said['question']}”.")
    with clock.stopped(calendar.moment(said["ago"])):
        reflection = services.write_reflection(
            actor,
            text=said["text"],
            title=said.get("title", ""),
            stance=Purpose(said["stance"]) if "stance" in said else None,
            prompt=prompt.ask if prompt else "",
            week=_week(said, calendar),
        )
        _tie(actor, reflection.as_item, said.get("from", ()))


def _week(said: dict[str, Any], calendar: Calendar) -> date | None:
    if "week" not in said:
        return None
    return Week.of(calendar.day(0)).first - timedelta(weeks=said["week"])


def _tie(actor: Actor, outcome: Item, causes: Iterable[str]) -> None:
    for cause in causes:
        ties.tie(actor, outcome, item_said(actor, cause))


def _tell(actor: Actor, said: dict[str, Any]) -> None:
    with transaction(Database.LEARNING):
        draft = write_story(
            actor,
            title=said["title"],
            happened=said["happened"],
            advice=said["advice"],
            tags=tuple(said["tags"]),
            signed=said["signed"],
        )
    if "ago" in said:
        publishing.publish(actor, draft.id, version=draft.version, whom="everyone at Northwind")
