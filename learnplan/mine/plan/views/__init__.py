"""The pages of the plan."""

from learnplan.mine.plan.views import goal_page, goals, moves, saying, steps
from learnplan.mine.plan.views.room import bp

__all__ = ["bp", "goal_page", "goals", "moves", "saying", "steps"]
