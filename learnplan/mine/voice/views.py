"""One's own unsigned letters: written, looked at, sent with a day's, followed and withdrawn."""

from datetime import date
from http import HTTPStatus
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import here
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid, Refused
from learnplan.core.texts import own_names_in
from learnplan.directory import queries as directory
from learnplan.mine.voice import crossing, policy, queries, services
from learnplan.mine.voice.filling import filled
from learnplan.mine.voice.forms import OpeningForm, WordsForm, said_by
from learnplan.mine.voice.queries import Mine
from learnplan.ours.voice.forms import unit_choices
from learnplan.ours.voice.queries import names_of_units, thread_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

bp = Blueprint("voice", __name__, url_prefix="/voice")


def _secret() -> str:
    """The installation's key, which no database holds."""
    return cast("str", current_app.config["SECRET_KEY"])


def _letter(letter_id: UUID) -> Mine:
    return queries.letter_for(current_actor(), letter_id, secret=_secret())


@bp.after_request
def fill_up(response: Response) -> Response:
    """Let no page about letters be told from another by its length."""
    is_empty = response.location is not None or response.status_code == HTTPStatus.NOT_FOUND
    if response.mimetype == "text/html" and g.actor is not None and not is_empty:
        where = f"{g.actor.id} {request.path}"
        response.set_data(filled(response.get_data(), where=where, secret=_secret()))
    return response


