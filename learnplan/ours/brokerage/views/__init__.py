"""Pages of role maps and menus. Everyone reads the same; stewards write them."""

from learnplan.ours.brokerage.views import experts, imports, keeping, maps, menus
from learnplan.ours.brokerage.views.room import bp

__all__ = ["bp", "experts", "imports", "keeping", "maps", "menus"]
