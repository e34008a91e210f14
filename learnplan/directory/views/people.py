"""Who works here: units and people, the same for everyone. Served by Ours."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.directory import queries
from learnplan.web.doors import open_to
from learnplan.web.pages import page, this_day

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@open_to(Role.WORKER)
def everybody() -> ResponseReturnValue:
    """The organisation's own page: its units, and who belongs to it directly."""
    return redirect(url_for(".show_unit", unit_id=queries.organisation_unit().id))


@bp.get("/units/<uuid:unit_id>")
@open_to(Role.WORKER)
def show_unit(unit_id: UUID) -> ResponseReturnValue:
    """One unit: what it is part of, its own units, and who works in it."""
    lineage = queries.lineage_of(unit_id)
    return page(
        "directory/unit.html",
        lineage=lineage,
        unit=lineage[-1],
        children=queries.children_of(unit_id),
        members=queries.members_of(unit_id, on=this_day()),
        leads=queries.leads_of(unit_id, on=this_day()),
    )
