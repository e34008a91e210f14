"""Pages of the performance room: boards and charts for everyone, imports for those who run them."""

from flask import Blueprint

from learnplan.ours.performance import batches, shapes, words

bp = Blueprint("performance", __name__, url_prefix="/performance")
for _say in (
    batches.brought,
    batches.sender,
    shapes.on_page,
    words.aim,
    words.as_of,
    words.assured,
    words.came_of,
    words.drawn,
    words.figure,
    words.finely,
    words.lacking,
    words.meaning,
    words.moved,
    words.not_shown,
    words.promised,
    words.usual,
    words.varied,
):
    bp.add_app_template_filter(_say)

from learnplan.ours.performance.views import (  # noqa: E402 - they add to bp
    boards,
    comparing,
    desk,
    editing,
    imports,
    pins,
    programmes,
    whole,
)

__all__ = [
    "boards",
    "bp",
    "comparing",
    "desk",
    "editing",
    "imports",
    "pins",
    "programmes",
    "whole",
]
