"""Windows: opened and revoked by a unit's managers, listed for everyone, seen by who has one."""

from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.here import today
from learnplan.ours.elsewhere import policy, queries, services
from learnplan.ours.elsewhere.forms import WindowForm
from learnplan.ours.elsewhere.models import Window
from learnplan.ours.elsewhere.views import bp
from learnplan.ours.performance import boards, exports, words
from learnplan.ours.performance.views.boards import Shelf, page_asked, send, shelf, way
from learnplan.web.doors import current_actor, open_to, open_to_anybody
from learnplan.web.pages import page, say

seen = Blueprint("window", __name__, url_prefix="/window")


@bp.route("/<uuid:unit_id>/windows", methods=["GET", "POST"])
@open_to(Role.WORKER)
def list_windows(unit_id: UUID) -> ResponseReturnValue:
    """Who outside sees this board, and by whose hand; its managers open another window."""
    actor, place, form = current_actor(), shelf().edition.place(unit_id), WindowForm()
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                word = services.open_window(actor, place, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        else:
            ours = current_app.config["ADDRESS"]
            return page(
                "ours/elsewhere/window_opened.html",
                place=place,
                address=f"{ours}{url_for('window.look', word=word)}",
                csv_address=f"{ours}{url_for('window.send_csv', word=word)}",
                sites=services.sites_from(form.sites.data),
            )
    return page(
        "ours/elsewhere/windows.html",
        place=place,
        windows=queries.windows_on(place.unit.id),
        form=form,
        may=policy.can_open(actor, place.row),
        way=way(place, "Windows"),
    ), 422 if form.errors else 200


@bp.post("/windows/<uuid:window_id>/revoke")
@open_to(Role.WORKER)
def revoke_window(window_id: UUID) -> ResponseReturnValue:
    """Let nobody see the board through this address any more."""
    with transaction(Database.ORGANISATION):
        window = queries.window_for(window_id)
        services.revoke(current_actor(), window)
    say(
        "Revoked. Nobody sees the board through it any more.",
        undo=url_for(".open_window_again", window_id=window_id),
    )
    return redirect(url_for(".list_windows", unit_id=window.unit_id), code=303)


@bp.post("/windows/<uuid:window_id>/open-again")
@open_to(Role.WORKER)
def open_window_again(window_id: UUID) -> ResponseReturnValue:
    """Undo that a window was revoked."""
    with transaction(Database.ORGANISATION):
        window = queries.window_for(window_id)
        services.open_again(current_actor(), window)
    say("It is open again. Its address works as before.")
    return redirect(url_for(".list_windows", unit_id=window.unit_id), code=303)


@seen.get("/<word>")
@open_to_anybody
def look(word: str) -> Response:
    """A board and nothing else, for whoever has the address. It knows nobody and keeps nothing."""
    window, held, now = queries.window_with(word), shelf(), today()
    organisation = held.edition.tree.root.name

    def make() -> bytes:
        if not services.shows(window, held.edition.place(window.unit_id)):
            return page("ours/elsewhere/window_closed.html", organisation=organisation).encode()
        board = _board(held, window)
        number = board.page
        return page(
            "ours/elsewhere/window.html",
            organisation=organisation,
            board=board,
            lede=words.lede(board, None),
            gist_said=words.gist(board, now) if number == 1 else "",
            now=now,
            CARDS=boards.CARDS,
            before=url_for(".look", word=word, page=number - 1) if number > 1 else "",
            after=url_for(".look", word=word, page=number + 1)
            if number * boards.CARDS < board.indicators
            else "",
        ).encode()

    response = send(held, "text/html; charset=utf-8", make, organisation)
    return _for_elsewhere(response, window)


@seen.get("/<word>.csv")
@open_to_anybody
def send_csv(word: str) -> Response:
    """What its cards say, for a spreadsheet that asks for it anew by itself.

    Raises:
        NotFound: there is no such window, or it shows nothing any more.
    """
    window, held = queries.window_with(word), shelf()
    if not services.shows(window, held.edition.place(window.unit_id)):
        raise NotFound("This window is closed.")
    response = send(
        held, "text/csv; charset=utf-8", lambda: exports.cards_csv(_board(held, window))
    )
    return _for_elsewhere(response, window)


def _board(held: Shelf, window: Window) -> boards.Board:
    """The page of it that is asked for."""
    return boards.board(held.edition, window.unit_id, page=page_asked("page"))


def _for_elsewhere(response: Response, window: Window) -> Response:
    """What browsers may do with it: show it, within the pages of the sites that were named.

    It is asked for anew each time, so that a revoked one is gone at once.
    """
    sites = window.sites or "'none'"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {sites}"
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    del response.headers["Vary"]
    return response
