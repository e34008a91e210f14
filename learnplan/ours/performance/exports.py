"""Boards and charts as files: the same numbers as on the pages, the same bytes for everyone."""

from collections.abc import Callable, Sequence
from uuid import UUID

import orjson

from learnplan.core.delimited import csv_of
from learnplan.core.spreadsheets import xlsx_of
from learnplan.ours.performance.boards import Board, Card, ChartPage
from learnplan.ours.performance.editions import Edition, Hidden, Place, Shown
from learnplan.ours.performance.parts import Line
from learnplan.ours.performance.queries import IndicatorView
from learnplan.ours.performance.writings import ReviewView

Row = list[object]
Link = Callable[[UUID], str]
ChartLink = Callable[[UUID, UUID], str]
POINT = (
    "period",
    "value",
    "target",
    "mean",
    "lower_limit",
    "upper_limit",
    "special_cause",
    "judgement",
    "moving_range",
    "numerator",
    "denominator",
    "difference",
)
"""The columns of a chart. Of a seasonal one, the lines are those of the difference."""
FIGURE = (
    "unit",
    "indicator",
    "measure",
    "period",
    "value",
    "target",
    "as_of",
    "variation",
    "assurance",
    "not_shown",
)


def chart_json(page: ChartPage) -> bytes:
    """A control chart, for machines."""
    return _json(
        {
            "unit": page.place.name,
            "indicator": page.indicator.name,
            "points": [dict(zip(POINT, point, strict=True)) for point in _points(page)],
            "variation": page.chart.variation,
            "assurance": page.chart.assurance,
            "kind": page.chart.kind,
            "summary": page.summary,
            "notes": [
                {"on": each.happened_on, "words": each.words, "by": each.author}
                for each in page.notes
            ],
            "steps": [
                {
                    "from": each.starts_on,
                    "reason": each.reason,
                    "baseline": each.baseline,
                    "by": each.author,
                }
                for each in page.course.steps
            ],
            "targets": [
                {
                    "from": each.starts_on,
                    "value": each.value,
                    "owner": each.owner,
                    "why": each.why,
                    "by": each.author,
                    "looked_at_on": each.due_on,
                    "decided": _decided(each.reviews),
                }
                for each in page.course.targets
            ],
            "programmes": [
                {
                    "title": each.title,
                    "from": each.starts_on,
                    "until": each.until,
                    "to_move_it_by": each.amount,
                    "by": each.author,
                    "decided": _decided(each.reviews),
                }
                for each in page.programmes
            ],
        }
    )


def _decided(reviews: Sequence[ReviewView]) -> list[dict[str, object]]:
    return [
        {"on": each.decided_on, "words": each.decided, "by": each.author, "next_on": each.next_on}
        for each in reviews
    ]


def chart_csv(page: ChartPage) -> bytes:
    """A control chart, for spreadsheets."""
    return csv_of(POINT, _points(page))


def board_json(board: Board, *, chart_at: ChartLink) -> bytes:
    """A page of a board, for machines; ``chart_at`` says where the chart of an indicator is."""
    return _json(
        {
            **about(board.place, indicators=board.indicators, units=board.units),
            "indicators": [card_said(board.place, card, chart_at) for card in board.cards],
            "units": [
                unit_said(line, [column.indicator for column in board.columns])
                for line in board.lines
            ],
        }
    )


def about(place: Place, *, indicators: int, units: int) -> dict[str, object]:
    """Whose board it is, and how much there is of it."""
    return {
        "unit": place.name,
        "id": place.unit.id,
        "people": place.people,
        "remark": place.instead_of or place.together,
        "indicators_in_all": indicators,
        "units_in_all": units,
    }


def card_said(place: Place, card: Card, chart_at: ChartLink) -> dict[str, object]:
    """A card, for machines."""
    return {
        **_figure(place, card.indicator, card.latest or card.missing),
        "direction": card.indicator.direction,
        "variation": card.chart.variation,
        "assurance": card.chart.assurance,
        "chart": chart_at(place.unit.id, card.indicator.id),
    }


