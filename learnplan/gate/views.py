"""Pages for managers and administrators: declaring a period, and taking it to its numbers.

They are in Mine's app, which alone has both databases, and wear the clothes of Ours. What they show
is known to everyone; who may act is what differs.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import background, here
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, DomainError, Invalid, NotFound
from learnplan.gate import jobs, periods
from learnplan.gate.forms import NoteForm, PlanFileForm, PlanForm
from learnplan.gate.plan_files import plan_file
from learnplan.gate.plans import read_plan
from learnplan.gate.standing import (
    Act,
    Standing,
    declared_around,
    preview,
    quarters_without_plan,
    release_numbered,
    standing_of,
)
from learnplan.ours.pulse import queries, words
from learnplan.ours.pulse.limits import MOST_PER_QUARTER, MOST_PER_YEAR
from learnplan.ours.pulse.models import PlanState
from learnplan.ours.pulse.plan import Plan, decimal_said
from learnplan.ours.pulse.quarters import quarter, quarter_said
from learnplan.ours.pulse.services import add_note
from learnplan.web.doors import current_actor, open_to
from learnplan.web.errors import CODES
from learnplan.web.filters import plain_day
from learnplan.web.pages import ours_url, page, say

HERE = "pulse"
"""The place in the navigation of Ours that these pages belong to."""
FILE = "file_"
"""What sets apart the fields of the plan file's form."""
FEW_PEOPLE = 1_000
"""So many are published before the next page is shown."""
LOOK_AGAIN = "2"
"""After how many seconds a page that waits for publishing loads itself again."""
DONE = {
    Act.FORM_BLOCKS: "The blocks are formed. Everyone sees them.",
    Act.OPEN: "Answers are open.",
    Act.SEAL: "Answers are sealed.",
    Act.PUBLISH: "The numbers are published.",
}

bp = Blueprint("gate", __name__, url_prefix="/gate")
for _say in (decimal_said, quarter_said):
    bp.add_app_template_filter(_say)


