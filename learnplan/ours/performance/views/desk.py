"""The desk of a chart: where what happened, steps, targets and programmes are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.core.here import today
from learnplan.directory import queries as directory
from learnplan.ours.performance import boards, policy, words, writing, writings
from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.models import Annotation, LimitsStep, Programme, Target
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf, way
from learnplan.ours.performance.writing_forms import (
    DecisionForm,
    NoteForm,
    ProgrammeForm,
    StepForm,
    TargetForm,
)
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

MOST_OWNERS = 300
KINDS: dict[str, type[Annotation | LimitsStep | Programme | Target]] = {
    "notes": Annotation,
    "steps": LimitsStep,
    "targets": Target,
    "programmes": Programme,
}
"""What can be taken away and brought back, by its word in addresses."""


DeskForm = NoteForm | StepForm | TargetForm | ProgrammeForm


def _write_note(
    actor: Actor, unit_id: UUID, indicator_id: UUID, *, everywhere: bool, **said: Any
) -> None:
    """Note what happened, on one chart or on every one of the unit."""
    writing.write_note(actor, unit_id, indicator_id=None if everywhere else indicator_id, **said)


@dataclass(frozen=True)
class Pen:
    """One of the four things that are written at a desk: by which form, and what is said then.

    ``prefix`` sets the fields of the forms on one page apart.
    """

    prefix: str
    form: type[DeskForm]
    write: Callable[..., None]
    said: str


PENS = {
    "notes": Pen("note_", NoteForm, _write_note, "Published. Everyone sees it on the chart."),
    "steps": Pen(
        "step_", StepForm, writing.declare_step, "Published. The limits begin anew there."
    ),
    "targets": Pen(
        "target_", TargetForm, writing.set_target, "Published. Everyone sees the target."
    ),
    "programmes": Pen(
        "programme_",
        ProgrammeForm,
        writing.propose_programme,
        "Published. On its day everyone sees whether it moved anything.",
    ),
}


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>/desk")
@open_to(Role.WORKER)
def show_desk(unit_id: UUID, indicator_id: UUID) -> ResponseReturnValue:
    """Everything written on a chart; whoever may writes there."""
    return _desk(chart_of(unit_id, indicator_id))


@bp.post(
    "/units/<uuid:unit_id>/indicators/<uuid:indicator_id>"
    "/<any(notes, steps, targets, programmes):kind>"
)
@open_to(Role.WORKER)
def write(unit_id: UUID, indicator_id: UUID, kind: str) -> ResponseReturnValue:
    """Publish what a form says and go back to the chart; else show the desk with what is wrong."""
    chart, pen = chart_of(unit_id, indicator_id), PENS[kind]
    form = pen.form(prefix=pen.prefix)
    _offer(form, chart)
    if form.validate():
        once = form.once.data or None
        try:
            with transaction(Database.ORGANISATION):
                pen.write(
                    current_actor(), chart.place.unit.id, indicator_id, once=once, **form.answers()
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say(pen.said)
            return redirect(_address(chart), code=303)
    return _desk(chart, wrong={kind: form})


@bp.post("/<any(notes, steps, targets, programmes):kind>/<uuid:thing_id>/take-away")
@open_to(Role.WORKER)
def take_away(kind: str, thing_id: UUID) -> ResponseReturnValue:
    """Take something that was written off every page."""
    with transaction(Database.ORGANISATION):
        thing = writings.row_for(KINDS[kind], thing_id)
        writing.take_away(current_actor(), thing)
        back = where(thing)
    say("Taken away.", undo=url_for(".bring_back", kind=kind, thing_id=thing_id))
    return redirect(back, code=303)


@bp.post("/<any(notes, steps, targets, programmes):kind>/<uuid:thing_id>/bring-back")
@open_to(Role.WORKER)
def bring_back(kind: str, thing_id: UUID) -> ResponseReturnValue:
    """Put something back that was taken away."""
    with transaction(Database.ORGANISATION):
        thing = writings.row_for(KINDS[kind], thing_id, removed=True)
        writing.bring_back(current_actor(), thing)
        back = where(thing)
    say("It is back.")
    return redirect(back, code=303)


@bp.route("/targets/<uuid:target_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def show_target(target_id: UUID) -> ResponseReturnValue:
    """A target, what was decided of it, and the question on its day."""
    target, form = writings.target_for(target_id), DecisionForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                writing.decide(
                    current_actor(),
                    writings.kept_target(target_id),
                    once=form.once.data or None,
                    **form.answers(),
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Published. It stays on the chart.")
            return redirect(url_for(".show_target", target_id=target_id), code=303)
    edition = shelf().edition
    place, indicator = edition.place(target.unit_id), edition.indicators[target.indicator_id]
    return page(
        "ours/performance/target.html",
        target=target,
        form=form,
        place=place,
        indicator=indicator,
        asks=target.asks(today()),
        now=today(),
        may=policy.can_steer(writing.foothold_of(current_actor(), [target.unit_id])),
        way=way(place, indicator.name),
    ), 422 if form.errors else 200


def chart_of(unit_id: UUID, indicator_id: UUID) -> ChartPage:
    """The chart that is written on."""
    return boards.chart_page(shelf().edition, unit_id, indicator_id)


def _offer(form: DeskForm, chart: ChartPage) -> None:
    """Put into a form what can be chosen of this chart."""
    if isinstance(form, StepForm):
        form.offer([each.period for each in chart.shown])
    elif isinstance(form, TargetForm):
        form.offer(owners(chart))


def _desk(chart: ChartPage, *, wrong: Mapping[str, DeskForm] | None = None) -> ResponseReturnValue:
    """The desk, each form empty but for the one to put right."""
    actor = current_actor()
    foothold = writing.foothold_of(actor, [chart.place.unit.id])
    forms = {kind: pen.form(formdata=None, prefix=pen.prefix) for kind, pen in PENS.items()}
    for form in forms.values():
        _offer(form, chart)
    return page(
        "ours/performance/desk.html",
        chart=chart,
        forms={**forms, **(wrong or {})},
        wrong=next(iter(wrong), "") if wrong else "",
        steps=[(step, words.step_said(chart, step)) for step in chart.course.steps],
        me=actor.id,
        may_write=policy.can_write(foothold),
        may_steer=policy.can_steer(foothold),
        managers=_managers(chart),
        way=[
            *way(chart.place, chart.indicator.name)[:-1],
            (chart.indicator.name, _address(chart)),
            ("Write", ""),
        ],
    ), 422 if wrong else 200


def _address(chart: ChartPage) -> str:
    return url_for(".show_chart", unit_id=chart.place.unit.id, indicator_id=chart.indicator.id)


def where(thing: LimitsStep | Target | Annotation | Programme) -> str:
    """The chart that something was written on, or the board where it is on every chart."""
    if thing.indicator_id is None:
        return url_for(".show_board", unit_id=thing.unit_id)
    return url_for(".show_chart", unit_id=thing.unit_id, indicator_id=thing.indicator_id)


def _managers(chart: ChartPage) -> list[str]:
    """Who manages the unit; where nobody does, who manages the nearest one above."""
    for unit in reversed(chart.place.lineage):
        found = [
            name for name, role in directory.leads_of(unit.id, on=today()) if role is Role.MANAGER
        ]
        if found:
            return found
    return []


def owners(chart: ChartPage) -> list[str]:
    """Who can answer for a target: who manages the unit or one above, and who works in it."""
    on = today()
    names = [
        name
        for unit in reversed(chart.place.lineage)
        for name, role in directory.leads_of(unit.id, on=on)
        if role is Role.MANAGER
    ]
    names += [
        each.name for unit in chart.place.units for each in directory.members_of(unit.id, on=on)
    ]
    return list(dict.fromkeys(names))[:MOST_OWNERS]
