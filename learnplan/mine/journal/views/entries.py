"""One reflection: written, looked at, said anew, and let go."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.evidence.views.room import panel_for as evidence_panel
from learnplan.mine.journal import asking, policy, queries, services
from learnplan.mine.journal.forms import NewReflectionForm, ReflectionForm
from learnplan.mine.journal.prompts import after, prompt_with
from learnplan.mine.journal.views.room import bp
from learnplan.mine.journal.weeks import Week
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shares_of
from learnplan.mine.sharing.views import reading
from learnplan.mine.sharing.views.panel import panel_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say, this_day
from learnplan.web.saving import said_now, save


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

    def write() -> None:
        kept = queries.reflection_for(actor, reflection_id)
        services.rewrite_reflection(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_now(queries.reflection_for(actor, reflection_id), form)

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return redirect(url_for(".show_reflection", reflection_id=reflection_id), 303)
    return page(
        "mine/journal/edit_reflection.html",
        form=form,
        reflection=queries.reflection_for(actor, reflection_id),
        differing=outcome.differing,
        readers=shares_of(actor, ItemKind.REFLECTION, reflection_id),
    ), outcome.code


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