@bp.route("/plan", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def write_plan() -> ResponseReturnValue:
    """Write what a quarter asks. Nothing is declared here."""
    form = _plan_form()
    if not form.is_submitted():
        return _plan_page(form)
    if request.form.get("do") == "another":
        form.add_row()
        return _plan_page(form, grown=True)
    plan = form.read(today=here.today()) if form.validate() else None
    if plan is None:
        return _plan_page(form)
    if request.form.get("do") == "download":
        return _file_of(plan)
    return _preview_page(form, plan)


@bp.post("/plan/file")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def read_file() -> ResponseReturnValue:
    """Look at what a plan file would declare."""
    files = PlanFileForm(prefix=FILE)
    try:
        plan = read_plan(files.content(), today=here.today())
    except Invalid as trouble:
        beside = files.file if files.file.data else files.text
        beside.errors = [*beside.errors, str(trouble)]
        return _plan_page(_plan_form(formdata=None), files=files)
    return _preview_page(_filled_with(plan), plan)


@bp.post("/plan/change")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def change_plan() -> ResponseReturnValue:
    """Go back from the preview to what was typed."""
    return _plan_page(_filled_with(_plan_sent()))


@bp.post("/plan/download")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def download_plan() -> ResponseReturnValue:
    """Keep the plan of the preview as a file."""
    return _file_of(_plan_sent())


@bp.post("/plan/declare")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def declare() -> ResponseReturnValue:
    """Declare to everyone what the preview showed."""
    plan = _plan_sent()
    try:
        periods.declare(plan, by=current_actor().name, today=here.today())
    except (Conflict, Invalid) as trouble:
        return _blamed_page(_filled_with(plan), trouble)
    say(f"{quarter_said(plan.period)} is declared. Everyone sees what it will ask.")
    return _to_the_period(plan.period)


@bp.get("/<period>")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def show_period(period: str) -> ResponseReturnValue:
    """Where a period is, and the one act that comes next."""
    return _period_page(_standing(period))


@bp.post("/<period>/<any('form-blocks', 'open', 'seal', 'publish'):act>")
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def act(period: str, act: str) -> ResponseReturnValue:
    """Do what comes next; what does not come next is refused."""
    where, doing = _standing(period), Act(act)
    code = where.kept.period
    if doing is Act.PUBLISH is where.next_act and where.people > FEW_PEOPLE:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
        background.run(app, jobs.publish, where.kept.id, period=code, by=current_actor().name)
        return redirect(url_for(".show_period", period=code), code=303)
    ways: dict[Act, Callable[[], object]] = {
        Act.FORM_BLOCKS: lambda: periods.form_blocks(code, today=here.today()),
        Act.OPEN: lambda: periods.open_answers(code, today=here.today()),
        Act.SEAL: lambda: periods.seal(code),
        Act.PUBLISH: lambda: periods.publish(code, by=current_actor().name),
    }
    try:
        ways[doing]()
    except DomainError as trouble:
        return _period_page(_standing(code), trouble=trouble)
    say(DONE[doing])
    return _to_the_period(code)


@bp.route("/<period>/withdraw", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def withdraw(period: str) -> ResponseReturnValue:
    """Take a plan back, after asking once."""
    where = _standing(period)
    code = where.kept.period
    if request.method == "POST":
        try:
            periods.withdraw(code)
        except Conflict as trouble:
            return _period_page(_standing(code), trouble=trouble)
        say(f"{quarter_said(code)} has no plan any more.")
        return redirect(ours_url("/pulse/"), code=303)
    if where.kept.state is not PlanState.DECLARED:
        return _period_page(where)
    return page("gate/withdraw.html", kept=where.kept, here=HERE)


@bp.route("/<period>/note", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def correct_number(period: str) -> ResponseReturnValue:
    """Put a correction in words beside a published number."""
    where = _standing(period)
    if not where.numbers:
        raise NotFound(f"{quarter_said(where.kept.period)} is not published.")
    form = NoteForm()
    form.offer(where.plan, where.numbers)
    if not form.is_submitted():
        form.number.data = request.args.get("number", type=int)
    elif form.validate():
        release_id = release_numbered(where.kept, form.number.data)
        with transaction(Database.ORGANISATION):
            add_note(release_id, form.words.data, by=current_actor().name)
        say("The note stands beside the number, for everyone.")
        return _to_the_period(where.kept.period)
    code = 422 if form.errors else 200
    return page("gate/correct_number.html", kept=where.kept, form=form, here=HERE), code


def _standing(period: str) -> Standing:
    try:
        return standing_of(period, today=here.today())
    except Invalid as trouble:
        raise NotFound(str(trouble)) from trouble


def _to_the_period(code: str) -> ResponseReturnValue:
    return redirect(ours_url(f"/pulse/{code}"), code=303)


def _plan_sent() -> Plan:
    return read_plan(request.form.get("plan", "").encode(), today=here.today())


def _file_of(plan: Plan) -> Response:
    return Response(
        plan_file(plan),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="pulse-{plan.period}.toml"'},
    )


def _plan_form(**made_of: None) -> PlanForm:
    form = PlanForm(**made_of)
    form.offer(quarters_without_plan(here.today()))
    return form


def _filled_with(plan: Plan) -> PlanForm:
    form = _plan_form(formdata=None)
    form.show(plan)
    return form


def _plan_page(
    form: PlanForm, *, files: PlanFileForm | None = None, grown: bool = False
) -> ResponseReturnValue:
    """The page to write a plan on; with what is wrong, where something is."""
    wrong = files if files is not None and files.errors else form
    quarters = [choice.value for choice in form.period.choices]
    chosen = form.period.data if form.period.data in quarters else next(iter(quarters), "")
    return page(
        "gate/write_plan.html",
        form=wrong,
        plan_form=form,
        files=files or PlanFileForm(formdata=None, prefix=FILE),
        cost=form.cost,
        around=declared_around(chosen) if chosen else [],
        grown=grown,
        quarter_allows=MOST_PER_QUARTER,
        year_allows=MOST_PER_YEAR,
        here=HERE,
    ), (422 if wrong.errors else 200)


def _blamed_page(form: PlanForm, trouble: Conflict | Invalid) -> ResponseReturnValue:
    form.blame_plan(trouble if isinstance(trouble, Invalid) else Invalid(str(trouble)))
    return _plan_page(form)


def _preview_page(form: PlanForm, plan: Plan) -> ResponseReturnValue:
    """Exactly what would be declared; or the form again, with why it cannot be."""
    try:
        shown = preview(plan, today=here.today())
    except (Conflict, Invalid) as trouble:
        return _blamed_page(form, trouble)
    return page(
        "gate/preview_plan.html",
        shown=shown,
        plan=plan,
        file=plan_file(plan),
        breakdowns=words.BREAKDOWNS,
        first_day=plain_day(quarter(plan.period).start),
        quarter_allows=MOST_PER_QUARTER,
        here=HERE,
    )


def _period_page(where: Standing, *, trouble: DomainError | None = None) -> ResponseReturnValue:
    """Where a period is; with why something was refused, if it was."""
    publishing = background.under_way(where.kept.id) is not None
    headers = {"Refresh": LOOK_AGAIN} if publishing else {}
    return (
        page(
            "gate/show_period.html",
            where=where,
            kept=where.kept,
            first_day=plain_day(quarter(where.kept.period).start),
            publishing=publishing,
            attempts=queries.attempts_at(where.kept.id),
            outcomes=words.OUTCOMES,
            meanings=words.MEANINGS,
            trouble=trouble,
            here=HERE,
        ),
        CODES.get(type(trouble), 200) if trouble else 200,
        headers,
    )
