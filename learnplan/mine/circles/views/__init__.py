"""The pages of circles."""

from learnplan.mine.circles.views import (
    calendars,
    cards,
    circle_page,
    coming,
    commons,
    deciding,
    lines,
    lists,
    matching,
    meetings,
    notices,
    pages,
    rhythm,
)
from learnplan.mine.circles.views.room import bp

__all__ = [
    "bp",
    "calendars",
    "cards",
    "circle_page",
    "coming",
    "commons",
    "deciding",
    "lines",
    "lists",
    "matching",
    "meetings",
    "notices",
    "pages",
    "rhythm",
]
