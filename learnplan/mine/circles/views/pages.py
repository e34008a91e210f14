"""The page of a community of practice: written by its members, and shown if they decide so."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.mine.circles import crossing
from learnplan.mine.circles.forms.outward import PageForm, SeenForm
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.services import decisions, pages
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.views.room import bp
from learnplan.mine.circles.words import Kind, Matter
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import differing_from, said_now


@bp.route("/<uuid:circle_id>/page/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write_page(circle_id: UUID) -> ResponseReturnValue:
    """Write what a community says of itself, or write it anew, for its members to decide about."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    require_not_closed(circle)
    if circle.kind is not Kind.COMMUNITY:
        raise Conflict(pages.NOT_A_COMMUNITY)
    written = queries.page_of(circle)
    form = PageForm(obj=written)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.circle_for(actor, circle_id, to_change=True)
                written = queries.page_of(circle)
                if written is None:
                    pages.write_page(actor, circle, **form.answers())
                else:
                    pages.rewrite_page(
                        actor, circle, written, version=form.version.data, **form.answers()
                    )
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict as trouble:
            circle = circles.circle_for(actor, circle_id)
            require_not_closed(circle)
            written = queries.page_for(circle)
            differing = differing_from(form, said_now(written, form)) or [
                ("What changed", str(trouble))
            ]
            form.version.data = written.version  # saved again, it is meant
        else:
            say("Saved. Only the members see it, until you decide to show it.")
            return redirect(url_for(".show_page", circle_id=circle_id), 303)
    shown = page(
        "mine/circles/write_page.html",
        form=form,
        circle=circle,
        written=written,
        differing=differing,
    )
    return shown, 409 if differing else 422 if form.errors else 200


@bp.get("/<uuid:circle_id>/page")
@open_to(Role.WORKER)
def show_page(circle_id: UUID) -> ResponseReturnValue:
    """Exactly what everyone would see, or sees, and the ways to decide about it."""
    return _page(circle_id)


@bp.post("/<uuid:circle_id>/page/<any('show', 'take-back'):act>")
@open_to(Role.WORKER)
def propose_page(circle_id: UUID, act: str) -> ResponseReturnValue:
    """Put it to the circle that everyone should see just this, or should see it no longer."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    queries.page_for(circle)
    form = SeenForm()
    showing = act == "show"
    if showing and not form.validate_on_submit():
        raise Invalid("Look at the page first, then propose it from there.")
    try:
        with transaction(Database.LEARNING):
            circle = circles.circle_for(actor, circle_id, to_change=True)
            done = decisions.propose(
                actor,
                circle,
                Matter.OPEN_PAGE if showing else Matter.TAKE_BACK_PAGE,
                text_seal=form.seen.data if showing else None,
            )
    except Conflict as trouble:
        return _page(circle_id, trouble=str(trouble)), 409
    crossing.carry_out()
    if not done:
        say("Put to the circle. It is done once more than half of you agree.")
    else:
        say("Everyone can see it now." if showing else "Nobody else sees it from now on.")
    return redirect(url_for(".show_page", circle_id=circle_id), 303)


def _page(circle_id: UUID, *, trouble: str = "") -> str:
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    written = queries.page_for(circle)
    said = queries.page_to_be(actor, written, circle)
    seal = queries.seal_of(said)
    matters = {each.matter for each in circles.proposals_for(actor, circle)}
    return page(
        "mine/circles/show_page.html",
        circle=circle,
        written=written,
        said=said,
        seal=seal,
        is_ahead=written.told_seal is not None and written.told_seal != seal,
        is_shown=written.is_out_there,
        proposed=Matter.OPEN_PAGE in matters,
        proposed_back=Matter.TAKE_BACK_PAGE in matters,
        trouble=trouble,
    )
