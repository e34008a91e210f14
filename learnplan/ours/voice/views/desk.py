"""The desk of a thread: what management says in it, and what one wrote in it oneself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import require
from learnplan.ours.voice import policy, queries, services
from learnplan.ours.voice.forms import (
    DoneForm,
    EditSayingForm,
    EditThreadForm,
    LookForm,
    OutcomeForm,
    PromiseForm,
    ResponseForm,
)
from learnplan.ours.voice.management import answers_for, management_of
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.views.room import bp, published
from learnplan.ours.voice.words import Kind
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say, this_day
from learnplan.web.saving import said_now, save

RESPOND, LOOK, PROMISE = "respond_", "look_", "promise_"
"""What sets apart the fields of the forms on a desk."""
SAID: dict[str, type[Thread | Saying]] = {"threads": Thread, "sayings": Saying}


@bp.get("/<uuid:thread_id>/desk")
@open_to(Role.WORKER)
def show_desk(thread_id: UUID) -> ResponseReturnValue:
    """Where management answers, and everybody changes or takes back what they wrote."""
    return _desk(queries.kept_thread(thread_id))


@bp.post("/<uuid:thread_id>/acknowledge")
@open_to(Role.WORKER)
def acknowledge(thread_id: UUID) -> ResponseReturnValue:
    """Say that it was read, and will be answered."""
    with transaction(Database.ORGANISATION):
        services.acknowledge(current_actor(), queries.kept_thread(thread_id), today=this_day())
    say("Published. Everyone sees that it was read.")
    return redirect(url_for(".show_thread", thread_id=thread_id), 303)


@bp.post("/<uuid:thread_id>/respond")
@open_to(Role.WORKER)
def respond(thread_id: UUID) -> ResponseReturnValue:
    """Answer, or decline with the reason; of the floor's: what was done."""
    thread = queries.kept_thread(thread_id)
    form = _response_form(thread.kind, sent=True)
    return _written(thread, form, services.respond, respond=form)


@bp.post("/<uuid:thread_id>/revisit")
@open_to(Role.WORKER)
def revisit(thread_id: UUID) -> ResponseReturnValue:
    """Look again, and say what came of it."""
    thread = queries.kept_thread(thread_id)
    form = _look_form(thread.kind, sent=True)
    return _written(thread, form, services.revisit, look=form)


@bp.post("/<uuid:thread_id>/promise")
@open_to(Role.WORKER)
def promise_in(thread_id: UUID) -> ResponseReturnValue:
    """Promise something as what comes of a thread."""
    thread, form = queries.kept_thread(thread_id), PromiseForm(prefix=PROMISE)

    def write() -> UUID:
        here = queries.kept_thread(thread_id)
        services.promise(
            current_actor(),
            here.unit_id,
            part_of=here,
            today=this_day(),
            once=form.once.data or None,
            **form.answers(),
        )
        return thread_id

    if form.validate():
        done = published(form, write, "Published. Everyone sees what is promised, and by when.")
        if done is not None:
            return done
    return _desk(thread, wrong=form, promise=form)


