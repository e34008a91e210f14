"""Import: bring a log in, look at how it was read, confirm it, take it out again."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from learnplan.core import background
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.sources import source_from_upload
from learnplan.mine.portability import jobs, queries, services
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.archive.opening import ARCHIVE_LIMIT
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.forms import ColumnsForm, LoadForm, UndatedForm, columns_form
from learnplan.mine.portability.models import DRAFTS_STAY, UNDO_FOR, LogImport, State
from learnplan.mine.portability.previews import Leaf
from learnplan.mine.portability.readers.guessing import told_by_names
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.returning import TOLD
from learnplan.mine.portability.views.room import LOOK_AGAIN_SECONDS, this_app
from learnplan.web.arrivals import takes_up_to
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.pages import page

bp = Blueprint("portability", __name__, url_prefix="/import")

DAY_FIRST = "day/month"
UNDATED = "undated"


@bp.route("/", methods=["GET", "POST"])
@takes_up_to(ARCHIVE_LIMIT)
@open_to(Role.WORKER)
def load() -> ResponseReturnValue:
    """Choose what to bring in; what was brought in before, and the way back."""
    actor, form = current_actor(), LoadForm()
    if form.validate_on_submit():
        try:
            if (archive := form.archive()) is not None:
                return _have_it_looked_into(archive)
            files = form.chosen()
            source_from_upload(files)  # what cannot be opened is said at once, and not kept
            with transaction(Database.LEARNING):
                imported = services.load(actor, files)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return _have_it_read(imported.id, Choices())
    return _page(
        "load",
        form=form,
        drafts=queries.drafts_for(actor),
        earlier=queries.earlier_imports_for(actor),
    ), 422 if form.is_submitted() else 200


@bp.get("/<uuid:import_id>")
@open_to(Role.WORKER)
def show_import(import_id: UUID) -> ResponseReturnValue:
    """How far an import has come: being read, to be looked at, being added, added, undone."""
    imported = queries.import_for(current_actor(), import_id)
    match imported.state:
        case State.READING | State.ADDING:
            return _show_work(imported)
        case State.READY:
            return _show_preview(imported)
        case State.FAILED:
            return _page("failed", imported=imported)
        case State.ADDED | State.UNDONE:
            return _page("done", imported=imported, told=TOLD, undo_for=UNDO_FOR.days)


@bp.post("/<uuid:import_id>/columns")
@open_to(Role.WORKER)
def say_columns(import_id: UUID) -> ResponseReturnValue:
    """Say which column of a table is what, and read it again."""
    actor = current_actor()
    imported, draft = queries.import_for(actor, import_id), queries.draft_for(actor, import_id)
    reading = queries.reading_of(draft)
    form = columns_form(reading, sent=True)
    if form.validate_on_submit():
        try:
            mapping = form.mapping(reading.mapping or Mapping())
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return _have_it_read(
                import_id, replace(Choices.from_json(draft.choices), mapping=mapping)
            )
    return _show_preview(imported, columns=form)


@bp.post("/<uuid:import_id>/day-order")
@open_to(Role.WORKER)
def say_day_order(import_id: UUID) -> ResponseReturnValue:
    """Say that 3/4 is 3 April, or that it is 4 March, and read it again."""
    draft = queries.draft_for(current_actor(), import_id)
    day_first = request.form.get("order") == DAY_FIRST
    return _have_it_read(import_id, replace(Choices.from_json(draft.choices), day_first=day_first))


@bp.post("/<uuid:import_id>/undated")
@open_to(Role.WORKER)
def say_undated(import_id: UUID) -> ResponseReturnValue:
    """Give everything without a date one day, and read it again."""
    actor, form = current_actor(), UndatedForm(prefix=UNDATED)
    imported, draft = queries.import_for(actor, import_id), queries.draft_for(actor, import_id)
    if form.validate_on_submit():
        return _have_it_read(
            import_id, replace(Choices.from_json(draft.choices), undated_on=form.on.data)
        )
    return _show_preview(imported, undated=form)


@bp.post("/<uuid:import_id>/undated/leave-out")
@open_to(Role.WORKER)
def leave_undated_out(import_id: UUID) -> ResponseReturnValue:
    """Leave out what has no date after all, and read it again."""
    draft = queries.draft_for(current_actor(), import_id)
    return _have_it_read(import_id, replace(Choices.from_json(draft.choices), undated_on=None))


@bp.post("/<uuid:import_id>/again")
@open_to(Role.WORKER)
def read_again(import_id: UUID) -> ResponseReturnValue:
    """Read once more what was interrupted."""
    actor = current_actor()
    draft = queries.draft_for(actor, import_id)
    if draft.archive:
        with transaction(Database.LEARNING):
            services.read_again(actor, import_id)
        background.run(this_app(), jobs.read_archive, import_id, actor)
        return redirect(url_for(".show_import", import_id=import_id), 303)
    return _have_it_read(import_id, Choices.from_json(draft.choices))


@bp.post("/<uuid:import_id>/add")
@open_to(Role.WORKER)
def add(import_id: UUID) -> ResponseReturnValue:
    """Confirm: add everything that was understood."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.confirm(actor, import_id)
    background.run(this_app(), jobs.add_draft, import_id, actor)
    return redirect(url_for(".show_import", import_id=import_id), 303)


