"""Changing what is said of an indicator or on a chart; of two, the later sees both texts."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.directory import queries as directory
from learnplan.ours.performance import (
    policy,
    queries,
    rewriting,
    services,
    writing,
    writings,
)
from learnplan.ours.performance.forms import IndicatorForm
from learnplan.ours.performance.models import Annotation, LimitsStep, Target
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf
from learnplan.ours.performance.views.desk import chart_of, owners, where
from learnplan.ours.performance.writing_forms import EditNoteForm, EditStepForm, EditTargetForm
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import short_day
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

EditForm = EditNoteForm | EditStepForm | EditTargetForm
Thing = TypeVar("Thing", Annotation, Target, LimitsStep)
THE_SAME = [("In the other window", "The same was published as here.")]


@bp.route("/notes/<uuid:note_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_note(note_id: UUID) -> ResponseReturnValue:
    """Change what a note says."""
    actor, note = current_actor(), _row(Annotation, note_id)
    require(policy.can_rewrite(actor, note.author_id), writing.NOT_THE_AUTHOR)

    def change(**said: Any) -> None:
        writing.rewrite_note(actor, writings.row_for(Annotation, note_id), **said)

    return _edit(note, EditNoteForm(obj=note), change, "A note")


@bp.route("/targets/<uuid:target_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_target(target_id: UUID) -> ResponseReturnValue:
    """Change what was promised, who answers for it, or when it is looked at."""
    actor, target = current_actor(), _row(Target, target_id)
    _require_may_steer(target)
    form = EditTargetForm(data=_said_of(target))
    chart = chart_of(target.unit_id, target.indicator_id)
    form.offer(list(dict.fromkeys([target.owner, *owners(chart)])))
    indicator = shelf().edition.indicators[target.indicator_id]

    def change(**said: Any) -> None:
        rewriting.change_target(actor, writings.row_for(Target, target_id), **said)

    return _edit(target, form, change, f"A target of {indicator.name}")


@bp.route("/steps/<uuid:step_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_step(step_id: UUID) -> ResponseReturnValue:
    """Change from where limits are worked out anew, by how many figures, or why."""
    actor, step = current_actor(), _row(LimitsStep, step_id)
    _require_may_steer(step)
    form, chart = EditStepForm(obj=step), chart_of(step.unit_id, step.indicator_id)
    form.offer([each.period for each in chart.shown])

    def change(**said: Any) -> None:
        rewriting.change_step(actor, writings.row_for(LimitsStep, step_id), **said)

    return _edit(step, form, change, f"Where limits of {chart.indicator.name} begin anew")


@bp.route("/indicators/<uuid:indicator_id>/edit", methods=["GET", "POST"])
@open_to(Role.MANAGER, Role.ADMINISTRATOR)
def edit_indicator(indicator_id: UUID) -> ResponseReturnValue:
    """Say what an indicator is, which way is better and how it adds up."""
    indicator = queries.indicator_for(indicator_id)
    said = {**services.said_of(indicator), "version": services.version_of(indicator)}
    form, differing = IndicatorForm(data=said), []
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                services.settle_indicator(
                    current_actor(), indicator_id, version=form.version.data, **form.answers()
                )
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict:
            kept = queries.indicator_for(indicator_id)
            differing = _differing(form, services.said_of(kept))
            form.version.data = services.version_of(kept)  # saved again, it is meant
        else:
            say("Kept. Everyone sees it so from now on.")
            return redirect(url_for(".show_organisation"), code=303)
    code = 409 if differing else 422 if form.errors else 200
    return page(
        "ours/performance/edit_indicator.html", form=form, differing=differing, name=said["name"]
    ), code


def _row(table: type[Thing], thing_id: UUID) -> Thing:
    """What is to be changed; where it was taken away while somebody wrote, that, too."""
    try:
        return writings.row_for(table, thing_id)
    except NotFound:
        if request.method != "POST":
            raise
        return writings.row_for(table, thing_id, removed=True)


def _require_may_steer(thing: Target | LimitsStep) -> None:
    foothold = writing.foothold_of(current_actor(), [thing.unit_id])
    require(policy.can_steer(foothold), writing.NOT_ITS_MANAGER)


def _said_of(thing: Annotation | Target | LimitsStep) -> dict[str, Any]:
    """What something that is written says; of a target, the day that holds now."""
    said = {column.key: getattr(thing, column.key) for column in thing.__table__.columns}
    if isinstance(thing, Target) and thing.removed_at is None:
        said["review_on"] = writings.target_for(thing.id).due_on
    return said


def _edit(
    thing: Annotation | Target | LimitsStep,
    form: EditForm,
    change: Callable[..., None],
    what: str,
) -> ResponseReturnValue:
    """Change something as a form says; where it was changed meanwhile, show what it says now."""
    back, unit_id, gone = where(thing), thing.unit_id, False
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                change(version=form.version.data, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        except NotFound:
            gone = True
        except Conflict:
            kept = writings.row_for(type(thing), thing.id)
            db.session.refresh(kept)
            form.version.data, differing = kept.version, _differing(form, _said_of(kept))
        else:
            say("Published. Everyone sees it as it is now.")
            return redirect(back, code=303)
    code = 409 if differing or gone else 422 if form.errors else 200
    return page(
        "ours/performance/edit_note.html",
        form=form,
        what=what,
        differing=differing,
        gone=gone,
        back=back,
        board=url_for(".show_board", unit_id=unit_id),
        unit=directory.unit_for(unit_id).name,
    ), code


def _differing(form: Form, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each question that was answered otherwise meanwhile, and the answer that is kept."""
    typed = form.answers()
    return [
        (field.label.text, _as_said(field, kept[field.short_name]))
        for field in form.visible()
        if kept[field.short_name] != typed[field.short_name]
    ] or THE_SAME


def _as_said(field: Field, kept: Any) -> str:
    """An answer, as the question has it."""
    for value, label, *_ in field.iter_choices() if hasattr(field, "iter_choices") else ():
        if str(value) == str(kept):
            return str(label)
    if isinstance(kept, bool):
        return "Yes" if kept else "No"
    if isinstance(kept, date):
        return short_day(kept)
    if isinstance(kept, float):
        return f"{kept:.12g}"
    return "Nothing" if kept in {None, ""} else str(kept)
