"""Bringing figures in: a file, its preview, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flask import Flask, Response, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background, spreadsheets
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.workbooks import sheets_in
from learnplan.ours.performance import (
    batches,
    filling_in,
    jobs,
    policy,
    previews,
    recording,
    services,
)
from learnplan.ours.performance.forms import (
    AddForm,
    FileForm,
    LayoutForm,
    SheetForm,
    TomlForm,
    UnitForm,
)
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.models import ObservationBatch, State
from learnplan.ours.performance.views import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import one_line
from learnplan.web.pages import page

SMALL = 256 * 1024
"""Files up to this many bytes are dealt with before the next page is shown."""
LOOK_AGAIN = "2"
"""After how many seconds a page that waits for long work loads itself again."""
ADD, COLUMNS, SHEET, WRITTEN = "add_", "columns_", "sheet_", "written_"
"""What sets apart the fields of the forms on an import's page."""
SHEETS_CHOSEN = frozenset({State.READY, State.FAILED})
WORKING = frozenset({State.READING, State.ADDING})


@bp.route("/imports/", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def show_imports() -> ResponseReturnValue:
    """Earlier imports, and a new one."""
    form, nothing_stands = FileForm(), False
    if form.validate_on_submit():
        try:
            name, data = form.sent()
            with transaction(Database.ORGANISATION):
                batch = services.send_file(current_actor(), name=name, data=data)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return _work_on(batch, len(data), jobs.read, unit=form.unit.data or None)
    else:
        nothing_stands = not _offer_what_stands(form)
    before = request.args.get("before", type=int)
    found = services.batches_for(current_actor(), before=before, limit=services.BATCHES + 1)
    shown, more = found[: services.BATCHES], len(found) > services.BATCHES
    older = url_for(".show_imports", before=shown[-1].number) if more else ""
    code = 422 if form.errors else 200
    return page(
        "ours/performance/imports.html",
        form=form,
        nothing_stands=nothing_stands,
        batches=shown,
        interrupted={batch.id for batch in shown if _was_interrupted(batch)},
        older=older,
        measured=filling_in.is_anything_measured(),
        before=before,
    ), code


def _offer_what_stands(form: FileForm) -> bool:
    """Begin with the figures of the chart from which somebody came, if any can be put right."""
    about = [request.args.get(name, type=UUID) for name in ("unit", "indicator")]
    if request.method != "GET" or about[0] is None or about[1] is None:
        return True
    form.pasted.data = filling_in.to_put_right(about[0], about[1])
    return bool(form.pasted.data)


@bp.get("/imports/to-fill-in.xlsx")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def send_to_fill_in() -> Response:
    """A spreadsheet with a row for each figure that is to come next."""
    response = Response(filling_in.to_fill_in(), content_type=spreadsheets.KIND)
    name = "figures-to-fill-in.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/imports/<uuid:batch_id>")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def show_import(batch_id: UUID) -> Response:
    """One import: how it was understood, how far it is, or what came of it."""
    return _import_page(services.batch_for(current_actor(), batch_id))


@bp.get("/imports/<uuid:batch_id>/figures.csv")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def send_figures(batch_id: UUID) -> Response:
    """The figures of an import that stand, to be put right and imported again."""
    actor = current_actor()
    batch = services.batch_for(actor, batch_id)
    response = Response(b"".join(batches.figures_csv(actor, batch)), content_type="text/csv")
    name = f"figures-of-batch-{batch.number}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/imports/<uuid:batch_id>/sheet")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def choose_sheet(batch_id: UUID) -> ResponseReturnValue:
    """Read another sheet of the workbook, the same way where that is possible."""
    batch = services.batch_for(current_actor(), batch_id)
    form = SheetForm(prefix=SHEET)
    mapping = _mapping_of(batch)
    form.offer(_sheets_of(batch), mapping.sheet)
    if not form.validate():
        return _import_page(batch, sheets=form)
    sheet = form.sheet.data
    return _read_again(batch_id, replace(mapping, sheet=sheet), sheet=sheet)


@bp.post("/imports/<uuid:batch_id>/columns")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def choose_columns(batch_id: UUID) -> ResponseReturnValue:
    """Read the file again, with other columns."""
    batch = services.batch_for(current_actor(), batch_id)
    preview = previews.read(batch.report)
    form = LayoutForm(prefix=COLUMNS)
    if preview is None:
        return redirect(url_for(".show_import", batch_id=batch_id), code=303)
    mapping = Mapping.from_toml(batch.mapping)
    form.offer(preview.columns, mapping)
    if not form.validate():
        return _import_page(batch, columns=form)
    return _read_again(batch_id, form.changed(preview.columns, mapping))


@bp.post("/imports/<uuid:batch_id>/mapping")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def write_mapping(batch_id: UUID) -> ResponseReturnValue:
    """Read the file again, as somebody wrote that it is to be read."""
    form = TomlForm(prefix=WRITTEN)
    if form.validate():
        try:
            return _read_again(batch_id, Mapping.from_toml(form.mapping.data))
        except Invalid as trouble:
            form.blame(trouble)
    return _import_page(services.batch_for(current_actor(), batch_id), toml=form)


@bp.post("/imports/<uuid:batch_id>/read")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def read_again(batch_id: UUID) -> ResponseReturnValue:
    """Begin again with a file after it was interrupted, or now that its unit is said."""
    return _read_again(batch_id, None, unit=one_line(request.form.get("unit")) or None)


