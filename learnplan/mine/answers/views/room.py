"""The room's blueprint, and what its pages share."""

from datetime import date
from fractions import Fraction

from flask import Blueprint

from learnplan.core.languages import day_said
from learnplan.ours.pulse.plan import decimal_said
from learnplan.ours.pulse.quarters import quarter

bp = Blueprint("answers", __name__, url_prefix="/pulse")


@bp.app_template_filter()
def exactly(amount: Fraction) -> str:
    """``1``, ``0.5``: what something costs, without needless zeros."""
    return decimal_said(amount)


@bp.app_template_filter()
def first_day(period: str) -> str:
    """``1 October 2026`` or ``October 1, 2026`` for ``2026-Q4``."""
    start: date = quarter(period).start
    return day_said(start)
