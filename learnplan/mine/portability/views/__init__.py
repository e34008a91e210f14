"""Bringing in, taking along, and erasing."""

from learnplan.mine.portability.views import erasing, exports
from learnplan.mine.portability.views.imports import bp

__all__ = ["bp", "erasing", "exports"]
