"""Charts as pictures, and a board on one sheet of paper. Everyone gets the same bytes."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, g, request, url_for

from learnplan.core.actor import Role
from learnplan.core.here import today
from learnplan.ours.elsewhere import sheets
from learnplan.ours.elsewhere.sheets import PAPERS
from learnplan.ours.elsewhere.views import bp
from learnplan.ours.performance import boards, shapes, words
from learnplan.ours.performance.boards import Board
from learnplan.ours.performance.shapes import Sheet
from learnplan.ours.performance.views.boards import page_asked, send, shelf, way
from learnplan.web.doors import open_to
from learnplan.web.pages import page

USUAL_PAPER = "a4"


@bp.get("/<uuid:unit_id>/indicators/<uuid:indicator_id>.svg")
@open_to(Role.WORKER)
def send_chart_svg(unit_id: UUID, indicator_id: UUID) -> Response:
    """A chart as a picture that stays sharp in any size."""
    return _send_chart(unit_id, indicator_id, "image/svg+xml", shapes.as_svg)


@bp.get("/<uuid:unit_id>/indicators/<uuid:indicator_id>.png")
@open_to(Role.WORKER)
def send_chart_png(unit_id: UUID, indicator_id: UUID) -> Response:
    """A chart as a picture for where nothing else is taken."""
    from learnplan.ours.elsewhere.painting import as_png  # noqa: PLC0415 - Pillow is much to load

    return _send_chart(unit_id, indicator_id, "image/png", as_png)


@bp.get("/<uuid:unit_id>/sheet")
@open_to(Role.WORKER)
def show_sheet(unit_id: UUID) -> Response:
    """A board on one page of paper."""
    held, now, number = shelf(), today(), page_asked("page")
    chosen = request.args.get("paper", USUAL_PAPER)
    paper = chosen if chosen in PAPERS else USUAL_PAPER

    def make() -> bytes:
        board = boards.board(held.edition, unit_id, page=number)
        gist = words.gist(board, now) if number == 1 else ""
        drawn = sheets.board_sheet(
            board,
            PAPERS[paper],
            gist=gist,
            today=now,
            more=_more(board),
            organisation=g.organisation,
        )
        return page(
            "ours/elsewhere/sheet.html",
            board=board,
            drawn=drawn,
            inside=shapes.inside(drawn),
            paper=paper,
            papers=PAPERS,
            paper_tabs=[
                (key, each.name, url_for(".show_sheet", unit_id=unit_id, paper=key, page=number))
                for key, each in PAPERS.items()
            ],
            pages=-(-board.indicators // boards.CARDS),
            way=way(board.place, "On one page"),
        ).encode()

    return send(held, "text/html; charset=utf-8", make, g.organisation, g.demo)


def _send_chart(
    unit_id: UUID, indicator_id: UUID, kind: str, written: Callable[[Sheet], bytes]
) -> Response:
    held = shelf()

    def make() -> bytes:
        chart = boards.chart_page(held.edition, unit_id, indicator_id)
        return written(sheets.chart_sheet(chart, g.organisation))

    return send(held, kind, make, g.organisation)


def _more(board: Board) -> str:
    """Which of a board's indicators are on this page, where they are not all."""
    if board.indicators <= boards.CARDS:
        return ""
    first = (board.page - 1) * boards.CARDS + 1
    last = first + len(board.cards) - 1
    return f"Indicators {first} to {last} of {board.indicators}."
