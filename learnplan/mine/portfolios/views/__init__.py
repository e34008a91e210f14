"""The pages of portfolios: putting one together, choosing for it, looking at it, and taking it."""

from learnplan.mine.portfolios.views import choosing, pieces, portfolios, taking
from learnplan.mine.portfolios.views.room import bp

__all__ = ["bp", "choosing", "pieces", "portfolios", "taking"]