@bp.get("/")
@open_to(Role.WORKER)
def list_letters() -> str:
    """What one said unsigned, with how far each is, and all that was said to it."""
    letters, unopened = queries.letters_of(current_actor(), secret=_secret())
    return page(
        "mine/voice/list_letters.html",
        letters=letters,
        unopened=unopened,
        heard=sum(each.heard for each in letters),
        unread=sum(each.unread for each in letters),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write() -> ResponseReturnValue:
    """Write what opens a thread. The form sent twice makes one letter."""
    form = OpeningForm(data={"unit_id": request.args.get("unit")})
    form.unit_id.choices = unit_choices(directory.units())
    if form.validate_on_submit():
        try:
            opening = form.opening()
            with transaction(Database.LEARNING):
                letter = services.write_opening(
                    current_actor(),
                    opening,
                    today=here.today(),
                    secret=_secret(),
                    once=form.once.data or None,
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return redirect(url_for(".show_letter", letter_id=letter.id), 303)
    return page("mine/voice/write.html", form=form, thread=None), (422 if form.errors else 200)


@bp.route("/answer/<uuid:thread_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def answer(thread_id: UUID) -> ResponseReturnValue:
    """Answer a question to the floor unsigned."""
    thread, form = thread_for(thread_id).line, WordsForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                letter = services.write_answer(
                    current_actor(),
                    thread,
                    words=form.words.data,
                    today=here.today(),
                    secret=_secret(),
                    once=form.once.data or None,
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return redirect(url_for(".show_letter", letter_id=letter.id), 303)
    return page("mine/voice/write.html", form=form, thread=thread), (422 if form.errors else 200)


@bp.route("/<uuid:letter_id>/reply", methods=["GET", "POST"])
@open_to(Role.WORKER)
def reply(letter_id: UUID) -> ResponseReturnValue:
    """Answer in a thread that one opened unsigned."""
    mine, form = _letter(letter_id), WordsForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                letter = services.write_reply(
                    current_actor(),
                    _letter(letter_id),
                    words=form.words.data,
                    today=here.today(),
                    secret=_secret(),
                    once=form.once.data or None,
                )
        except Invalid as trouble:
            form.blame(trouble)
        else:
            return redirect(url_for(".show_letter", letter_id=letter.id), 303)
    return page("mine/voice/write.html", form=form, thread=mine.line), (422 if form.errors else 200)


@bp.get("/<uuid:letter_id>")
@open_to(Role.WORKER)
def show_letter(letter_id: UUID) -> ResponseReturnValue:
    """A letter: exactly what everyone would see; once it is out, what became of it."""
    return _letter_page(letter_id)


@bp.route("/<uuid:letter_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit(letter_id: UUID) -> ResponseReturnValue:
    """Say it anew, until it is out. Of two windows that do, the later sees both texts."""
    actor, mine = current_actor(), _letter(letter_id)
    if not policy.can_change(actor, mine.letter):
        raise Refused(services.NOT_YOURS)
    data = {**said_by(mine.inside), "version": mine.letter.version}
    form: OpeningForm | WordsForm
    if mine.inside.opens:
        form = OpeningForm(data=data)
        form.unit_id.choices = unit_choices(directory.units())
    else:
        form = WordsForm(data=data)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            said = form.opening() if isinstance(form, OpeningForm) else str(form.words.data)
            with transaction(Database.LEARNING):
                services.rewrite_letter(
                    actor,
                    _letter(letter_id).letter,
                    said,
                    version=form.version.data,
                    secret=_secret(),
                    today=here.today(),
                )
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict:
            mine = _letter(letter_id)
            differing = _differing(form, mine)
            form.version.data = mine.letter.version  # saved again, it is meant
        else:
            return redirect(url_for(".show_letter", letter_id=letter_id), 303)
    code = 409 if differing else 422 if form.errors else 200
    return page("mine/voice/edit.html", form=form, mine=mine, differing=differing), code


@bp.post("/<uuid:letter_id>/send")
@open_to(Role.WORKER)
def send(letter_id: UUID) -> ResponseReturnValue:
    """Let it go with today's; where it is not what was looked at, show it once more."""
    try:
        with transaction(Database.LEARNING):
            services.send_letter(
                current_actor(),
                _letter(letter_id).letter,
                version=request.form.get("version", type=int),
                whom=f"everyone at {g.organisation}",
                today=here.today(),
            )
    except Conflict as trouble:
        return _letter_page(letter_id, trouble=str(trouble)), 409
    say("It waits here until tomorrow. Until then only you can see it, and can hold it back.")
    return redirect(url_for(".show_letter", letter_id=letter_id), 303)


@bp.post("/<uuid:letter_id>/hold-back")
@open_to(Role.WORKER)
def hold_back(letter_id: UUID) -> ResponseReturnValue:
    """Take it out of those that wait."""
    with transaction(Database.LEARNING):
        services.hold_back(current_actor(), _letter(letter_id).letter, today=here.today())
    say("Held back. Nobody saw it.")
    return redirect(url_for(".show_letter", letter_id=letter_id), 303)


@bp.post("/<uuid:letter_id>/throw-away")
@open_to(Role.WORKER)
def throw_away(letter_id: UUID) -> ResponseReturnValue:
    """Let go of a letter that nobody else ever saw."""
    with transaction(Database.LEARNING):
        services.throw_away(current_actor(), _letter(letter_id).letter)
    say("Thrown away. Nobody saw it.")
    return redirect(url_for(".list_letters"), 303)


@bp.post("/<uuid:letter_id>/withdraw")
@open_to(Role.WORKER)
def withdraw(letter_id: UUID) -> ResponseReturnValue:
    """Take back what everyone can read."""
    crossing.withdraw(current_actor(), letter_id, today=here.today(), secret=_secret())
    say("Withdrawn. Nobody sees it from now on; whoever read it has read it.")
    return redirect(url_for(".list_letters"), 303)


@bp.post("/read")
@open_to(Role.WORKER)
def say_read() -> ResponseReturnValue:
    """Take all unread marks off, unless more was said meanwhile. Nobody else is told."""
    actor, secret = current_actor(), _secret()
    with transaction(Database.LEARNING):
        letters, _ = queries.letters_of(actor, secret=secret)
        is_all = sum(each.heard for each in letters) == request.form.get("heard", type=int)
        if is_all:
            services.say_read(actor, letters, secret=secret)
    if not is_all:
        flash("Something more was said meanwhile. It is here now.", "warn")
    return redirect(url_for(".list_letters"), 303)


def _letter_page(letter_id: UUID, trouble: str = "") -> str:
    actor, mine = current_actor(), _letter(letter_id)
    text = f"{mine.inside.title}\n{mine.inside.words}"
    return page(
        "mine/voice/show_letter.html",
        mine=mine,
        units=names_of_units(),
        gives_away=own_names_in(text, name=actor.name, email=actor.email),
        appears_on=date.fromordinal(here.today().toordinal() + 1),
        trouble=trouble,
    )


def _differing(form: Form, mine: Mine) -> list[tuple[str, str]]:
    """Each part that was changed elsewhere, and what is kept there."""
    kept = said_by(mine.inside)
    differing = [
        (field.label.text, _as_said(field.short_name, kept[field.short_name]))
        for field in form.visible()
        if kept[field.short_name] != (field.data or "")
    ]
    return differing or [("In the other window", "The same was saved as here.")]


def _as_said(name: str, kept: str) -> str:
    if name == "unit_id":
        return names_of_units().get(UUID(kept), "Nothing")
    return kept or "Nothing"
