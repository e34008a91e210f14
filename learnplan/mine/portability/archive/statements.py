"""The log as xAPI statements, for systems that speak it.

Source: Experience API 1.0.3, part two (github.com/adlnet/xAPI-Spec). The actor is the owner, by an
account; whoever they were with is not named, since nobody asked them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import orjson

from learnplan.core.drawers import Said

STATEMENTS = UUID("7d1c52b4-51f5-4f4c-8f0b-2c1f7c7e5a10")
VERBS = {
    "reading": ("http://id.tincanapi.com/verb/read", "read"),
    "course": ("http://adlnet.gov/expapi/verbs/attended", "attended"),
    "classroom session": ("http://adlnet.gov/expapi/verbs/attended", "attended"),
    "practice": ("http://activitystrea.ms/schema/1.0/experience", "practised"),
    "teaching others": ("http://id.tincanapi.com/verb/mentored", "taught"),
}
EXPERIENCED = ("http://adlnet.gov/expapi/verbs/experienced", "experienced")
ACHIEVED = ("http://activitystrea.ms/schema/1.0/complete", "achieved")
KIND_TYPE = "https://w3id.org/xapi/acrossx/activities/learning-activity"
GOAL_TYPE = "http://id.tincanapi.com/activitytype/goal"
Owner = Mapping[str, str]


def actor_of(owner: Owner) -> dict[str, Any]:
    """The owner as an agent: an account of this installation, and a name."""
    return {
        "objectType": "Agent",
        "name": owner["name"],
        "account": {"homePage": owner["home"], "name": owner["id"]},
    }


def of_activity(
    activity: Said, tags: Sequence[str], links: Sequence[Said], goals: Sequence[UUID], owner: Owner
) -> dict[str, Any]:
    """One thing that was done."""
    verb, shown = VERBS.get(activity["kind"], EXPERIENCED)
    page = next((link["address"] for link in links if _is_page(link["address"])), None)
    at = activity["happened_at"] or time()
    when = datetime.combine(activity["happened_on"], at, UTC)
    definition: dict[str, Any] = {"name": {"und": activity["what"]}, "type": KIND_TYPE}
    if activity["note"]:
        definition["description"] = {"und": activity["note"]}
    result: dict[str, Any] = {}
    if activity["minutes"]:
        result["duration"] = f"PT{activity['minutes']}M"
    if activity["thoughts"]:
        result["response"] = activity["thoughts"]
    statement: dict[str, Any] = {
        "id": str(uuid5(STATEMENTS, str(activity["id"]))),
        "actor": actor_of(owner),
        "verb": {"id": verb, "display": {"en": shown}},
        "object": {
            "objectType": "Activity",
            "id": page or f"urn:uuid:{activity['id']}",
            "definition": definition,
        },
        "timestamp": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": "1.0.3",
    }
    if result:
        statement["result"] = result
    context: dict[str, Any] = {}
    if goals:
        parents = [{"objectType": "Activity", "id": f"urn:uuid:{goal}"} for goal in goals]
        context["contextActivities"] = {"parent": parents}
    extensions = {
        "https://w3id.org/learnplan/tags": list(tags),
        "https://w3id.org/learnplan/kind": str(activity["kind"]),
    }
    context["extensions"] = {name: value for name, value in extensions.items() if value}
    statement["context"] = context
    return statement


def of_goal(goal: Said, owner: Owner) -> dict[str, Any] | None:
    """That a goal was achieved; None for one that was not."""
    if goal["state"] not in {"achieved", "archived"}:
        return None
    return {
        "id": str(uuid5(STATEMENTS, str(goal["id"]))),
        "actor": actor_of(owner),
        "verb": {"id": ACHIEVED[0], "display": {"en": ACHIEVED[1]}},
        "object": {
            "objectType": "Activity",
            "id": f"urn:uuid:{goal['id']}",
            "definition": {"name": {"und": goal["title"]}, "type": GOAL_TYPE},
        },
        "timestamp": goal["state_since"]
        .astimezone(UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z"),
        "version": "1.0.3",
    }


def as_document(
    statements: Iterator[dict[str, Any] | None], said: Callable[[int], None]
) -> Iterator[bytes]:
    """All statements as one JSON list, a statement a line."""
    first = True
    yield b"["
    for statement in statements:
        said(1)
        if statement is not None:
            yield (b"\n" if first else b",\n") + orjson.dumps(statement)
            first = False
    yield b"\n]\n"


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and address.isascii()
