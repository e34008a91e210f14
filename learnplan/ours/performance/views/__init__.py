"""Pages of the performance room: boards and charts for everyone, imports for those who run them."""

from flask import Blueprint

from learnplan.ours.performance import batches, words

bp = Blueprint("performance", __name__, url_prefix="/performance")
for _say in (words.aim, words.as_of, words.figure, words.meaning, batches.sender):
    bp.add_app_template_filter(_say)

from learnplan.ours.performance.views import boards, imports  # noqa: E402 - they add to bp

__all__ = ["boards", "bp", "imports"]