@bp.post("/imports/<uuid:batch_id>/add")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def add(batch_id: UUID) -> ResponseReturnValue:
    """Add what the preview showed."""
    form = AddForm(prefix=ADD)
    with transaction(Database.ORGANISATION):
        batch = services.batch_for(current_actor(), batch_id)
        services.begin_to_add(batch)
        size = len(batch.data or b"")
    chosen = {"attest": form.attest.data, "remember": form.remember.data}
    return _work_on(batch, size, jobs.add, **chosen)


@bp.route("/imports/<uuid:batch_id>/undo", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def undo(batch_id: UUID) -> ResponseReturnValue:
    """Take an import back, after the one question: its file is not kept."""
    if request.method == "GET":
        batch = services.batch_for(current_actor(), batch_id)
        if batch.state is not State.ADDED:
            return redirect(url_for(".show_import", batch_id=batch_id))
        return page(
            "ours/performance/undo_import.html",
            batch=batch,
            preview=previews.read(batch.report),
            later=recording.stands_on(batch),
        )
    with transaction(Database.ORGANISATION):
        batch = services.batch_for(current_actor(), batch_id)
        recording.undo(batch)
    flash(f"Undone. Every figure is again what it was before {batch.file_name}.")
    return redirect(url_for(".show_imports"), code=303)


@bp.post("/imports/<uuid:batch_id>/throw-away")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def throw_away(batch_id: UUID) -> ResponseReturnValue:
    """Forget a file of which nothing was added."""
    with transaction(Database.ORGANISATION):
        batch = services.batch_for(current_actor(), batch_id)
        services.throw_away(batch)
    flash(f"Thrown away. Nothing of {batch.file_name} was added.")
    return redirect(url_for(".show_imports"), code=303)


def _mapping_of(batch: ObservationBatch) -> Mapping:
    return Mapping.from_toml(batch.mapping) if batch.mapping else Mapping()


def _sheets_of(batch: ObservationBatch) -> list[str]:
    """The sheets that can be chosen from; none where there is no choice, or no reading it."""
    if batch.state is State.READY and not _mapping_of(batch).sheet:
        return []  # that there is one alone was seen when it was read: the file may be large
    try:
        sheets = sheets_in(batch.file_name, batch.data or b"")
    except Invalid:
        return []
    return sheets if len(sheets) > 1 else []


def _read_again(
    batch_id: UUID, mapping: Mapping | None, *, unit: str | None = None, sheet: str | None = None
) -> ResponseReturnValue:
    with transaction(Database.ORGANISATION):
        batch = services.batch_for(current_actor(), batch_id)
        services.read_so(batch, mapping)
        size = len(batch.data or b"")
    return _work_on(batch, size, jobs.read, unit=unit, sheet=sheet)


def _work_on(
    batch: ObservationBatch, size: int, job: Callable[..., None], **chosen: bool | str | None
) -> ResponseReturnValue:
    """Do the job at once for a small file, else behind the page that is shown next."""
    if size <= SMALL:
        job(batch.id, **chosen)
    else:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
        background.run(app, job, batch.id, **chosen)
    return redirect(url_for(".show_import", batch_id=batch.id), code=303)


def _was_interrupted(batch: ObservationBatch) -> bool:
    """Whether the work on a file broke off: with its process, or by a fault."""
    return batch.state in WORKING and background.was_interrupted(batch.id, batch.moved_at)


def _import_page(
    batch: ObservationBatch,
    *,
    columns: LayoutForm | None = None,
    toml: TomlForm | None = None,
    sheets: SheetForm | None = None,
) -> Response:
    """An import's page, with a form that has something wrong in it where one is given."""
    preview = previews.read(batch.report)
    interrupted = _was_interrupted(batch)
    if preview is not None and batch.state is State.READY and columns is None:
        columns = LayoutForm(formdata=None, prefix=COLUMNS)
        columns.offer(preview.columns, Mapping.from_toml(batch.mapping))
    restated, count = batches.restated_by(batch) if batch.state is State.ADDED else ([], 0)
    if sheets is None and batch.state in SHEETS_CHOSEN and (names := _sheets_of(batch)):
        sheets = SheetForm(formdata=None, prefix=SHEET)
        sheets.offer(names, _mapping_of(batch).sheet)
    forms = (columns, toml, sheets)
    wrong = next((each for each in forms if each is not None and each.errors), None)
    response = make_response(
        page(
            "ours/performance/import.html",
            batch=batch,
            preview=preview,
            is_sender=policy.sent(current_actor(), batch),
            interrupted=interrupted,
            made=batches.indicators_made_by(batch) if batch.state is State.ADDED else [],
            restated=restated,
            restated_count=count,
            progress=background.under_way(batch.id),
            columns=columns,
            sheets=sheets,
            whole=UnitForm(formdata=None) if batch.state is State.FAILED else None,
            toml=toml or TomlForm(formdata=None, prefix=WRITTEN, mapping=batch.mapping),
            add_form=AddForm(formdata=None, prefix=ADD),
            remembers=bool(batch.mapping) and Mapping.from_toml(batch.mapping).holds_of_others,
            form=wrong,
        ),
        422 if wrong else 200,
    )
    if batch.state in WORKING and not interrupted:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
