"""How people are protected: for anybody to read, and for those who are signed in, of this place."""

from fractions import Fraction
from typing import Any

from flask import Blueprint, current_app, g
from flask.typing import ResponseReturnValue

from learnplan.core import undo
from learnplan.core.actor import Role
from learnplan.directory import queries as directory
from learnplan.directory.services import rosters, signing_in
from learnplan.mine.disclosures import policy, protection
from learnplan.ours.performance import importing
from learnplan.ours.pulse import limits
from learnplan.ours.pulse.plan import decimal_said
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import page, this_day

ONE_QUESTION = Fraction(1)
"""What a question costs where its plan says nothing else."""

bp = Blueprint("protection", __name__)
for _said in (decimal_said, protection.near_in_100, protection.times_in_100):
    bp.add_app_template_filter(_said)


@bp.get("/how-this-is-protected")
@open_to_anybody
def explain() -> ResponseReturnValue:
    """What nobody can learn of anybody, what remains possible, and how to check it.

    The rules are the program's own, the same wherever it runs, and anybody's to read before they
    come in. How this installation is set up is told to those who are signed in.
    """
    return page(
        "mine/disclosures/how_this_is_protected.html",
        limits=limits,
        one_question=ONE_QUESTION,
        smallest_roster=rosters.SMALLEST_ROSTER,
        attestation=importing.ATTESTATION,
        days_to_undo=undo.KEPT_FOR_UNDO.days,
        days_signed_in=signing_in.LASTS.days,
        days_sign_ins_stay=policy.SIGN_INS_STAY.days,
        here_it_is=_this_installation() if g.actor is not None else None,
    )


def _this_installation() -> dict[str, Any]:
    """How it is set up here, without a word that helps anybody in."""
    server = current_app.config["MAIL"]
    return {
        "mail_from": server.sender if server else "",
        "databases": protection.databases_in_words(current_app.config["WHEREABOUTS"]),
        "is_one_service": "ours" in current_app.extensions,
        "is_encrypted": current_app.config["SESSION_COOKIE_SECURE"],
        "time_zone": current_app.config["TIME_ZONE"],
        "administrators": directory.holders_of(Role.ADMINISTRATOR, on=this_day()),
    }
