"""A first idea of how a file is to be read, for a person to look over in the preview."""

from collections.abc import Iterable
from typing import Any

from learnplan.core.errors import Invalid
from learnplan.core.tables import Table
from learnplan.ours.performance.figures import NoFigure, figure
from learnplan.ours.performance.mapping import (
    LONG_COLUMNS,
    Layout,
    Mapping,
    Settings,
    ready_maps,
)
from learnplan.ours.performance.period_words import PeriodReader, period_in_name, split_heading
from learnplan.ours.performance.personal import refuse_personal_keys

_UNIT = (
    *("unit", "organisation", "organization", "organisation name", "organisation code"),
    *("org name", "org code", "provider", "team", "department", "site", "ward", "trust", "name"),
)
_INDICATOR = ("indicator", "measure", "metric", "kpi", "question", "question measure")
_PERIOD = ("period", "month", "quarter", "week", "year", "date", "reporting period", "month ending")
_VALUE = ("value", "score", "result", "actual", "figure")
_TARGET = ("target", "goal", "plan")
_LOOKED_AT = 2000
"""How many rows are enough to tell figures from words."""
_MOSTLY = 0.6


def guess_mapping(table: Table, *, unit: str | None = None) -> Mapping:
    """Recognise the kind of file this is, or make a map from its heading and first rows.

    Args:
        table: what is in the file.
        unit: which unit it is of, if no column says it; None where it has to say it itself.

    Raises:
        Invalid: it carries a person's key, or what it holds cannot be told.
    """
    refuse_personal_keys(table)
    for ready in ready_maps():
        if ready.fits(table):
            return ready
    return _long(table, unit) or _by_period(table, unit) or _by_indicator(table, unit)


def _first(table: Table, names: Iterable[str]) -> str:
    """The heading of the first of these columns that is there, or nothing."""
    found = (table.column(name) for name in names)
    return next((table.header[column] for column in found if column is not None), "")


def _long(table: Table, fixed: str | None) -> Mapping | None:
    """A row for each unit, indicator and period."""
    unit, indicator = _first(table, _UNIT), _first(table, _INDICATOR)
    period, value = _first(table, _PERIOD), _first(table, _VALUE)
    columns = {name: _first(table, [name]) for name in LONG_COLUMNS[1:]}
    columns["value"] = value
    columns["target"] = _first(table, _TARGET)
    if not ((unit or fixed) and indicator and period):
        return None
    if not value and not (columns["numerator"] and columns["denominator"]):
        return None
    return Mapping(
        layout=Layout.LONG,
        **_said_of_units(unit, fixed),
        indicator=indicator,
        period=period,
        columns={name: columns[name] for name in LONG_COLUMNS if columns[name]},
        decimal_comma=_decimal_comma(table, [value]),
        indicators={name: Settings(measure="%") for name in _shares(table, indicator, value)},
    )


def _shares(table: Table, indicator: str, value: str) -> list[str]:
    """The indicators of a long file whose figures are mostly written in per cent."""
    if not value:
        return []
    named, said = table.need(indicator), table.need(value)
    found: dict[str, list[bool]] = {}
    for row in table.rows[:_LOOKED_AT]:
        if max(named, said) < len(row.cells) and row.cells[said].strip():
            name = " ".join(row.cells[named].split())
            found.setdefault(name, []).append(row.cells[said].strip().endswith("%"))
    return [name for name, signs in found.items() if name and sum(signs) > _MOSTLY * len(signs)]


def _by_period(table: Table, fixed: str | None) -> Mapping | None:
    """At least two columns of figures whose headings are periods, or hold one."""
    parted = [(heading, parts) for heading in table.header if (parts := split_heading(heading))]
    figures = [heading for heading, _ in parted if _share_of_figures(table, heading) > _MOSTLY]
    if len(figures) < 2:  # noqa: PLR2004 - one column does not make a file wide
        return None
    indicator = _first(table, _INDICATOR)
    unit = _unit(table, without=[*figures, indicator], fixed=fixed)
    return Mapping(
        layout=Layout.BY_PERIOD,
        **_said_of_units(unit, fixed),
        indicator=indicator,
        ignore=tuple(heading for heading, _ in parted if heading not in figures),
        decimal_comma=_decimal_comma(table, figures),
    )


