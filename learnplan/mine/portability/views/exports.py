"""Take it all with me: one archive of the whole record, made while its owner does other things."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background, clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.portability import exporting, jobs
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.models import Making
from learnplan.mine.portability.views.room import LOOK_AGAIN_SECONDS, this_app
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page

bp = Blueprint("exports", __name__, url_prefix="/export")


@bp.get("/")
@open_to(Role.WORKER)
def show() -> ResponseReturnValue:
    """What goes along, how far an archive is, and where it can be taken."""
    actor = current_actor()
    export = exporting.latest_for(actor)
    interrupted = export is not None and exporting.interrupted(export)
    working = export is not None and export.state is Making.UNDER_WAY and not interrupted
    response = make_response(
        page(
            "mine/portability/export.html",
            export=export,
            interrupted=interrupted,
            working=working,
            progress=background.under_way(export.id) if export is not None and working else None,
            counts=exporting.counts_for(actor),
        )
    )
    if working:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@bp.post("/")
@open_to(Role.WORKER)
def make() -> ResponseReturnValue:
    """Have an archive made; while one is being made, go back to it."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        export, is_new = exporting.ask(actor)
    if is_new:
        background.run(this_app(), jobs.make_export, export.id, actor)
    return redirect(url_for(".show"), 303)


@bp.get("/<uuid:export_id>.zip")
@open_to(Role.WORKER)
def take(export_id: UUID) -> ResponseReturnValue:
    """The archive itself, for its owner alone, until its day is over."""
    actor = current_actor()
    export = exporting.export_for(actor, export_id)
    file = folder.export_file(export_id)
    if not export.is_there or not file.exists():
        raise NotFound("This archive is no longer there. Make another one.")
    name = f"learning-record-{clock.today(actor.time_zone)}.zip"
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
