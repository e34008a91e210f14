"""What a circle keeps together: notes, things to use, check-ins, and looking back."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.circles.forms.commons import CheckInForm, LookBackForm, NoteForm, ThingForm
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import commons as queries
from learnplan.mine.circles.services import commons as services
from learnplan.mine.circles.services.decisions import FEWEST_TO_REMOVE
from learnplan.mine.circles.views.circle_page import members_page
from learnplan.mine.circles.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import number_carried
from learnplan.web.pages import page, say


@bp.route("/<uuid:circle_id>/notes/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_note(circle_id: UUID) -> ResponseReturnValue:
    """Begin a note. The form sent twice makes one, and lands on it."""
    actor, form = current_actor(), NoteForm()
    circle = circles.circle_for(actor, circle_id)
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            circle = circles.circle_for(actor, circle_id)
            note = services.write_note(actor, circle, once=form.once.data or None, **form.answers())
        say("Saved. The members see it, and can write in it.")
        return redirect(url_for(".show_note", circle_id=circle_id, note_id=note.id), 303)
    shown = page("mine/circles/write_note.html", form=form, circle=circle, note=None, other=None)
    return shown, 422 if form.errors else 200


@bp.get("/<uuid:circle_id>/notes/<uuid:note_id>")
@open_to(Role.WORKER)
def show_note(circle_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """A note as it is now, and all it said before."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    note = queries.note_for(actor, circle_id, note_id)
    below = request.args.get("below", type=number_carried)
    versions, older = queries.versions_of(actor, note, below=below)
    return page(
        "mine/circles/show_note.html",
        circle=circle,
        note=queries.note_view(actor, note),
        versions=versions,
        newest=url_for(".show_note", circle_id=circle_id, note_id=note_id) if below else "",
        me=actor.id,
        decides=len(circles.member_ids(circle)) > FEWEST_TO_REMOVE,
        older=url_for(".show_note", circle_id=circle_id, note_id=note_id, below=older)
        if older
        else "",
    )


