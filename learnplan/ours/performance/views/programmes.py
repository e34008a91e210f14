"""Programmes: what is tried, what it was to move, and whether it did; and all that is written.

Who attended is nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.here import today
from learnplan.ours.performance import outcomes, policy, words, writing, writings
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.models import Programme
from learnplan.ours.performance.views import bp
from learnplan.ours.performance.views.boards import shelf, way
from learnplan.ours.performance.writing_forms import RenewalForm
from learnplan.ours.performance.writings import ProgrammeView, TargetView
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/written/")
@open_to(Role.WORKER)
def list_written() -> ResponseReturnValue:
    """What is promised, what is tried, and what happened, in every unit."""
    now, edition = today(), shelf().edition
    programmes, targets = writings.programmes_at(), writings.targets_everywhere(now)
    notes = writings.notes_lately()
    ids = {each.unit_id for each in programmes} | {each.unit_id for each in targets}
    ids |= {each.unit_id for each in notes}
    return page(
        "ours/performance/written.html",
        programmes=[each for each in programmes if not each.has_retired(now)],
        retired=[each for each in programmes if each.has_retired(now)],
        came={
            each.id: _came_of(edition, each, now)
            for each in programmes
            if each.until <= now and not each.has_retired(now)
        },
        targets=targets,
        stands=_stands(edition, targets),
        notes=notes,
        units={unit_id: edition.place(unit_id).name for unit_id in ids},
        indicators=edition.indicators,
        me=current_actor().id,
        now=now,
    )


def _stands(edition: Edition, targets: Iterable[TargetView]) -> dict[UUID, str]:
    """The latest figure that may be seen of what each target is about, by the target's id."""
    by_unit: dict[UUID, list[TargetView]] = defaultdict(list)
    for each in targets:
        by_unit[each.unit_id].append(each)
    said: dict[UUID, str] = {}
    for unit_id, promised in by_unit.items():
        indicators = [edition.indicators[each.indicator_id] for each in promised]
        figures = edition.figures(edition.place(unit_id), indicators)
        for target, indicator in zip(promised, indicators, strict=True):
            shown, _ = figures[indicator.id]
            if shown:
                said[target.id] = words.stands(shown[-1], target, indicator)
    return said


def _came_of(edition: Edition, programme: ProgrammeView, now: date) -> str:
    """What came of a programme by its day."""
    indicator = edition.indicators[programme.indicator_id]
    shown, _ = edition.figures(edition.place(programme.unit_id), [indicator])[indicator.id]
    return words.came_of(programme, outcomes.outcome_of(programme, shown, now), indicator)


@bp.route("/programmes/<uuid:programme_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def show_programme(programme_id: UUID) -> ResponseReturnValue:
    """A programme, what came of it, and whether it goes on."""
    form = RenewalForm()
    programme = next(iter(writings.programmes_at(programme_id=programme_id)), None)
    if programme is None:
        raise NotFound("There is no such programme.")
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                writing.decide(
                    current_actor(),
                    writings.row_for(Programme, programme_id),
                    once=form.once.data or None,
                    **form.answers(),
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            renewed = form.next_on.data is not None
            say("Renewed. Everyone sees until when." if renewed else "Retired. What it did stays.")
            return redirect(url_for(".show_programme", programme_id=programme_id), code=303)
    actor, now, edition = current_actor(), today(), shelf().edition
    place, indicator = edition.place(programme.unit_id), edition.indicators[programme.indicator_id]
    shown, _ = edition.figures(place, [indicator])[indicator.id]
    mine = policy.can_rewrite(actor, programme.author_id)
    return page(
        "ours/performance/programme.html",
        programme=programme,
        place=place,
        indicator=indicator,
        outcome=outcomes.outcome_of(programme, shown, now),
        form=form,
        mine=mine,
        may=mine or policy.can_steer(writing.foothold_of(actor, [programme.unit_id])),
        now=now,
        way=way(place, indicator.name),
    ), 422 if form.errors else 200
