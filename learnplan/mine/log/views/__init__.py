"""The pages of the log: the line that keeps, the list, each entry, and the log from afar."""

from learnplan.mine.log.views import (
    capturing,
    entries,
    glances,
    lines,
    listing,
    saved_filters,
    sharing,
    tagging,
)
from learnplan.mine.log.views.room import bp

__all__ = [
    "bp",
    "capturing",
    "entries",
    "glances",
    "lines",
    "listing",
    "saved_filters",
    "sharing",
    "tagging",
]
