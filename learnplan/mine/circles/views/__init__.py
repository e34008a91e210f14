"""The pages of circles."""

from learnplan.mine.circles.views import (
    calendars,
    circle_page,
    coming,
    commons,
    deciding,
    lines,
    lists,
    matching,
    meetings,
    notices,
)
from learnplan.mine.circles.views.room import bp

__all__ = [
    "bp",
    "calendars",
    "circle_page",
    "coming",
    "commons",
    "deciding",
    "lines",
    "lists",
    "matching",
    "meetings",
    "notices",
]
