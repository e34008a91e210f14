"""Pages on which somebody looks at roles and options in private. Nobody else sees them."""

from learnplan.mine.roles.views import known, options, roles, saying
from learnplan.mine.roles.views.room import bp

__all__ = ["bp", "known", "options", "roles", "saying"]
