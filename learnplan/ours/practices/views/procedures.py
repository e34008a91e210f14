"""Pages of procedures: what each says, said before, and in a few steps on a wall."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import require
from learnplan.directory import queries as directory
from learnplan.ours.practices.aids import steps_of
from learnplan.ours.practices.differences import differences
from learnplan.ours.practices.forms.procedures import HandOverForm, ProcedureForm, VersionForm
from learnplan.ours.practices.models.procedures import Procedure
from learnplan.ours.practices.queries import procedures as queries
from learnplan.ours.practices.queries import proposals
from learnplan.ours.practices.queries.keeping import keepers_of, units_kept_by
from learnplan.ours.practices.services import procedures
from learnplan.ours.practices.views.room import bp, code_of, i_keep, kept, lines_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import number_carried
from learnplan.web.pages import page, say, this_day
from learnplan.web.saving import differing_from, said_now


@bp.get("/procedures/")
@open_to(Role.WORKER)
def list_procedures() -> str:
    """The procedures in use, or those that are not any more, by title; perhaps of one unit."""
    unit_id, after = (request.args.get(name, type=UUID) for name in ("unit", "after"))
    retired = request.args.get("which") == "retired"
    found = queries.procedures(unit_id=unit_id, retired=retired, after=after)
    which = "retired" if retired else None
    return page(
        "ours/practices/list_procedures.html",
        procedures=found.rows,
        units=queries.units_with_procedures(),
        unit_id=unit_id,
        retired=retired,
        keeps=bool(units_kept_by(current_actor())),
        first=url_for(".list_procedures", unit=unit_id, which=which) if after else "",
        further=url_for(".list_procedures", unit=unit_id, which=which, after=found.further)
        if found.further
        else "",
    )


@bp.route("/procedures/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_procedure() -> ResponseReturnValue:
    """Begin a procedure of a unit whose procedures I keep."""
    actor, form = current_actor(), ProcedureForm()
    form.offer(units_kept_by(actor))

    def begin() -> str:
        answers = form.answers()
        procedure = procedures.begin_procedure(actor, once=form.once.data or None, **answers)
        return _address(procedure.id)

    answer = kept(form, begin, "Published. Anybody can propose a change to it.")
    return answer or (
        page("ours/practices/write_procedure.html", form=form, procedure=None),
        code_of(form),
    )


@bp.get("/procedures/<uuid:procedure_id>")
@open_to(Role.WORKER)
def show_procedure(procedure_id: UUID) -> str:
    """What a procedure says now, who keeps it, and what is proposed."""
    procedure = queries.procedure_for(procedure_id)
    after = request.args.get("after", type=UUID)
    waiting, further = proposals.waiting(procedure_id, after=after)
    return page(
        "ours/practices/show_procedure.html",
        procedure=procedure,
        version=queries.latest_of(procedure),
        unit=directory.unit_for(procedure.unit_id).name,
        keepers=keepers_of(procedure.unit_id, on=this_day()),
        keeps=i_keep(procedure.unit_id),
        waiting=waiting,
        first=_address(procedure_id) if after else "",
        further=url_for(".show_procedure", procedure_id=procedure_id, after=further)
        if further
        else "",
        now=this_day(),
    )


@bp.route("/procedures/<uuid:procedure_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_procedure(procedure_id: UUID) -> ResponseReturnValue:
    """Write the next version. Of two keepers who do, the later sees both texts."""
    actor, procedure = current_actor(), queries.procedure_for(procedure_id)
    require(i_keep(procedure.unit_id), procedures.NOT_A_KEEPER)
    said = queries.latest_of(procedure)
    form = VersionForm(
        data={
            "title": said.title,
            "text": said.text,
            "aid": said.aid,
            "version": procedure.version,
        }
    )

    def write() -> str:
        there = queries.procedure_for(procedure_id)
        procedures.write_version(actor, there, version=form.version.data, **form.answers())
        return _address(procedure_id)

    answer = kept(form, write, "Published. What it said before stays in its history.")
    if answer:
        return answer
    procedure = queries.procedure_for(procedure_id)
    read, differing = form.version.data, []
    if form.form_errors and read and read != procedure.version:
        said = queries.latest_of(procedure)
        differing = differing_from(form, said_now(said, form))
        form.version.data = procedure.version  # published again, it is meant
    shown = page(
        "ours/practices/write_procedure.html",
        form=form,
        procedure=procedure,
        differing=differing,
        meanwhile=_meanwhile(procedure, read) if differing else [],
    )
    return shown, code_of(form)


@bp.get("/procedures/<uuid:procedure_id>/aid")
@open_to(Role.WORKER)
def show_aid(procedure_id: UUID) -> str:
    """The job aid: short steps on one page, to print."""
    procedure = queries.procedure_for(procedure_id)
    version = queries.latest_of(procedure)
    return page(
        "ours/practices/show_aid.html",
        procedure=procedure,
        version=version,
        steps=steps_of(version.aid, version.text),
        unit=directory.unit_for(procedure.unit_id).name,
    )


@bp.get("/procedures/<uuid:procedure_id>/history")
@open_to(Role.WORKER)
def show_history(procedure_id: UUID) -> str:
    """All its versions, with what changed and why; any two can be laid beside each other."""
    procedure = queries.procedure_for(procedure_id)
    below = number_carried(request.args.get("below"))
    versions, older = queries.history_of(procedure, below=below)
    decided = proposals.decided(procedure_id)
    return page(
        "ours/practices/show_history.html",
        procedure=procedure,
        versions=versions,
        decided=decided.rows,
        numbers=queries.numbers_of(procedure),
        newest=url_for(".show_history", procedure_id=procedure_id) if below else "",
        older=url_for(".show_history", procedure_id=procedure_id, below=older) if older else "",
    )


@bp.get("/procedures/<uuid:procedure_id>/versions/<version>")
@open_to(Role.WORKER)
def show_version(procedure_id: UUID, version: str) -> str:
    """What a procedure said in one of its versions."""
    procedure = queries.procedure_for(procedure_id)
    return page(
        "ours/practices/show_version.html",
        procedure=procedure,
        version=queries.version_of(procedure, number_carried(version) or 0),
    )


@bp.get("/procedures/<uuid:procedure_id>/compare")
@open_to(Role.WORKER)
def compare_versions(procedure_id: UUID) -> str:
    """Two versions of a procedure, the earlier first, and what is different."""
    procedure = queries.procedure_for(procedure_id)
    one, other = sorted(
        number_carried(request.args.get(name)) or otherwise
        for name, otherwise in (
            ("one", max(procedure.version - 1, 1)),
            ("other", procedure.version),
        )
    )
    earlier, later = (queries.version_of(procedure, each) for each in (one, other))
    return page(
        "ours/practices/compare_versions.html",
        procedure=procedure,
        earlier=earlier,
        later=later,
        lines=differences(lines_of(earlier), lines_of(later)),
        numbers=queries.numbers_of(procedure),
    )


@bp.route("/procedures/<uuid:procedure_id>/hand-over", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def hand_procedure_over(procedure_id: UUID) -> ResponseReturnValue:
    """Let a procedure be another unit's, of those whose procedures I keep."""
    actor, procedure = current_actor(), queries.procedure_for(procedure_id)
    require(i_keep(procedure.unit_id), procedures.NOT_A_KEEPER)
    form = HandOverForm(data={"version": procedure.version})
    form.offer([unit for unit in units_kept_by(actor) if unit.id != procedure.unit_id])

    def hand_over() -> str:
        there = queries.procedure_for(procedure_id)
        procedures.hand_over(actor, there, version=form.version.data, **form.answers())
        return _address(procedure_id)

    answer = kept(form, hand_over, "Handed over. Its history says so.")
    procedure = queries.procedure_for(procedure_id)
    if form.form_errors:
        form.version.data = procedure.version  # sent again, it is meant
    return answer or (
        page(
            "ours/practices/hand_over_procedure.html",
            form=form,
            procedure=procedure,
            unit=directory.unit_for(procedure.unit_id).name,
        ),
        code_of(form),
    )