def _by_indicator(table: Table, fixed: str | None) -> Mapping:
    """A unit, a period (or one for the whole file), and figures in the other columns.

    Raises:
        Invalid: there is no period, no unit or no figure.
    """
    period = _first(table, _PERIOD)
    if not period:
        period = next((each for each in table.header if _is_periods(table, each)), "")
    if not period:
        try:
            period_in_name(table.name)
        except Invalid:
            raise Invalid(
                f"It is not clear which periods {table.name} is about. It needs a column “period”, "
                "periods in its headings, or one in its name."
            ) from None
    unit = _unit(table, without=[period], fixed=fixed)
    figures = [
        heading
        for column, heading in enumerate(table.header)
        if heading not in {period, unit}
        and column not in table.unnamed
        and _share_of_figures(table, heading) > _MOSTLY
    ]
    if not figures:
        raise Invalid(
            f"No column of {table.name} holds figures. It needs the columns unit, indicator, "
            "period and value, or a column of figures for each indicator or each period."
        )
    if any(_is_figure(heading) for heading in figures):
        raise Invalid(f"The first line of {table.name} holds figures where headings should be.")
    return Mapping(
        layout=Layout.BY_INDICATOR,
        **_said_of_units(unit, fixed),
        period=period,
        period_from_name=not period,
        decimal_comma=_decimal_comma(table, figures),
        indicators={
            name: Settings(value=name, measure="%" if _in_percent(table, name) else "")
            for name in figures
        },
    )


def _said_of_units(column: str, fixed: str | None) -> dict[str, Any]:
    """Which column names the units, or which unit all of it is of."""
    return {"unit": (column,)} if column else {"fixed_unit": fixed}


def _unit(table: Table, *, without: list[str], fixed: str | None) -> str:
    """The column that names units: by its heading, or else the first with words in it.

    Where the unit is known otherwise, only a heading says that a column names units.

    Raises:
        Invalid: no column does.
    """
    named = _first(table, _UNIT)
    if named and named not in without:
        return named
    if fixed:
        return ""
    for column, heading in enumerate(table.header):
        if heading in without or column in table.unnamed or not _texts(table, heading):
            continue
        if _share_of_figures(table, heading) <= _MOSTLY:
            return heading
    raise Invalid(
        f"It is not clear which column of {table.name} names the units. If all of it is about one "
        "unit, say which."
    )


def _texts(table: Table, heading: str) -> list[str]:
    """What the first rows say in a column, without empty cells."""
    column = table.need(heading)
    cells = (
        row.cells[column].strip() for row in table.rows[:_LOOKED_AT] if column < len(row.cells)
    )
    return [cell for cell in cells if cell]


def _share_of_figures(table: Table, heading: str) -> float:
    """How much of what a column says is figures; marks for missing ones say nothing."""
    found = [_is_figure(text) for text in _texts(table, heading)]
    told = [each for each in found if each is not None]
    return sum(told) / max(len(told), 1)


def _is_figure(text: str) -> bool | None:
    """Whether this is a figure, in either way of writing; ``None`` if it stands for no value."""
    for decimal_comma in (False, True):
        try:
            figure(text, decimal_comma=decimal_comma)
        except NoFigure:
            return None
        except Invalid:
            continue
        return True
    return False


def _is_periods(table: Table, heading: str) -> bool:
    texts = _texts(table, heading)
    reader = PeriodReader(texts)
    try:
        return bool([reader.read(text) for text in texts])
    except Invalid:
        return False


def _in_percent(table: Table, heading: str) -> bool:
    texts = _texts(table, heading)
    return sum("%" in text for text in texts) > _MOSTLY * len(texts)


def _decimal_comma(table: Table, headings: list[str]) -> bool:
    """Whether figures are written 12,5 here, which only files not divided by commas can do."""
    if table.delimiter == ",":
        return False
    texts = [text for each in headings if each for text in _texts(table, each) if "," in text]
    return any(_is_figure(text) and not _has_decimal_point(text) for text in texts)


def _has_decimal_point(text: str) -> bool:
    """Whether it is a figure as it stands, without reading its comma as a decimal one."""
    try:
        figure(text)
    except Invalid:
        return False
    return True
