"""The list, a thread, replies to it, and how management does."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory import queries as directory
from learnplan.ours.voice import queries, services
from learnplan.ours.voice.figures import LOOKED_BACK, SOON
from learnplan.ours.voice.forms import KINDS, ReplyForm, SieveForm, unit_choices
from learnplan.ours.voice.management import management_of
from learnplan.ours.voice.queries import Cursor, Sieve
from learnplan.ours.voice.views.room import bp
from learnplan.ours.voice.words import State
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day


@bp.get("/")
@open_to(Role.WORKER)
def list_threads() -> str:
    """Every thread, what moved last first; perhaps of a kind, a state, a unit, or with words."""
    units = directory.units()
    form = SieveForm(request.args)
    form.unit.choices = [
        ("", "Anybody"),
        *((each.value, each.label) for each in unit_choices(units)),
    ]
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    after = Cursor.read(request.args.get("after", ""))
    sieve = _sieve(form, kind)
    found = queries.threads(sieve, after=after)
    asked: dict[str, Any] = {
        name: form[name].data for name in ("q", "state", "unit") if form[name].data
    }
    return page(
        "ours/voice/list_threads.html",
        form=None,
        sieve=form,
        lines=found.lines,
        narrowed=bool(asked),
        kind=kind,
        tabs=[
            (key, words, url_for(".list_threads", kind=key or None, **asked))
            for key, (words, _) in KINDS.items()
        ],
        units=queries.names_of_units(),
        figures=queries.how_management_does(this_day()),
        soon=SOON,
        newest=url_for(".list_threads", kind=kind or None, **asked) if after else "",
        older=url_for(".list_threads", kind=kind or None, after=found.older, **asked)
        if found.older
        else "",
    )


def _sieve(form: SieveForm, kind: str) -> Sieve:
    """What is asked for; what makes no sense asks for nothing."""
    units = {choice[0] for choice in form.unit.choices if choice[0]}
    unit = form.unit.data if form.unit.data in units else ""
    form.unit.data = unit
    states = {each.value for each in State}
    form.state.data = form.state.data if form.state.data in states else ""
    return Sieve(
        kind=KINDS[kind][1],
        state=State(form.state.data) if form.state.data else None,
        unit_ids=queries.units_below(UUID(unit)) if unit else frozenset(),
        words=(form.q.data or "")[:200],
    )


@bp.get("/<uuid:thread_id>")
@open_to(Role.WORKER)
def show_thread(thread_id: UUID) -> ResponseReturnValue:
    """One thread, with all that was said in it."""
    return _thread_page(thread_id, ReplyForm(formdata=None))


@bp.post("/<uuid:thread_id>/replies")
@open_to(Role.WORKER)
def reply(thread_id: UUID) -> ResponseReturnValue:
    """Say something in a thread with one's name."""
    form = ReplyForm()
    if form.validate():
        try:
            with transaction(Database.ORGANISATION):
                thread = queries.kept_thread(thread_id)
                services.reply(
                    current_actor(),
                    thread,
                    today=this_day(),
                    once=form.once.data or None,
                    **form.answers(),
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            say("Published. Everyone can read it.")
            return redirect(url_for(".show_thread", thread_id=thread_id), 303)
    return _thread_page(thread_id, form)


@bp.get("/how-management-does")
@open_to(Role.WORKER)
def show_figures() -> str:
    """How long answers take, and what was promised and kept: of everything, and of each unit."""
    today, units = this_day(), directory.units()
    shown = [
        (unit, queries.how_management_does(today, queries.units_below(unit.id)))
        for unit in units
        if unit.depth <= 1
    ]
    return page(
        "ours/voice/figures.html",
        shown=shown,
        soon=SOON,
        since=today - LOOKED_BACK,
        answer={unit.id: management_of(unit.id, on=today).names for unit, _ in shown},
    )


def _thread_page(thread_id: UUID, form: ReplyForm) -> ResponseReturnValue:
    whole = queries.thread_for(thread_id)
    management = management_of(whole.line.unit_id, on=this_day())
    return page(
        "ours/voice/show_thread.html",
        thread=whole,
        form=form,
        management=management,
        units=queries.names_of_units(),
    ), (422 if form.errors else 200)
