"""The room's blueprint, and what its pages share."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g, url_for

from learnplan.core.actor import Actor
from learnplan.mine.disclosures.receipts import A_YEARS_BUDGET
from learnplan.mine.disclosures.words import STAY_OPEN, Kind, period_in_words
from learnplan.ours.pulse.queries import spent_by
from learnplan.web.filters import near_day, o_clock
from learnplan.web.pages import this_day

bp = Blueprint("disclosures", __name__, url_prefix="/disclosures")
bp.add_app_template_filter(period_in_words)

ALL, RELEASES = "all", "releases"
KINDS = {
    "shares": (*STAY_OPEN, Kind.COMMENT),
    "looks": (Kind.LOOK,),
    "stories": (Kind.PUBLICATION, Kind.WITHDRAWAL),
    "sign-ins": (Kind.SIGN_IN,),
    "imports": (Kind.IMPORT,),
    "exports": (Kind.EXPORT,),
}


@bp.app_template_filter()
def near_moment(moment: datetime) -> str:
    """``Today, 8:02`` or ``Sunday 10 May, 21:40``, where whoever is asking lives."""
    local = moment.astimezone(ZoneInfo(g.time_zone))
    return f"{near_day(local.date())}, {o_clock(local.time())}"


@bp.app_template_filter()
def local_date(moment: datetime) -> date:
    """The day a moment fell on, where whoever is asking lives."""
    return moment.astimezone(ZoneInfo(g.time_zone)).date()


def tabs() -> list[tuple[str, str, str]]:
    """What of the journal can be looked at: (key, words, address)."""
    return [
        (ALL, "All", url_for("disclosures.list_lines")),
        ("shares", "Shares", url_for("disclosures.list_lines", show="shares")),
        ("looks", "Looks", url_for("disclosures.list_lines", show="looks")),
        ("stories", "Stories", url_for("disclosures.list_lines", show="stories")),
        (RELEASES, "Releases", url_for("disclosures.list_releases")),
        ("sign-ins", "Sign-ins", url_for("disclosures.list_lines", show="sign-ins")),
        ("imports", "Imports", url_for("disclosures.list_lines", show="imports")),
        ("exports", "Exports", url_for("disclosures.list_lines", show="exports")),
    ]


def budget(actor: Actor) -> dict[str, float]:
    """What this year's published numbers cost the actor, of how much; and all that ever were."""
    year = this_day().year
    return {
        "year": year,
        "spent": float(spent_by(actor.id, year)),
        "ever": float(spent_by(actor.id)),
        "most": int(A_YEARS_BUDGET),
    }
