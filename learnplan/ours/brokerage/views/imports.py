"""Bringing role maps and menus in: files, their preview, and the way back."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask, Response, current_app, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.ours.brokerage import importing, jobs, previews
from learnplan.ours.brokerage.forms import (
    COLUMNS,
    MAPS,
    AddForm,
    ColumnsForm,
    FilesForm,
    NamesForm,
)
from learnplan.ours.brokerage.models import ImportState, MapImport
from learnplan.ours.brokerage.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

SMALL = 128 * 1024
"""Files up to this many bytes are dealt with before the next page is shown."""
LOOK_AGAIN = "2"
"""After how many seconds a page that waits for long work loads itself again."""


@bp.route("/imports/", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def list_imports() -> ResponseReturnValue:
    """Earlier imports, and a new one."""
    actor = current_actor()
    form = FilesForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                batch = importing.send_files(actor, form.chosen())
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return _work_on(batch, jobs.read)
    code = 422 if form.errors else 200
    found = importing.imports_for(actor)
    shown = page(
        "ours/brokerage/list_imports.html",
        form=form,
        imports=found,
        interrupted={batch.id for batch in found if _was_interrupted(batch)},
    )
    return shown, code


@bp.get("/imports/<uuid:batch_id>")
@open_to(Role.STEWARD)
def show_import(batch_id: UUID) -> ResponseReturnValue:
    """One import: how it was understood, how far it is, or what came of it."""
    return _import_page(importing.import_for(current_actor(), batch_id))


@bp.post("/imports/<uuid:batch_id>/names")
@open_to(Role.STEWARD)
def name_import(batch_id: UUID) -> ResponseReturnValue:
    """Say which map and which menu an import is of."""
    form = NamesForm(prefix=MAPS)
    if not form.validate():
        return _import_page(importing.import_for(current_actor(), batch_id), names=form)
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        importing.settle(batch, **form.answers())
    return _work_on(batch, jobs.read)


@bp.post("/imports/<uuid:batch_id>/columns")
@open_to(Role.STEWARD)
def choose_columns(batch_id: UUID) -> ResponseReturnValue:
    """Say what each column of a table says."""
    batch = importing.import_for(current_actor(), batch_id)
    preview = previews.read(batch.report)
    if preview is None:
        return redirect(url_for(".show_import", batch_id=batch_id), 303)
    form = ColumnsForm.offer(preview.columns, preview.examples)(prefix=COLUMNS)
    try:
        if not form.validate():
            return _import_page(batch, columns=form)
        chosen = form.chosen()
    except Invalid as trouble:
        form.blame(trouble)
        return _import_page(batch, columns=form)
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        importing.settle(
            batch,
            framework=batch.settings["framework"],
            menu=batch.settings["menu"],
            columns=chosen,
        )
    return _work_on(batch, jobs.read)


@bp.post("/imports/<uuid:batch_id>/read")
@open_to(Role.STEWARD)
def read_again(batch_id: UUID) -> ResponseReturnValue:
    """Begin again with files after they were interrupted."""
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        importing.read_again(batch)
    return _work_on(batch, jobs.read)


@bp.post("/imports/<uuid:batch_id>/add")
@open_to(Role.STEWARD)
def add_import(batch_id: UUID) -> ResponseReturnValue:
    """Keep what the preview showed."""
    form = AddForm()
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        importing.begin_to_add(batch)
    chosen = {"over_hands": form.over_hands.data, "take_away": form.take_away.data}
    return _work_on(batch, jobs.add, **chosen)


@bp.post("/imports/<uuid:batch_id>/undo")
@open_to(Role.STEWARD)
def undo_import(batch_id: UUID) -> ResponseReturnValue:
    """Take an import back."""
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        left = importing.undo(batch)
    kept = f" Left as they were changed since, or as others hang on them: {left}." if left else ""
    say(f"Undone: {batch.file_name}.{kept}")
    return redirect(url_for(".list_imports"), 303)


@bp.post("/imports/<uuid:batch_id>/throw-away")
@open_to(Role.STEWARD)
def throw_away_import(batch_id: UUID) -> ResponseReturnValue:
    """Forget files of which nothing was added."""
    with transaction(Database.ORGANISATION):
        batch = importing.import_for(current_actor(), batch_id)
        importing.throw_away(batch)
    say(f"Thrown away. Nothing of {batch.file_name} was added.")
    return redirect(url_for(".list_imports"), 303)


def _work_on(batch: MapImport, job: Callable[..., None], **chosen: bool) -> ResponseReturnValue:
    """Do the job at once for small files, else behind the page that is shown next."""
    if len(batch.data or b"") <= SMALL:
        job(batch.id, **chosen)
    else:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
        background.run(app, job, batch.id, **chosen)
    return redirect(url_for(".show_import", batch_id=batch.id), 303)


def _was_interrupted(batch: MapImport) -> bool:
    """Whether the work on some files broke off: with its process, or by a fault."""
    under_way = batch.state in importing.UNDER_WAY
    return under_way and background.was_interrupted(batch.id, batch.moved_at)


def _import_page(
    batch: MapImport, *, names: Form | None = None, columns: Form | None = None
) -> Response:
    """An import's page, with a form that has something wrong in it where one is given."""
    is_under_way, interrupted = batch.state in importing.UNDER_WAY, _was_interrupted(batch)
    preview = previews.read(batch.report) if batch.state is ImportState.READY else None
    if preview is not None and preview.columns and columns is None:
        offered = ColumnsForm.offer(preview.columns, preview.examples)
        columns = offered(formdata=None, prefix=COLUMNS)
    settings = batch.settings
    names = names or NamesForm(
        formdata=None,
        prefix=MAPS,
        framework=settings.get("framework"),
        menu=settings.get("menu"),
        source=settings.get("source", ""),
    )
    wrong = next((form for form in (names, columns) if form is not None and form.errors), None)
    shown = page(
        "ours/brokerage/show_import.html",
        batch=batch,
        preview=preview,
        interrupted=interrupted,
        progress=background.under_way(batch.id),
        names=names,
        columns=columns,
        add_form=AddForm(formdata=None),
        form=wrong,
    )
    response = make_response(shown, 422 if wrong else 200)
    if is_under_way and not interrupted:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