def unit_said(line: Line, indicators: Sequence[IndicatorView]) -> dict[str, object]:
    """A unit below, for machines."""
    return {
        "unit": line.place.name,
        "id": line.place.unit.id,
        "people": line.place.people,
        "remark": line.place.together,
        "figures": [
            _figure(line.place, indicator, figure)
            for indicator, figure in zip(indicators, line.figures, strict=True)
            if figure is not None
        ],
    }


def chart_xlsx(page: ChartPage) -> bytes:
    """A control chart, as a spreadsheet."""
    return xlsx_of(POINT, _points(page))


def board_csv(board: Board) -> bytes:
    """A page of a board, for spreadsheets: the unit's own figures first, then those below it."""
    return csv_of(FIGURE, _rows(board))


def cards_csv(board: Board) -> bytes:
    """What is said on the cards of a page of a board alone, for spreadsheets."""
    return csv_of(FIGURE, _card_rows(board))


def board_xlsx(board: Board) -> bytes:
    """The same, as a spreadsheet."""
    return xlsx_of(FIGURE, _rows(board))


def _rows(board: Board) -> list[Row]:
    indicators = [column.indicator for column in board.columns]
    below = [row for line in board.lines for row in unit_rows(line, indicators)]
    return _card_rows(board) + below


def _card_rows(board: Board) -> list[Row]:
    return [card_row(board.place, card) for card in board.cards]


def card_row(place: Place, card: Card) -> Row:
    """A card, for spreadsheets."""
    said = _figure(place, card.indicator, card.latest or card.missing)
    judged = {"variation": card.chart.variation, "assurance": card.chart.assurance}
    return [{**said, **judged}.get(name) for name in FIGURE]


def unit_rows(line: Line, indicators: Sequence[IndicatorView]) -> list[Row]:
    """A unit below, for spreadsheets: a row for each of its figures."""
    found = [
        _figure(line.place, indicator, figure)
        for indicator, figure in zip(indicators, line.figures, strict=True)
        if figure is not None
    ]
    return [[said.get(name) for name in FIGURE] for said in found]


def units_json(edition: Edition, *, board_at: Link, json_at: Link, csv_at: Link) -> bytes:
    """The tree of units, with the addresses of their boards."""
    paths: dict[UUID | None, str] = {}
    units = []
    standings = edition.tree.rule().standings
    for unit in edition.tree.units:
        above = paths.get(unit.parent_id)
        # The organisation is not said in the paths of its units, as it need not be in files.
        path = unit.name if not above or unit.depth == 1 else f"{above} / {unit.name}"
        paths[unit.id] = path
        standing = standings.get(unit.id)
        units.append(
            {
                "id": unit.id,
                "name": unit.name,
                "path": path,
                "parent_id": unit.parent_id,
                "people": standing.roster_size if standing else None,
                "address": board_at(unit.id),
                "json": json_at(unit.id),
                "csv": csv_at(unit.id),
            }
        )
    return _json({"units": units})


def _points(page: ChartPage) -> list[list[object]]:
    chart = page.chart
    return [
        [
            shown.period.code,
            shown.value,
            shown.target,
            point.mean,
            point.lower_limit,
            point.upper_limit,
            point.special_cause,
            point.judgement if shown.complete else None,
            point.moving_range,
            shown.numerator,
            shown.denominator,
            point.value if page.course.by_year else None,
        ]
        for shown, point in zip(page.shown, chart.points, strict=True)
    ]


def _figure(
    place: Place, indicator: IndicatorView, figure: Shown | Hidden | str
) -> dict[str, object]:
    """One figure, or why there is none."""
    said: dict[str, object] = {
        "unit": place.name,
        "indicator": indicator.name,
        "measure": indicator.measure,
    }
    if isinstance(figure, Shown):
        said |= {
            "period": figure.period.code,
            "value": figure.value,
            "target": figure.target,
            "as_of": figure.as_of,
        }
    elif isinstance(figure, Hidden):
        said |= {"period": figure.period.code, "value": None, "not_shown": figure.reason}
    else:
        said |= {"value": None, "not_shown": figure}
    return said


def _json(content: object) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
