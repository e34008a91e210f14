"""All that members wrote, a page at a time; hiding a line, and asking to have it taken down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.core.places import Cursor, Some
from learnplan.mine.circles.forms.circles import ProposalForm
from learnplan.mine.circles.queries import circles, commons
from learnplan.mine.circles.queries import lines as queries
from learnplan.mine.circles.services import lines as services
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.services.decisions import FEWEST_TO_REMOVE
from learnplan.mine.circles.views.room import bp
from learnplan.mine.circles.words import Line
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

LISTED: dict[str, Callable[..., Some[Any]]] = {
    "notes": commons.notes_of,
    "check-ins": commons.check_ins_of,
    "things": commons.things_of,
}
KINDS = {kind.replace(" ", "-"): kind for kind in Line}


@bp.get("/<uuid:circle_id>/all/<what>")
@open_to(Role.WORKER)
def list_lines(circle_id: UUID, what: str) -> ResponseReturnValue:
    """All notes, check-ins or things of a circle, the latest first."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    if what not in LISTED:
        raise NotFound("There is nothing like that in this circle.")
    after = Cursor.read(request.args.get("after", ""))
    found = LISTED[what](actor, circle, after=after)
    newest = url_for(".list_lines", circle_id=circle_id, what=what)
    return page(
        "mine/circles/list_lines.html",
        circle=circle,
        what=what,
        found=found.rows,
        me=actor.id,
        decides=len(circles.member_ids(circle)) > FEWEST_TO_REMOVE,
        newest=newest if after else "",
        older=f"{newest}?after={found.older}" if found.older else "",
    )


@bp.route("/<uuid:circle_id>/lines/<kind>/<uuid:line_id>/take-down", methods=["GET", "POST"])
@open_to(Role.WORKER)
def propose_taking_down(circle_id: UUID, kind: str, line_id: UUID) -> ResponseReturnValue:
    """Ask the circle to take a line down. Whoever asks sees it no more meanwhile."""
    actor, form = current_actor(), ProposalForm()
    circle = circles.circle_for(actor, circle_id)
    line = queries.line_in(circle, _kind(kind), line_id)
    require_not_closed(circle)
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            circle = circles.circle_for(actor, circle_id, to_change=True)
            done = services.ask_to_take_down(actor, circle, _kind(kind), line_id, why=form.why.data)
        say("It is taken down." if done else "Put to the circle. You see the line no more.")
        return _back(circle_id)
    shown = page(
        "mine/circles/propose_taking_down.html",
        form=form,
        circle=circle,
        kind=kind,
        line_id=line_id,
        words=queries.words_of(line),
    )
    return shown, 422 if form.errors else 200


@bp.post("/<uuid:circle_id>/lines/<kind>/<uuid:line_id>/hide")
@open_to(Role.WORKER)
def hide_line(circle_id: UUID, kind: str, line_id: UUID) -> ResponseReturnValue:
    """See a line no more; nobody is told."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        services.hide(actor, circle, _kind(kind), line_id)
    say(
        "Hidden, for you alone.",
        undo=url_for(".show_line", circle_id=circle_id, kind=kind, line_id=line_id),
    )
    return _back(circle_id)


@bp.post("/<uuid:circle_id>/lines/<kind>/<uuid:line_id>/show")
@open_to(Role.WORKER)
def show_line(circle_id: UUID, kind: str, line_id: UUID) -> ResponseReturnValue:
    """See a line again that I hid."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, circle_id)
        line = queries.line_in(circle, _kind(kind), line_id)
        services.show_again(actor, line_id=line.id)
    say("You see it again.")
    return _back(circle_id)


def _kind(word: str) -> Line:
    if word not in KINDS:
        raise NotFound("There is nothing like that in this circle.")
    return KINDS[word]


def _back(circle_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_circle", circle_id=circle_id), 303)
