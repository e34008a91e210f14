"""The room's blueprint, and how circles are said on its pages."""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Blueprint, g

from learnplan.mine.circles.policy import ids_of_circles_with
from learnplan.mine.circles.queries.circles import circles_to_share_with, ids_in, names_of_circles
from learnplan.mine.circles.words import Kind, Rhythm
from learnplan.mine.sharing.audiences import Circles, can_be_shared_with
from learnplan.web.filters import o_clock

bp = Blueprint("circles", __name__, url_prefix="/circles")
can_be_shared_with(
    Circles(
        with_member=ids_of_circles_with,
        of=circles_to_share_with,
        names=names_of_circles,
        members=ids_in,
    )
)
LONGEST_SEARCH = 100


class SaysWhen(Protocol):
    """A circle, or a row of one."""

    @property
    def kind(self) -> Kind:
        """What sort it is."""

    @property
    def rhythm(self) -> Rhythm:
        """How often it means to meet."""

    @property
    def starts_on(self) -> date | None:
        """Its first day, if it is said."""

    @property
    def weeks(self) -> int | None:
        """How long it is to last, if that is said."""


@bp.app_template_filter()
def local_clock(moment: datetime) -> str:
    """``15:30``, as the clock hangs where whoever is asking lives."""
    local = moment.astimezone(ZoneInfo(g.time_zone))
    return o_clock(local.time())


def last_day(circle: SaysWhen) -> date | None:
    """The day a circle means to end on; None while that is open."""
    if circle.starts_on is None or circle.weeks is None:
        return None
    try:
        return circle.starts_on + timedelta(weeks=circle.weeks)
    except OverflowError:
        return None
