"""Changing what is written on a chart; of two windows, the later sees both texts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.directory import queries as directory
from learnplan.ours.performance import policy, rewriting, words, writing, writings
from learnplan.ours.performance.models import Annotation, LimitsStep, Target
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf
from learnplan.ours.performance.views.desk import chart_of, owners, where
from learnplan.ours.performance.writing_forms import EditNoteForm, EditStepForm, EditTargetForm
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import short_day
from learnplan.web.pages import page, say

EditForm = EditNoteForm | EditStepForm | EditTargetForm


@bp.route("/notes/<uuid:note_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_note(note_id: UUID) -> ResponseReturnValue:
    """Change what a note says."""
    actor, note = current_actor(), writings.row_for(Annotation, note_id)
    require(policy.can_rewrite(actor, note.author_id), writing.NOT_THE_AUTHOR)

    def change(**said: Any) -> None:
        writing.rewrite_note(actor, writings.row_for(Annotation, note_id), **said)

    def as_kept() -> str:
        kept = writings.row_for(Annotation, note_id)
        return f"{short_day(kept.happened_on)}: {kept.words}"

    return _edit(note, EditNoteForm(obj=note), change, as_kept)


@bp.route("/targets/<uuid:target_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_target(target_id: UUID) -> ResponseReturnValue:
    """Change what was promised, who answers for it, or when it is looked at."""
    actor, target = current_actor(), writings.row_for(Target, target_id)
    _require_may_steer(target)
    chart, form = chart_of(target.unit_id, target.indicator_id), EditTargetForm(obj=target)
    form.offer(list(dict.fromkeys([target.owner, *owners(chart)])))
    indicator = shelf().edition.indicators[target.indicator_id]

    def change(**said: Any) -> None:
        rewriting.change_target(actor, writings.row_for(Target, target_id), **said)

    def as_kept() -> str:
        kept = writings.row_for(Target, target_id)
        said = f"{words.aim(kept.value, indicator)} from {short_day(kept.starts_on)} on"
        return f"{said}, {kept.owner} answers for it"

    return _edit(target, form, change, as_kept)


@bp.route("/steps/<uuid:step_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_step(step_id: UUID) -> ResponseReturnValue:
    """Change from where limits are worked out anew, by how many figures, or why."""
    actor, step = current_actor(), writings.row_for(LimitsStep, step_id)
    _require_may_steer(step)
    form = EditStepForm(obj=step)
    form.offer([each.period for each in chart_of(step.unit_id, step.indicator_id).shown])

    def change(**said: Any) -> None:
        rewriting.change_step(actor, writings.row_for(LimitsStep, step_id), **said)

    def as_kept() -> str:
        kept = writings.row_for(LimitsStep, step_id)
        return f"from {short_day(kept.starts_on)} on: {kept.reason}"

    return _edit(step, form, change, as_kept)


def _require_may_steer(thing: Target | LimitsStep) -> None:
    foothold = writing.foothold_of(current_actor(), [thing.unit_id])
    require(policy.can_steer(foothold), writing.NOT_ITS_MANAGER)


def _edit(
    thing: Annotation | Target | LimitsStep,
    form: EditForm,
    change: Callable[..., None],
    as_kept: Callable[[], str],
) -> ResponseReturnValue:
    """Change something as a form says; where it was changed meanwhile, show what it says now."""
    back, unit_id, code, differing = where(thing), thing.unit_id, 200, ""
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                change(version=form.version.data, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict:
            kept = writings.row_for(type(thing), thing.id)
            form.version.data, code, differing = kept.version, 409, as_kept()
        else:
            say("Published. Everyone sees it as it is now.")
            return redirect(back, code=303)
    if form.errors:
        code = 422
    return page(
        "ours/performance/edit_note.html",
        form=form,
        differing=differing,
        back=back,
        board=url_for(".show_board", unit_id=unit_id),
        unit=directory.unit_for(unit_id).name,
    ), code
