"""The signals that somebody may stand behind, and those that are theirs."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.answers import queries, services
from learnplan.mine.answers.views.raising import SIGNAL
from learnplan.mine.answers.views.room import bp
from learnplan.mine.disclosures.queries import open_now
from learnplan.ours.pulse.limits import FEWEST_COSIGNERS, SMALLEST_SIGNALLING_UNIT
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/signals")
@open_to(Role.WORKER)
def list_signals() -> ResponseReturnValue:
    """What people of one's units raised in their own words, and what one is behind oneself."""
    actor = current_actor()
    place = queries.signalling_place_for(actor)
    return page(
        "mine/answers/list_signals.html",
        place=place,
        to_cosign=queries.signals_to_cosign(actor, place) if place else [],
        themes=queries.themes_signed_by(actor, place) if place else [],
        signed=[line.crossing for line in open_now(actor) if line.crossing.item_kind == SIGNAL],
        needed=FEWEST_COSIGNERS + 1,
        smallest=SMALLEST_SIGNALLING_UNIT,
    )


@bp.post("/signals/<uuid:signal_id>/co-sign")
@open_to(Role.WORKER)
def co_sign(signal_id: UUID) -> ResponseReturnValue:
    """Stand behind somebody's words."""
    with transaction(Database.LEARNING):
        services.cosign_signal(current_actor(), signal_id)
    say(
        "You are behind it. Nobody can see that, or how many others are.",
        undo=url_for(".take_back_signature", signal_id=signal_id),
    )
    return redirect(url_for(".list_signals"), 303)


@bp.post("/signals/<uuid:signal_id>/take-back")
@open_to(Role.WORKER)
def take_back_signature(signal_id: UUID) -> ResponseReturnValue:
    """Not stand behind a signal any more."""
    with transaction(Database.LEARNING):
        services.take_back_signature(current_actor(), signal_id)
    say(
        "Taken back. You are not behind it any more, and nobody can see that you were.",
        link=(url_for(".raise_signal"), "Raise another"),
    )
    return redirect(url_for(".list_signals"), 303)
