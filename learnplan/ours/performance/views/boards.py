"""Boards and control charts. Everyone sees the same; what was worked out once is kept."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import spreadsheets
from learnplan.core.actor import Role
from learnplan.core.here import today
from learnplan.ours.performance import (
    batches,
    boards,
    charts,
    exports,
    outcomes,
    queries,
    stills,
    words,
)
from learnplan.ours.performance.boards import Board
from learnplan.ours.performance.control_chart import ChartKind
from learnplan.ours.performance.editions import Edition, Place
from learnplan.ours.performance.views import bp
from learnplan.web import assets
from learnplan.web.again import Ground, may_be_given_again
from learnplan.web.doors import open_to
from learnplan.web.headers import WITHOUT_INLINE
from learnplan.web.pages import page

PAGES_KEPT = 256
MAX_PAGE = 10_000
WORDS_LIMIT = 100


@dataclass
class Shelf:
    """An edition, and the pages and files made of it so far, the latest asked for last."""

    edition: Edition
    kept: OrderedDict[tuple[object, ...], bytes] = field(default_factory=OrderedDict)

    def get(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """What is kept under ``key``, made if it is not there."""
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = make()
            while len(self.kept) > PAGES_KEPT:
                self.kept.popitem(last=False)
        return found


def shelf() -> Shelf:
    """The edition of the figures as they are now."""
    version = queries.version()
    held: Shelf | None = current_app.extensions.get("performance")
    if held is None or (held.edition.version, held.edition.day) != (version, today()):
        held = current_app.extensions["performance"] = Shelf(
            Edition(version, before=held.edition if held else None)
        )
    return held


@bp.get("/")
@open_to(Role.WORKER)
def show_organisation() -> ResponseReturnValue:
    """The board of the organisation itself."""
    return redirect(url_for(".show_board", unit_id=shelf().edition.tree.root.id))


@bp.get("/units.json")
@open_to(Role.WORKER)
def send_units() -> Response:
    """The tree of units, for machines."""
    held = shelf()

    def make() -> bytes:
        return exports.units_json(
            held.edition,
            board_at=lambda unit_id: url_for(".show_board", unit_id=unit_id),
            json_at=lambda unit_id: url_for(".send_board_json", unit_id=unit_id),
            csv_at=lambda unit_id: url_for(".send_board_csv", unit_id=unit_id),
        )

    return send(held, "application/json", make)


@bp.get("/units/<uuid:unit_id>")
@open_to(Role.WORKER)
def show_board(unit_id: UUID) -> Response:
    """How a unit is doing, and the units below it."""
    held, now = shelf(), today()

    def make() -> bytes:
        board = _board(held, unit_id)
        return page(
            "ours/performance/board.html",
            board=board,
            lede=words.lede(board, _day_of(held.edition)),
            people_said=any(line.place.people is not None for line in board.lines),
            reasons=words.reasons(board),
            headlines=words.headlines(board),
            kept=words.kept(board),
            rest=words.rest(board),
            way=way(board.place),
            now=now,
            CARDS=boards.CARDS,
            UNITS=boards.UNITS,
            **_turns(board),
        ).encode()

    if "_flashes" in session:
        return make_response(make())
    return send(held, "text/html; charset=utf-8", make, g.organisation, g.demo)


@bp.get("/units/<uuid:unit_id>.json")
@open_to(Role.WORKER)
def send_board_json(unit_id: UUID) -> Response:
    """The same page of a board, for machines."""
    held = shelf()

    def chart_at(place_id: UUID, indicator_id: UUID) -> str:
        return url_for(".send_chart_json", unit_id=place_id, indicator_id=indicator_id)

    def make() -> bytes:
        return exports.board_json(_board(held, unit_id), chart_at=chart_at)

    return send(held, "application/json", make)


@bp.get("/units/<uuid:unit_id>.csv")
@open_to(Role.WORKER)
def send_board_csv(unit_id: UUID) -> Response:
    """The same page of a board, for spreadsheets."""
    held = shelf()
    return send(held, "text/csv; charset=utf-8", lambda: exports.board_csv(_board(held, unit_id)))


@bp.get("/units/<uuid:unit_id>.xlsx")
@open_to(Role.WORKER)
def send_board_xlsx(unit_id: UUID) -> Response:
    """The same page of a board, as a spreadsheet."""
    held = shelf()
    return send(held, spreadsheets.KIND, lambda: exports.board_xlsx(_board(held, unit_id)))


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>")
@open_to(Role.WORKER)
def show_chart(unit_id: UUID, indicator_id: UUID) -> str:
    """One indicator of a unit through time. Not kept: its nonce is this response's own."""
    shown, now = boards.chart_page(shelf().edition, unit_id, indicator_id), today()
    picture, ranges = charts.picture(shown), charts.ranges(shown)
    target = shown.course.target_on(now)
    return page(
        "ours/performance/chart.html",
        chart=shown,
        drawing=charts.drawing(picture),
        still=stills.still(picture) if shown.shown else None,
        ranges=charts.drawing(ranges) if ranges else None,
        ranges_still=stills.still(ranges) if ranges else None,
        notes=charts.notes(shown),
        steps=words.steps_said(shown),
        asks=target if target is not None and target.asks(now) else None,
        target=target,
        came={
            each.id: words.came_of(
                each, outcomes.outcome_of(each, shown.shown, now), shown.indicator
            )
            for each in shown.programmes
            if each.until <= now
        },
        counted=any(each.denominator for each in shown.shown),
        lines_vary=shown.chart.kind is not ChartKind.INDIVIDUALS or len(shown.chart.stretches) > 1,
        key=charts.key(shown),
        better=words.better(shown.indicator.direction),
        caption=words.caption(shown),
        rows=words.rows(shown),
        restated=batches.restated_at(shown),
        left_out=batches.left_out_of(shown),
        partial=any((each.parts or shown.parts_known) < shown.parts_known for each in shown.shown),
        way=way(shown.place, shown.indicator.name),
        now=now,
    )


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>.json")
@open_to(Role.WORKER)
def send_chart_json(unit_id: UUID, indicator_id: UUID) -> Response:
    """The same chart, for machines."""
    held = shelf()

    def make() -> bytes:
        return exports.chart_json(boards.chart_page(held.edition, unit_id, indicator_id))

    return send(held, "application/json", make)


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>.csv")
@open_to(Role.WORKER)
def send_chart_csv(unit_id: UUID, indicator_id: UUID) -> Response:
    """The same chart, for spreadsheets."""
    held = shelf()

    def make() -> bytes:
        return exports.chart_csv(boards.chart_page(held.edition, unit_id, indicator_id))

    return send(held, "text/csv; charset=utf-8", make)


