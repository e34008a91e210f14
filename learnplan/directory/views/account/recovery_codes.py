"""Recovery codes: shown once, counted afterwards."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import g, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import Conflict
from learnplan.directory import accounts
from learnplan.directory.services import recovery_codes
from learnplan.directory.signals import Act
from learnplan.directory.views.account.room import ask_for_proof, bp, changing, is_proved
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page


@bp.get("/recovery-codes")
@open_to(Role.WORKER)
def show_recovery_codes() -> ResponseReturnValue:
    """How many are left, and the way to fresh ones."""
    ways = accounts.ways_in_of(current_actor().id)
    return page("directory/account/recovery_codes.html", ways=ways, most=recovery_codes.HOW_MANY)


@bp.post("/recovery-codes")
@open_to(Role.WORKER)
def make_recovery_codes() -> ResponseReturnValue:
    """Fresh codes in place of the earlier ones. This is the only page that ever shows them."""
    actor = current_actor()
    if not is_proved():
        return ask_for_proof(url_for(".show_recovery_codes"))
    with changing(actor, Act.NEW_RECOVERY_CODES):
        if not accounts.ways_in_of(actor.id).asks_second_step:
            raise Conflict("Recovery codes stand in for a second step. Set one up first.")
        codes = recovery_codes.make(actor.id)
    return page_of_codes(codes)


def page_of_codes(codes: Sequence[str]) -> str:
    """The one page that shows fresh codes, to be printed, copied, or kept as a text file."""
    text = "\n".join(
        (f"Recovery codes for Learnplan, {g.organisation}. Each works once.", "", *codes, "")
    )
    return page(
        "directory/account/fresh_codes.html",
        codes=codes,
        file=f"data:text/plain;charset=utf-8,{quote(text)}",
    )
