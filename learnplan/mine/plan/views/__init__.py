"""The pages of the plan."""

from learnplan.mine.plan.views import (
    board,
    goal_page,
    goals,
    moves,
    people_asked,
    practices,
    rounds,
    saying,
    starters,
    steps,
)
from learnplan.mine.plan.views.room import bp

__all__ = [
    "board",
    "bp",
    "goal_page",
    "goals",
    "moves",
    "people_asked",
    "practices",
    "rounds",
    "saying",
    "starters",
    "steps",
]