@bp.get("/units/<uuid:unit_id>/indicators/<uuid:indicator_id>.xlsx")
@open_to(Role.WORKER)
def send_chart_xlsx(unit_id: UUID, indicator_id: UUID) -> Response:
    """The same chart, as a spreadsheet."""
    held = shelf()

    def make() -> bytes:
        return exports.chart_xlsx(boards.chart_page(held.edition, unit_id, indicator_id))

    return send(held, spreadsheets.KIND, make)


def _board(held: Shelf, unit_id: UUID) -> Board:
    return boards.board(
        held.edition,
        unit_id,
        page=page_asked("page"),
        units_page=page_asked("units"),
        words=request.args.get("words", "")[:WORDS_LIMIT].strip(),
    )


def page_asked(name: str) -> int:
    """A page number; what is none is the first page."""
    return min(max(request.args.get(name, 1, type=int), 1), MAX_PAGE)


def way(place: Place, indicator: str = "") -> list[tuple[str, str]]:
    """The way down to a place, or to one of its indicators."""
    *above, here = [
        (unit.name, url_for("performance.show_board", unit_id=unit.id)) for unit in place.lineage
    ]
    here = (place.name, here[1])
    return [*above, here, (indicator, "")] if indicator else [*above, here]


def _turns(board: Board) -> dict[str, str]:
    """The ways to the pages before and after, of indicators and of units; empty where none is."""

    def turn(*, page_to: int = board.page, units_to: int = board.units_page) -> str:
        return url_for(
            ".show_board",
            unit_id=board.place.unit.id,
            words=board.words or None,
            page=page_to if page_to > 1 else None,
            units=units_to if units_to > 1 else None,
        )

    return {
        "before": turn(page_to=board.page - 1) if board.page > 1 else "",
        "after": turn(page_to=board.page + 1)
        if board.page * boards.CARDS < board.indicators
        else "",
        "units_before": turn(units_to=board.units_page - 1) if board.units_page > 1 else "",
        "units_after": turn(units_to=board.units_page + 1)
        if board.units_page * boards.UNITS < board.units
        else "",
    }


def send(
    held: Shelf,
    kind: str,
    make: Callable[[], bytes],
    *depends: object,
) -> Response:
    """Send what is kept for this address, or only say that it has not changed.

    It is of the figures in ``held``, as they are on its day, and of the house that whoever asks is
    in (``depends``).
    """
    key = (request.full_path, kind, *depends)
    marks = (held.edition.version, held.edition.day, assets.fingerprint(), *key)
    tag = hashlib.sha256(repr(marks).encode()).hexdigest()[:32]
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        response = Response(held.get(key, make), content_type=kind)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = WITHOUT_INLINE
    response.headers["Vary"] = "Cookie"
    may_be_given_again(
        Ground(queries.version, held.edition.version), Ground(today, held.edition.day)
    )
    return response


def _day_of(edition: Edition) -> date | None:
    """The organisation's day on which figures last came in."""
    zone = ZoneInfo(current_app.config["TIME_ZONE"])
    return edition.imported_at.astimezone(zone).date() if edition.imported_at else None
