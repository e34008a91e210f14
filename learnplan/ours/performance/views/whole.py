"""All pages of a board as one file of each kind, made while one does other things."""

import zlib
from uuid import UUID

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background, spreadsheets
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.ours.performance import bundles, jobs, whole
from learnplan.ours.performance.models import Making, WholeBoard
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf, way
from learnplan.ours.performance.views.imports import LOOK_AGAIN
from learnplan.web.doors import open_to
from learnplan.web.pages import page

SMALL = 2_000
"""Boards of up to this many figures are made before the next page is shown."""
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": spreadsheets.KIND,
    "json": "application/json",
}


@bp.get("/units/<uuid:unit_id>/everything")
@open_to(Role.WORKER)
def show_whole(unit_id: UUID) -> Response:
    """The files of a whole board: to be made, being made, or to be taken."""
    held = shelf()
    place = held.edition.place(unit_id)
    indicators, units = whole.extent_of(held.edition, place.unit.id)
    bundle = bundles.bundle_of(place.unit.id)
    interrupted = bundle is not None and bundles.was_interrupted(bundle)
    waits = bundle is not None and bundle.state is Making.UNDER_WAY and not interrupted
    response = make_response(
        page(
            "ours/performance/whole.html",
            place=place,
            indicators=indicators,
            units=units,
            bundle=bundle,
            waits=waits,
            interrupted=interrupted,
            ready=bundle is not None and bundle.state is Making.READY,
            changed=bundle is not None and bundle.version != held.edition.version,
            has_sheet=bundle is not None and bundles.has_sheet(bundle),
            most_rows=spreadsheets.MOST_ROWS,
            progress=background.under_way(bundle.id) if bundle is not None else None,
            way=[*way(place), ("Everything in one file", "")],
        )
    )
    if waits:
        response.headers["Refresh"] = LOOK_AGAIN
    return response


@bp.post("/units/<uuid:unit_id>/everything")
@open_to(Role.WORKER)
def make_whole(unit_id: UUID) -> ResponseReturnValue:
    """Have the files of a whole board made, at once if it is small."""
    edition = shelf().edition
    place_id = edition.place(unit_id).unit.id
    indicators, units = whole.extent_of(edition, place_id)
    with transaction(Database.ORGANISATION):
        bundle, is_new = bundles.ask(place_id)
        bundle_id = bundle.id
    address = request.script_root
    if is_new and indicators * (units + 1) <= SMALL:
        jobs.make_whole(bundle_id, place_id, address=address)
    elif is_new:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
        background.run(app, jobs.make_whole, bundle_id, place_id, address=address)
    return redirect(url_for(".show_whole", unit_id=place_id), code=303)


@bp.get("/units/<uuid:unit_id>/everything.<kind>")
@open_to(Role.WORKER)
def send_whole(unit_id: UUID, kind: str) -> ResponseReturnValue:
    """A file of a whole board, if it is there; else the page where it is made."""
    if kind not in KINDS:
        raise NotFound("There is no such file.")
    place = shelf().edition.place(unit_id)
    bundle = bundles.bundle_of(place.unit.id)
    content = getattr(bundle, kind) if bundle is not None else None
    if bundle is None or content is None:
        return redirect(url_for(".show_whole", unit_id=place.unit.id))
    return _sent(bundle, kind, content, name=f"{place.name}, everything.{kind}")


def _sent(bundle: WholeBoard, kind: str, content: bytes, *, name: str) -> Response:
    """CSV and JSON as they are kept, as gzip has them, unless whoever asks cannot read that."""
    packed = kind != "xlsx"
    as_kept = packed and request.accept_encodings["gzip"] > 0
    tag = f"{bundle.id}.{kind}{'.gz' if as_kept else ''}"
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        response = Response(
            content if as_kept or not packed else zlib.decompress(content, wbits=31),
            content_type=KINDS[kind],
        )
        response.headers.set("Content-Disposition", "attachment", filename=name)
        if as_kept:
            response.headers["Content-Encoding"] = "gzip"
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
