"""The pages of circles."""

from learnplan.mine.circles.views import circle_page, coming, deciding, lists
from learnplan.mine.circles.views.room import bp

__all__ = ["bp", "circle_page", "coming", "deciding", "lists"]