@bp.post("/procedures/<uuid:procedure_id>/retire")
@open_to(Role.STEWARD)
def retire_procedure(procedure_id: UUID) -> ResponseReturnValue:
    """Say that a procedure is no longer in use."""
    with transaction(Database.ORGANISATION):
        procedures.retire(current_actor(), queries.procedure_for(procedure_id))
    say("Not in use any more.", undo=url_for(".take_into_use", procedure_id=procedure_id))
    return redirect(_address(procedure_id), code=303)


@bp.post("/procedures/<uuid:procedure_id>/take-into-use")
@open_to(Role.STEWARD)
def take_into_use(procedure_id: UUID) -> ResponseReturnValue:
    """Take a retired procedure into use again."""
    with transaction(Database.ORGANISATION):
        procedures.take_into_use(current_actor(), queries.procedure_for(procedure_id))
    say("In use again.")
    return redirect(_address(procedure_id), code=303)


def _meanwhile(procedure: Procedure, read: int) -> list[object]:
    """What others changed since the version that was read."""
    before = queries.version_of(procedure, min(read, procedure.version))
    return [*differences(lines_of(before), lines_of(queries.latest_of(procedure)))]


def _address(procedure_id: UUID) -> str:
    return url_for(".show_procedure", procedure_id=procedure_id)
