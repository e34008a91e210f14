"""One reflection: written, looked at, said anew, and let go."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.evidence.views.room import panel_for as evidence_panel
from learnplan.mine.journal import asking, policy, queries, services
from learnplan.mine.journal.forms import NewReflectionForm, ReflectionForm
from learnplan.mine.journal.models import Reflection
from learnplan.mine.journal.prompts import after, prompt_with
from learnplan.mine.journal.views.room import bp
from learnplan.mine.journal.weeks import Week
from learnplan.mine.log.forms import DayField
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.mine.sharing.views import reading
from learnplan.mine.sharing.views.panel import panel_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_reflection() -> ResponseReturnValue:
    """Write freely, or answer a question. The form sent twice makes one, and lands on it."""
    actor = current_actor()
    prompt = prompt_with(request.args.get("question", ""))
    form = NewReflectionForm(
        data={"written_on": this_day(), "stance": prompt.stance if prompt else None}
    )
    if prompt:
        form.text.label.text = "Your answer"
    if form.validate_on_submit():
        ask = prompt.ask if prompt else ""
        with transaction(Database.LEARNING):
            reflection = services.write_reflection(
                actor, prompt=ask, once=form.once.data or None, **form.answers()
            )
            asking.answered(actor, ask)
        say("Kept. Only you can see it.")
        return redirect(url_for(".show_reflection", reflection_id=reflection.id), 303)
    return page(
        "mine/journal/new_reflection.html",
        form=form,
        prompt=prompt,
        another=after(prompt) if prompt else None,
    ), (422 if form.errors else 200)


@bp.get("/<uuid:reflection_id>")
@open_to(Role.WORKER)
def show_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """One reflection and what led to it; or what a reader was shown, and its owner is told."""
    actor = current_actor()
    reflection = queries.readable_reflection_for(actor, reflection_id)
    if not policy.can_edit(actor, reflection):
        return reading.read(actor, reflection.as_item)
    return page(
        "mine/journal/show_reflection.html",
        reflection=reflection,
        panel=panel_for(actor, reflection.as_item),
        evidence=evidence_panel(actor, reflection.as_item),
        week=Week(reflection.week) if reflection.week else None,
    )


@bp.route("/<uuid:reflection_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Say it anew. Of two windows that do, the later sees both texts and chooses."""
    actor = current_actor()
    reflection = queries.reflection_for(actor, reflection_id)
    form = ReflectionForm(obj=reflection)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                reflection = queries.reflection_for(actor, reflection_id)
                services.rewrite_reflection(
                    actor, reflection, version=form.version.data, **form.answers()
                )
        except Conflict:
            reflection = queries.reflection_for(actor, reflection_id)
            differing = _differing(form, reflection)
            form.version.data = reflection.version  # saved again, it is meant
        else:
            say("Saved.")
            return redirect(url_for(".show_reflection", reflection_id=reflection_id), 303)
    code = 409 if differing else 422 if form.errors else 200
    return page(
        "mine/journal/edit_reflection.html",
        form=form,
        reflection=reflection,
        differing=differing,
        readers=shares_of(actor, ItemKind.REFLECTION, reflection_id),
    ), code


@bp.post("/<uuid:reflection_id>/delete")
@open_to(Role.WORKER)
def delete_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Let a reflection go; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.delete_reflection(actor, queries.reflection_for(actor, reflection_id))
    say("Deleted.", undo=url_for(".restore_reflection", reflection_id=reflection_id))
    return redirect(url_for(".list_reflections"), 303)


@bp.post("/<uuid:reflection_id>/restore")
@open_to(Role.WORKER)
def restore_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Bring a deleted reflection back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.restore_reflection(actor, queries.deleted_reflection_for(actor, reflection_id))
    say("It is back, as it was.")
    return redirect(url_for(".show_reflection", reflection_id=reflection_id), 303)


def _differing(form: ReflectionForm, reflection: Reflection) -> list[tuple[str, str]]:
    """Each question that was answered differently elsewhere, and the answer kept there."""
    differing = [
        (field.label.text, _as_said(field, kept))
        for field in form.visible()
        if (kept := getattr(reflection, field.short_name)) != field.data
    ]
    return differing or [("In the other window", "The same was saved as here.")]


def _as_said(field: Field, kept: Any) -> str:
    said = field.say(kept) if isinstance(field, DayField) else str(kept or "")
    return said or "Nothing"
