"""Which indicators stand first on a unit's board: the same for everyone who looks."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.ours.performance import policy, queries, writing, writings
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf, way
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

MOVES = {"pin": writing.pin, "raise": writing.raise_pin, "unpin": writing.unpin}


@bp.get("/units/<uuid:unit_id>/pins")
@open_to(Role.WORKER)
def show_pins(unit_id: UUID) -> ResponseReturnValue:
    """What is pinned on a board, in its order; its manager changes it."""
    edition = shelf().edition
    place = edition.place(unit_id)
    pins = writings.pins_of(place.row)
    measured = queries.measured_at(place.row, place.unit.id)
    here = {each.indicator_id for each in measured if each.here}
    return page(
        "ours/performance/pins.html",
        place=place,
        pinned=[edition.indicators[one] for one in pins if one in edition.indicators],
        others=[
            each for each in edition.indicators.values() if each.id in here and each.id not in pins
        ],
        may=policy.can_steer(writing.foothold_of(current_actor(), [place.unit.id])),
        way=way(place, "What stands first"),
    )


@bp.post("/units/<uuid:unit_id>/pins/<uuid:indicator_id>/<any(pin, raise, unpin):move>")
@open_to(Role.WORKER)
def move_pin(unit_id: UUID, indicator_id: UUID, move: str) -> ResponseReturnValue:
    """Pin an indicator, let it stand further up, or unpin it."""
    place = shelf().edition.place(unit_id)
    with transaction(Database.ORGANISATION):
        MOVES[move](current_actor(), place.unit.id, indicator_id)
    return redirect(url_for(".show_pins", unit_id=place.unit.id), code=303)