@bp.post("/<uuid:import_id>/undo")
@open_to(Role.WORKER)
def undo(import_id: UUID) -> ResponseReturnValue:
    """Take an import out of the record again."""
    actor = current_actor()
    others = queries.import_for(actor, import_id).more_than_activities
    with transaction(Database.LEARNING):
        forgotten = services.undo(actor, import_id)
    what = ("thing", "things", "record") if others else ("activity", "activities", "log")
    said = f"{count(forgotten.removed, *what[:2])} taken out of your {what[2]} again."
    if forgotten.kept:
        said += f" {forgotten.kept:,} that you have changed since stayed."
    flash(said)
    return redirect(url_for(".load"), 303)


@bp.route("/<uuid:import_id>/throw-away", methods=["GET", "POST"])
@open_to(Role.WORKER)
def throw_away(import_id: UUID) -> ResponseReturnValue:
    """Let a draft go, after one question."""
    actor = current_actor()
    if request.method == "POST":
        with transaction(Database.LEARNING):
            services.throw_away(actor, import_id)
        flash("Thrown away. Nothing was added to your log.")
        return redirect(url_for(".load"), 303)
    queries.draft_for(actor, import_id)
    return _page("throw_away", imported=queries.import_for(actor, import_id))


def _have_it_looked_into(archive: FileStorage) -> ResponseReturnValue:
    """Keep an archive as it is, beside the database, and go over it."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        imported = services.load_archive(actor, archive.filename or "archive.zip")
    with folder.being_made(folder.loaded_file(imported.id)) as path:
        archive.save(path)
    background.run(this_app(), jobs.read_archive, imported.id, actor)
    return redirect(url_for(".show_import", import_id=imported.id), 303)


def _have_it_read(import_id: UUID, choices: Choices) -> ResponseReturnValue:
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.read_again(actor, import_id)
    background.run(this_app(), jobs.read_draft, import_id, actor, choices)
    return redirect(url_for(".show_import", import_id=import_id), 303)


def _show_work(imported: LogImport) -> ResponseReturnValue:
    """How far it is; the browser looks again by itself, unless the work was interrupted."""
    progress = background.under_way(imported.id)
    interrupted = background.was_interrupted(imported.id, imported.since)
    response = make_response(
        _page("working", imported=imported, progress=progress, interrupted=interrupted)
    )
    if not interrupted:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


def _show_preview(
    imported: LogImport,
    *,
    columns: ColumnsForm | None = None,
    undated: UndatedForm | None = None,
) -> ResponseReturnValue:
    """What adding it would do; with a form that has to be put right, where there is one."""
    actor = current_actor()
    draft = queries.draft_for(actor, imported.id)
    if draft.archive:
        return _page(
            "preview_archive",
            imported=imported,
            look=draft.choices,
            told=TOLD,
            kept_for=DRAFTS_STAY.days,
            undo_for=UNDO_FOR.days,
        )
    reading = queries.reading_of(draft)
    preview = queries.preview_for(actor, reading)
    shown = {
        "all": preview.rows,
        "remarks": preview.remarkable,
        "already": preview.known,
        "not-understood": preview.refused,
    }
    show = request.args.get("show", "all")
    show = show if show in shown else "all"
    if columns is None and reading.mapping is not None:
        columns = columns_form(reading)
    choices = Choices.from_json(draft.choices)
    mapping, asked = reading.mapping, choices.mapping
    doubtful = mapping and asked is None and not told_by_names(reading.columns, mapping)
    wrong = next((form for form in (columns, undated) if form is not None and form.errors), None)
    return _page(
        "preview",
        imported=imported,
        reading=reading,
        preview=preview,
        choices=choices,
        leaf=Leaf.of(shown[show], number=request.args.get("page", 1, type=int)),
        show=show,
        columns=columns,
        doubtful=doubtful,
        undated=undated or UndatedForm(formdata=None, prefix=UNDATED),
        form=wrong,
        kept_for=DRAFTS_STAY.days,
        undo_for=UNDO_FOR.days,
    ), 200 if wrong is None else 422


def _page(name: str, **values: object) -> str:
    return page(f"mine/portability/{name}.html", here="import", **values)
