"""What of somebody's log comes along when they leave, and comes back elsewhere."""

from contextlib import suppress
from datetime import date
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from learnplan.core.drawers import Aside, Drawer, IdHere, Said
from learnplan.core.errors import Invalid
from learnplan.mine.log import finding
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.kinds import ASKED_LIMIT
from learnplan.mine.log.models import (
    Activity,
    ActivityGoal,
    ActivityLink,
    ActivityTag,
    SavedFilter,
    Tagging,
)

ACTIVITIES = "activities"
FURTHEST = 2**31 - 1
SOME_DAY = date(2000, 1, 1)


def _check_activity(activity: Said) -> None:
    """Whatever the log would not have kept, it does not take from elsewhere."""
    checked = ("what", "happened_on", "minutes", "note", "thoughts", "with_whom")
    NewActivity(**{name: activity[name] for name in checked})
    if abs(activity["position"]) > FURTHEST:
        raise Invalid("An activity stands further down its day than a day is long.")


def _check_tag(tag: Said) -> None:
    NewActivity(what="-", happened_on=SOME_DAY, tags=(tag["tag"],))


def _check_link(link: Said) -> None:
    NewActivity(
        what="-", happened_on=SOME_DAY, links=(Link(address=link["address"], title=link["title"]),)
    )


def _check_filter(saved: Said) -> None:
    if not saved["name"].strip():
        raise Invalid("A saved filter has no name.")


def _goal_of_filter(saved: Said, id_here: IdHere) -> None:
    """A filter for a goal is for that goal still, where the goal has another id."""
    choices = dict(parse_qsl(saved["asked"]))
    with suppress(KeyError, ValueError):
        goal_id = UUID(choices["goal"])
        here = id_here("goals", goal_id)
        asked = urlencode(choices | {"goal": str(here)})
        if here not in {None, goal_id} and len(asked) <= ASKED_LIMIT:
            saved["asked"] = asked


DRAWERS = (
    Drawer(
        name=ACTIVITIES,
        found_by=finding.hand_in_all,
        model=Activity,
        left_out=frozenset({"deleted_at", "once", "import_id"}),
        gone_when=("deleted_at",),
        in_order_of=("happened_on", "kept_at", "position"),
        same_by=("source_key",),
        check=_check_activity,
    ),
    Drawer(
        name="activity_tags",
        model=ActivityTag,
        part_of="activity_id",
        refers={"activity_id": ACTIVITIES},
        in_order_of=("activity_id", "tag"),
        check=_check_tag,
    ),
    Drawer(
        name="activity_goals",
        model=ActivityGoal,
        part_of="activity_id",
        refers={"activity_id": ACTIVITIES, "goal_id": "goals"},
        in_order_of=("activity_id", "goal_id"),
    ),
    Drawer(
        name="activity_links",
        model=ActivityLink,
        part_of="activity_id",
        refers={"activity_id": ACTIVITIES},
        in_order_of=("activity_id", "position"),
        check=_check_link,
    ),
    Drawer(
        name="saved_filters",
        model=SavedFilter,
        left_out=frozenset({"deleted_at"}),
        gone_when=("deleted_at",),
        in_order_of=("name",),
        refers_inside=_goal_of_filter,
        check=_check_filter,
    ),
)
ASIDE = (
    Aside(
        model=Tagging,
        why="It serves to undo for a day what was tagged here; the tags themselves come along.",
    ),
)
