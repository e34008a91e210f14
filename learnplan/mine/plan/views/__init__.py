"""The pages of the plan. Views alone may ask rooms above this one, to show things together."""

from learnplan.mine.plan.views import goal_page, goals, moves, saying, sharing, steps
from learnplan.mine.plan.views.room import bp

__all__ = ["bp", "goal_page", "goals", "moves", "saying", "sharing", "steps"]
