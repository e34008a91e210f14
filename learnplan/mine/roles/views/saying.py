"""Saying something of an option: written, looked at as everyone would see it, told, withdrawn."""

from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.mine.roles import queries, telling
from learnplan.mine.roles.forms import SIGNED, UNSIGNED, WordForm
from learnplan.mine.roles.views.room import bp
from learnplan.ours.brokerage.queries import offers
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/options/<uuid:option_id>/say", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write_word(option_id: UUID) -> ResponseReturnValue:
    """Write what one would tell the next person. Of two windows, the later sees both texts."""
    actor = current_actor()
    option = offers.option_for(option_id).option
    draft = queries.said_of(actor, option.key)
    said = (
        {"words": draft.words, "signed": SIGNED if draft.signed else UNSIGNED}
        if draft
        else {"signed": UNSIGNED}
    )
    form = WordForm(name=actor.name, data={**said, "version": draft.version if draft else None})
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                draft = telling.write(
                    actor,
                    option,
                    words=form.words.data,
                    signed=form.signed.data == SIGNED,
                    version=form.version.data,
                )
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict:
            kept = queries.said_of(actor, option.key)
            if kept is not None:
                differing = [(form.words.label.text, kept.words)]
                form.version.data = kept.version  # saved again, it is meant
        else:
            return redirect(url_for(".show_word", draft_id=draft.id), 303)
    shown = page("mine/roles/write_word.html", form=form, option=option, differing=differing)
    return shown, 409 if differing else 422 if form.errors else 200


@bp.get("/said/<uuid:draft_id>")
@open_to(Role.WORKER)
def show_word(draft_id: UUID) -> ResponseReturnValue:
    """What one wrote, exactly as everyone would see it or does, and the ways on."""
    return _word_page(draft_id)


@bp.post("/said/<uuid:draft_id>/publish")
@open_to(Role.WORKER)
def publish_word(draft_id: UUID) -> ResponseReturnValue:
    """Tell everyone what was looked at; where it is not the same any more, show it once more."""
    try:
        telling.publish(
            current_actor(),
            draft_id,
            version=request.form.get("version", type=int),
            whom=f"everyone at {g.organisation}",
        )
    except Conflict as trouble:
        return _word_page(draft_id, trouble=str(trouble)), 409
    say(f"Published. Everyone at {g.organisation} can see it.")
    return redirect(url_for(".show_word", draft_id=draft_id), 303)


@bp.post("/said/<uuid:draft_id>/withdraw")
@open_to(Role.WORKER)
def withdraw_word(draft_id: UUID) -> ResponseReturnValue:
    """Take it back from everyone."""
    telling.withdraw(current_actor(), draft_id)
    say("Withdrawn. Nobody sees it from now on; whoever read it has read it.")
    return redirect(url_for(".show_word", draft_id=draft_id), 303)


@bp.post("/said/<uuid:draft_id>/throw-away")
@open_to(Role.WORKER)
def throw_word_away(draft_id: UUID) -> ResponseReturnValue:
    """Throw away what nobody else can see. Undo brings it back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        telling.throw_away(actor, queries.draft_for(actor, draft_id))
    say("Thrown away.", undo=url_for(".bring_word_back", draft_id=draft_id))
    return redirect(url_for(".list_roles"), 303)


@bp.post("/said/<uuid:draft_id>/bring-back")
@open_to(Role.WORKER)
def bring_word_back(draft_id: UUID) -> ResponseReturnValue:
    """Bring back what one threw away."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        telling.bring_back(actor, queries.draft_for(actor, draft_id, thrown_away=True))
    say("It is back. Only you can see it.")
    return redirect(url_for(".show_word", draft_id=draft_id), 303)


def _word_page(draft_id: UUID, trouble: str = "") -> str:
    actor = current_actor()
    draft = queries.draft_for(actor, draft_id)
    return page(
        "mine/roles/show_word.html",
        draft=draft,
        said=telling.said_now(actor, draft),
        option_id=offers.options_with([draft.option_key]).get(draft.option_key),
        trouble=trouble,
    )
