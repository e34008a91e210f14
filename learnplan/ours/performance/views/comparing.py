"""Units beside each other."""

from uuid import UUID

from flask import Response, g, url_for

from learnplan.core.actor import Role
from learnplan.ours.performance import comparing
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import page_asked, send, shelf, way
from learnplan.web.doors import open_to
from learnplan.web.pages import page


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>/compare")
@open_to(Role.WORKER)
def compare(unit_id: UUID, indicator_id: UUID) -> Response:
    """One indicator of the units right below one, on one scale and in no order but their names'."""
    held = shelf()

    def make() -> bytes:
        found = comparing.comparison(held.edition, unit_id, indicator_id, page=page_asked("units"))
        more = found.page * comparing.AT_ONCE < found.units

        def turn(number: int) -> str:
            return url_for(
                ".compare", unit_id=found.place.unit.id, indicator_id=indicator_id, units=number
            )

        chart = url_for(".show_chart", unit_id=found.place.unit.id, indicator_id=indicator_id)
        return page(
            "ours/performance/compare.html",
            found=found,
            before=turn(found.page - 1) if found.page > 1 else "",
            after=turn(found.page + 1) if more else "",
            AT_ONCE=comparing.AT_ONCE,
            way=[
                *way(found.place, found.indicator.name)[:-1],
                (found.indicator.name, chart),
                ("Unit by unit", ""),
            ],
        ).encode()

    return send(held, "text/html; charset=utf-8", make, g.organisation, g.demo)
