"""Raising a signal: what it says, a preview of what others will see, and only then the act."""

from dataclasses import dataclass
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.directory import queries as directory
from learnplan.mine.answers import queries, services
from learnplan.mine.answers.forms import SignalForm
from learnplan.mine.answers.views.room import bp
from learnplan.mine.disclosures.queries import has_line_about
from learnplan.mine.disclosures.services import end, note
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.ours.performance.periods import day_said
from learnplan.ours.pulse.limits import FEWEST_COSIGNERS, SMALLEST_SIGNALLING_UNIT
from learnplan.ours.pulse.services import sign_signal, withdraw_signal
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day

SIGNAL = "signal"
"""What the journal calls a signal that its author signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """For whom a signal would be raised: the unit, and its period where it is unsigned."""

    unit_id: UUID
    unit: str
    people: int = 0
    period: str = ""

    @property
    def seen_as(self) -> str:
        """What the form carries on, to notice when it is not the same any more."""
        return f"{self.period} {self.unit_id} {self.people}"


@bp.route("/signals/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def raise_signal() -> ResponseReturnValue:
    """Write a signal, look at it as others will, and raise it."""
    actor = current_actor()
    form = SignalForm()
    place = queries.signalling_place_for(actor)
    if not form.validate_on_submit() or request.form.get("act") == "change":
        return _form_page(form, place), 422 if form.errors else 200
    preview = _signed_preview(actor) if form.is_signed else _unsigned_preview(place)
    if preview is None:
        form.form_errors.append("Unsigned signals cannot be raised here now. Nothing was raised.")
        return _form_page(form, place), 409
    if request.form.get("act") != "raise":
        return _preview_page(form, preview)
    if form.seen_as.data != preview.seen_as:
        form.form_errors.append("It would be seen differently now. Look once more.")
        return _preview_page(form, preview), 409
    try:
        if form.is_signed:
            _sign(actor, form, preview)
        else:
            _raise(actor, form, preview)
    except Conflict as trouble:
        form.form_errors.append(str(trouble))
        return _form_page(form, queries.signalling_place_for(actor)), 409
    return redirect(url_for(".list_signals"), 303)


@bp.post("/signals/<uuid:signal_id>/withdraw")
@open_to(Role.WORKER)
def withdraw(signal_id: UUID) -> ResponseReturnValue:
    """Take back a signal that has one's name on it."""
    actor = current_actor()
    with transaction(Database.ORGANISATION):
        withdraw_signal(actor, signal_id)
    with transaction(Database.LEARNING):
        end(SIGNAL, signal_id, Ending.TAKEN_BACK)
    say("Withdrawn. Nobody sees it from now on; whoever read it has read it.")
    return redirect(url_for(".list_signals"), 303)


def _raise(actor: Actor, form: SignalForm, preview: Preview) -> None:
    with transaction(Database.LEARNING):
        services.raise_signal(
            actor,
            preview.period,
            unit_id=preview.unit_id,
            theme=form.theme.data or "",
            words=form.words.data,
        )
    say("You are behind it. Nobody can see that, or how many others are.")


def _sign(actor: Actor, form: SignalForm, preview: Preview) -> None:
    """Publish it, after writing that down: what the owner cannot be told of does not leave."""
    theme, words = form.theme.data or "", form.words.data
    with transaction(Database.LEARNING):
        if not has_line_about(actor, item_kind=SIGNAL, item_id=form.signal_id):
            note(
                actor.id,
                Kind.SHARE,
                theme or words,
                whom=f"everyone at {g.organisation}",
                item_kind=SIGNAL,
                item_id=form.signal_id,
            )
    with transaction(Database.ORGANISATION):
        sign_signal(actor, form.signal_id, unit_id=preview.unit_id, theme=theme, words=words)
    say("Published. Everyone can see it, with your name and today’s date.")


def _signed_preview(actor: Actor) -> Preview:
    line = directory.line_on(clock.today(actor.time_zone), actor.id)
    unit = directory.unit_for(line.unit_id) if line else directory.organisation_unit()
    return Preview(unit_id=unit.id, unit=unit.name)


def _unsigned_preview(place: queries.SignallingPlace | None) -> Preview | None:
    if place is None or not place.units:
        return None
    unit = place.units[0]
    return Preview(unit_id=unit.id, unit=unit.name, people=unit.people, period=place.period)


def _form_page(form: SignalForm, place: queries.SignallingPlace | None) -> str:
    return page(
        "mine/answers/new_signal.html",
        form=form,
        place=place,
        smallest=SMALLEST_SIGNALLING_UNIT,
        signed_only=place is None or not place.units,
    )


def _preview_page(form: SignalForm, preview: Preview) -> str:
    return page(
        "mine/answers/preview_signal.html",
        form=form,
        preview=preview,
        needed=FEWEST_COSIGNERS + 1,
        day=day_said(this_day()),
    )