@bp.route("/<uuid:circle_id>/notes/<uuid:note_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_note(circle_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Write in a note. Of two who do, the later sees both texts and loses neither."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    note = queries.note_for(actor, circle_id, note_id)
    said = queries.latest_version(note)
    form = NoteForm(data={"title": said.title, "text": said.text, "version": note.version})
    other = None
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.circle_for(actor, circle_id)
                note = queries.note_for(actor, circle_id, note_id)
                services.rewrite_note(
                    actor, circle, note, version=form.version.data, **form.answers()
                )
        except Conflict:
            note = queries.note_for(actor, circle_id, note_id)
            if note.version == form.version.data:
                raise  # the circle is closed
            other = queries.note_view(actor, note)
            form.version.data = note.version  # saved again, it is meant
        else:
            say("Saved. The members see it.")
            return redirect(url_for(".show_note", circle_id=circle_id, note_id=note_id), 303)
    shown = page("mine/circles/write_note.html", form=form, circle=circle, note=note, other=other)
    return shown, 409 if other else 422 if form.errors else 200


@bp.post("/<uuid:circle_id>/notes/<uuid:note_id>/remove")
@open_to(Role.WORKER)
def remove_note(circle_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Take a note off the page; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        services.remove_note(actor, circle, queries.note_for(actor, circle_id, note_id))
    say("Removed.", undo=url_for(".restore_note", circle_id=circle_id, note_id=note_id))
    return _back(circle_id, "notes")


@bp.post("/<uuid:circle_id>/notes/<uuid:note_id>/restore")
@open_to(Role.WORKER)
def restore_note(circle_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Bring a removed note back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        note = queries.note_for(actor, circle_id, note_id, removed=True)
        services.restore_note(actor, circle, note)
    say("The note is back.")
    return _back(circle_id, "notes")


@bp.post("/<uuid:circle_id>/things")
@open_to(Role.WORKER)
def add_thing(circle_id: UUID) -> ResponseReturnValue:
    """Name something to use."""
    actor, form = current_actor(), ThingForm()
    circle = circles.circle_for(actor, circle_id)
    if not form.validate_on_submit():
        return members_page(actor, circle, thing=form, form=form), 422
    with transaction(Database.LEARNING):
        services.add_thing(actor, circles.circle_for(actor, circle_id), **form.answers())
    say("Added. The members see it.")
    return _back(circle_id, "things")


@bp.post("/<uuid:circle_id>/things/<uuid:thing_id>/remove")
@open_to(Role.WORKER)
def remove_thing(circle_id: UUID, thing_id: UUID) -> ResponseReturnValue:
    """Take something off the list; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        services.remove_thing(actor, circle, queries.thing_for(actor, circle_id, thing_id))
    say("Removed.", undo=url_for(".restore_thing", circle_id=circle_id, thing_id=thing_id))
    return _back(circle_id, "things")


@bp.post("/<uuid:circle_id>/things/<uuid:thing_id>/restore")
@open_to(Role.WORKER)
def restore_thing(circle_id: UUID, thing_id: UUID) -> ResponseReturnValue:
    """Bring something back onto the list."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        thing = queries.thing_for(actor, circle_id, thing_id, removed=True)
        services.restore_thing(actor, circle, thing)
    say("It is back.")
    return _back(circle_id, "things")


@bp.post("/<uuid:circle_id>/check-ins")
@open_to(Role.WORKER)
def check_in(circle_id: UUID) -> ResponseReturnValue:
    """Tell the others one thing one tried."""
    actor, form = current_actor(), CheckInForm()
    circle = circles.circle_for(actor, circle_id)
    if not form.validate_on_submit():
        return members_page(actor, circle, check_in=form, form=form), 422
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        services.check_in(actor, circle, once=form.once.data or None, **form.answers())
    say("Told. The members see it.")
    return _back(circle_id, "check-ins")


@bp.post("/<uuid:circle_id>/check-ins/<uuid:check_in_id>/take-back")
@open_to(Role.WORKER)
def take_back_check_in(circle_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Take back what one told; Undo tells it again for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        told = queries.own_check_in_for(actor, circle_id, check_in_id)
        services.take_back_check_in(actor, circle, told)
    say("Taken back.", undo=url_for(".tell_again", circle_id=circle_id, check_in_id=check_in_id))
    return _back(circle_id, "check-ins")


@bp.post("/<uuid:circle_id>/check-ins/<uuid:check_in_id>/tell-again")
@open_to(Role.WORKER)
def tell_again(circle_id: UUID, check_in_id: UUID) -> ResponseReturnValue:
    """Tell again what was taken back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        told = queries.own_check_in_for(actor, circle_id, check_in_id, removed=True)
        services.tell_again(actor, circle, told)
    say("Told again.")
    return _back(circle_id, "check-ins")


@bp.route("/<uuid:circle_id>/look-back", methods=["GET", "POST"])
@open_to(Role.WORKER)
def look_back(circle_id: UUID) -> ResponseReturnValue:
    """What the members found: say it, read theirs, keep one's own in the journal."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    mine = queries.own_look_back(actor, circle)
    said = {"text": mine.text, "version": mine.version} if mine else {}
    form, code = LookBackForm(data=said), 200
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.circle_for(actor, circle_id, to_change=True)
                services.look_back(actor, circle, text=form.text.data, version=form.version.data)
        except Conflict as trouble:
            form.text.errors, code = [f"{trouble} What you said there is below."], 409
            mine = queries.own_look_back(actor, circle)
            form.version.data = mine.version if mine else None  # saved again, it is meant
        else:
            say("Told. The members see it.")
            return redirect(url_for(".look_back", circle_id=circle_id), 303)
    elif form.errors:
        code = 422
    return _look_back_page(actor, circle, form), code


@bp.post("/<uuid:circle_id>/look-back/keep")
@open_to(Role.WORKER)
def keep_look_back(circle_id: UUID) -> ResponseReturnValue:
    """Keep what one found in one's own journal."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id, to_change=True)
        kept = services.keep_in_journal(actor, circle)
    say(
        "Kept in your journal. Only you can see it there.",
        link=(url_for("journal.show_reflection", reflection_id=kept), "Open it"),
    )
    return redirect(url_for(".look_back", circle_id=circle_id), 303)


@bp.post("/<uuid:circle_id>/look-back/take-back")
@open_to(Role.WORKER)
def take_back_look(circle_id: UUID) -> ResponseReturnValue:
    """Take back what one said at the end."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.take_back_look(actor, circles.circle_for(actor, circle_id))
    say("Taken back. What you kept in your journal is still there.")
    return redirect(url_for(".look_back", circle_id=circle_id), 303)


def _look_back_page(actor: Actor, circle: Circle, form: LookBackForm) -> str:
    return page(
        "mine/circles/look_back.html",
        circle=circle,
        form=form,
        mine=queries.own_look_back(actor, circle),
        told=queries.looks_back_at(actor, circle),
        me=actor.id,
        decides=len(circles.member_ids(circle)) > FEWEST_TO_REMOVE,
    )


def _back(circle_id: UUID, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".show_circle", circle_id=circle_id, _anchor=anchor), 303)