@bp.route("/threads/<uuid:thread_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_thread(thread_id: UUID) -> ResponseReturnValue:
    """Change what one opened a thread with."""
    return _edit("threads", thread_id)


@bp.route("/sayings/<uuid:said_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_saying(said_id: UUID) -> ResponseReturnValue:
    """Change what one said in a thread."""
    return _edit("sayings", said_id)


def _edit(kind: str, said_id: UUID) -> ResponseReturnValue:
    """Change what one wrote, within the day; of two windows, the later sees both texts."""
    actor, said = current_actor(), queries.row_for(SAID[kind], said_id)
    require(policy.can_rewrite(actor, said, clock.now()), services.NOT_THE_AUTHOR)
    form = EditThreadForm(obj=said) if isinstance(said, Thread) else EditSayingForm(obj=said)
    back = url_for(".show_thread", thread_id=_thread_of(said))

    def write() -> None:
        kept = queries.row_for(SAID[kind], said_id)
        services.rewrite(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(queries.row_for(SAID[kind], said_id), form)

    outcome = save(Database.ORGANISATION, form, write, again=again)
    if outcome.saved:
        say("Published. Everyone reads it as it is now.")
        return redirect(back, 303)
    return page(
        "ours/voice/edit.html", form=form, differing=outcome.differing, back=back
    ), outcome.code


@bp.post("/<any(threads, sayings):kind>/<uuid:said_id>/take-back")
@open_to(Role.WORKER)
def take_back(kind: str, said_id: UUID) -> ResponseReturnValue:
    """Take back what one wrote, off every page."""
    with transaction(Database.ORGANISATION):
        said = queries.row_for(SAID[kind], said_id)
        services.take_back(current_actor(), said)
    say("Taken back.", undo=url_for(".bring_back", kind=kind, said_id=said_id))
    if isinstance(said, Thread):
        return redirect(url_for(".list_threads"), 303)
    return redirect(url_for(".show_thread", thread_id=said.thread_id), 303)


@bp.post("/<any(threads, sayings):kind>/<uuid:said_id>/bring-back")
@open_to(Role.WORKER)
def bring_back(kind: str, said_id: UUID) -> ResponseReturnValue:
    """Put back what one took back."""
    with transaction(Database.ORGANISATION):
        said = queries.row_for(SAID[kind], said_id, removed=True)
        services.bring_back(current_actor(), said)
    say("It is back.")
    return redirect(url_for(".show_thread", thread_id=_thread_of(said)), 303)


def _written(
    thread: Thread, form: Form, service: Callable[..., None], **forms: Form
) -> ResponseReturnValue:
    """Say what a form of the desk says; else show the desk with what is wrong."""
    thread_id = thread.id

    def write() -> UUID:
        service(
            current_actor(),
            queries.kept_thread(thread_id),
            today=this_day(),
            once=form["once"].data or None,
            **form.answers(),
        )
        return thread_id

    if form.validate():
        done = published(form, write, "Published. Everyone reads it, with your name.")
        if done is not None:
            return done
    return _desk(queries.kept_thread(thread_id), wrong=form, **forms)


def _response_form(kind: Kind, *, sent: bool = False) -> Form:
    made = DoneForm if kind is Kind.FLOOR else ResponseForm
    return made(prefix=RESPOND) if sent else made(formdata=None, prefix=RESPOND)


def _look_form(kind: Kind, *, sent: bool = False) -> Form:
    made = OutcomeForm if kind is Kind.COMMITMENT else LookForm
    return made(prefix=LOOK) if sent else made(formdata=None, prefix=LOOK)


def _desk(thread: Thread, *, wrong: Form | None = None, **forms: Form) -> ResponseReturnValue:
    """The desk, each form empty but for the one to put right."""
    actor, now, today = current_actor(), clock.now(), this_day()
    mine = [_own(actor, "sayings", each, now) for each in queries.written_by(actor.id, thread.id)]
    if thread.author_id == actor.id:
        mine.insert(0, _own(actor, "threads", thread, now))
    return page(
        "ours/voice/desk.html",
        line=queries.thread_for(thread.id).line,
        form=wrong,
        respond=forms.get("respond") or _response_form(thread.kind),
        look=forms.get("look") or _look_form(thread.kind),
        promise=forms.get("promise") or PromiseForm(formdata=None, prefix=PROMISE),
        may=answers_for(actor, thread.unit_id, on=today),
        management=management_of(thread.unit_id, on=today),
        mine=mine,
    ), (422 if wrong is not None else 200)


def _own(actor: Actor, kind: str, said: Thread | Saying, now: datetime) -> dict[str, Any]:
    """Something that one wrote, and what can still be done about it."""
    answered = isinstance(said, Thread) and queries.has_others_words(said)
    return {
        "kind": kind,
        "id": said.id,
        "words": said.title if isinstance(said, Thread) else said.words or "Acknowledged",
        "can_edit": policy.can_rewrite(actor, said, now) and (kind == "threads" or said.words),
        "can_take_back": policy.can_take_back(actor, said, now, answered=answered),
    }


def _thread_of(said: Thread | Saying) -> UUID:
    return said.id if isinstance(said, Thread) else said.thread_id
