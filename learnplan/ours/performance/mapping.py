"""Maps: which column of a file means what, kept as TOML so that people can read and share them.

docs/importing-performance.md explains every key.
"""

import json
import re
import tomllib
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from importlib import resources
from typing import Any, TypeVar

from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, plain
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.periods import PeriodKind


class Layout(StrEnum):
    """How a file lays its figures out."""

    LONG = "long"
    """A row for each unit, indicator and period."""
    BY_INDICATOR = "a column for each indicator"
    BY_PERIOD = "a column for each period"


class AddsUp(StrEnum):
    """How an indicator is carried up the tree of units."""

    SUM = "sum"
    WEIGHTED = "weighted"
    """Numerators and denominators are added up, then divided."""
    NONE = "none"


@dataclass(frozen=True)
class Settings:
    """One indicator: where it is in the file, and how it is to be understood.

    ``value``, or ``numerator`` and ``denominator``, are names of columns, or sums and differences
    of them ("attendances - breaches"). ``scale`` is what the file's figures are multiplied by;
    ``None`` leaves them alone, but lets a target of 95 show that a quotient is a percentage.
    """

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    direction: Direction = Direction.NEUTRAL
    target: float | None = None
    measure: str = ""
    decimals: int | None = None
    adds_up: AddsUp = AddsUp.NONE
    scale: float | None = None
    chart_kind: ChartKind = ChartKind.INDIVIDUALS
    seasonal: bool = False
    goes_beyond: bool = False


FILLED_IN = ("unit", "indicator", "period", "value", "target")
"""The heading of a sheet to fill in."""
FILLED_IN_PARTS = ("unit", "indicator", "period", "value", "numerator", "denominator", "target")
"""The same where something is measured in parts."""
LONG_COLUMNS = ("value", "numerator", "denominator", "target", "direction", "contributors", "as_of")


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read."""

    name: str = ""
    recognise: tuple[tuple[str, ...], ...] = ()
    """Columns that a file of this kind has: one of each group."""
    sheet: str = ""
    """The sheet of a workbook that is read; else the first that has a table."""
    layout: Layout = Layout.LONG
    unit: tuple[str, ...] = ()
    """The columns that make a unit's path, from the top of the tree downwards."""
    fixed_unit: str = ""
    """The unit of the whole file, or the path to it, when no column says it."""
    indicator: str = ""
    """The column that names the indicator."""
    period: str = ""
    """The column that names the period."""
    fixed_period: str = ""
    """The period of the whole file, when no column says it."""
    period_from_name: bool = False
    """Whether the file's name says the period."""
    period_kind: PeriodKind | None = None
    """How long a period is that is written as a date."""
    columns: Dict[str, str] = field(default_factory=dict)
    """Which column holds each of ``LONG_COLUMNS``."""
    several_rows: str = ""
    """"sum" adds up rows of the same unit, indicator and period; otherwise they clash."""
    split_by: str = ""
    """A column whose value becomes part of the indicator's name."""
    only: Dict[str, str] = field(default_factory=dict)
    """Rows are read only where these columns have these values."""
    ignore: tuple[str, ...] = ()
    """Columns that are not indicators."""
    other_columns: bool = False
    """Whether every column not otherwise spoken for is an indicator."""
    shares_are_percent: bool = False
    """Whether a file in which every figure lies between 0 and 1 means hundredths."""
    decimal_comma: bool = False
    names: Dict[str, str] = field(default_factory=dict)
    """Other names of indicators, and the one that each is kept under."""
    defaults: Settings = Settings()
    """What holds for indicators that are not listed."""
    indicators: Dict[str, Settings] = field(default_factory=dict)
    """Settings by name, or by a pattern in which ``*`` stands for anything."""

    @classmethod
    def from_toml(cls, text: str) -> "Mapping":
        """Read a map that somebody wrote or saved.

        Raises:
            Invalid: it is not TOML, or says something that a map cannot say.
        """
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise Invalid(f"This map is not valid TOML: {problem}.") from None
        answers = _checked(said, _MAPPING_KEYS)
        defaults = answers.get("defaults", Settings())
        its = answers.get("indicators", {})
        answers["indicators"] = {name: replace(defaults, **each) for name, each in its.items()}
        return cls(**answers)

    def to_toml(self) -> str:
        """Write the map down; what is left at its default is left out."""
        return _written(self)

    def fits(self, table: Table) -> bool:
        """Whether the table has the columns that this kind of file is recognised by."""
        return bool(self.recognise) and all(
            any(table.column(name) is not None for name in group) for group in self.recognise
        )

    @property
    def holds_of_others(self) -> bool:
        """Whether other files can be read so: the period or unit of one is not the next one's."""
        return not (self.fixed_period or self.fixed_unit)

    @property
    def spoken_of(self) -> frozenset[str]:
        """The columns that the map speaks of by name, as ``plain`` has them."""
        named = (*self.unit, self.indicator, self.period, self.split_by, *self.columns.values())
        return frozenset(plain(name) for name in (*named, *self.only))

    def name_for(self, heading: str) -> str:
        """The name that an indicator is kept under."""
        collapsed = " ".join(heading.split())
        return _looked_up(plain(collapsed), self._names) or collapsed

    def settings_for(self, name: str) -> Settings:
        """How the indicator of this name is to be understood."""
        return _looked_up(plain(name), self._settings) or self.defaults

    @cached_property
    def _names(self) -> "_Lookup[str]":
        return _lookup(self.names)

    @cached_property
    def _settings(self) -> "_Lookup[Settings]":
        return _lookup(self.indicators)


def ready_maps() -> list[Mapping]:
    """The maps that come with Learnplan, for files that many organisations have."""
    folder = resources.files("learnplan.ours.performance") / "maps"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [Mapping.from_toml(file.read_text("utf-8")) for file in files]


_Found = TypeVar("_Found")
_Lookup = tuple[dict[str, _Found], list[tuple[re.Pattern[str], _Found]]]
"""What is said of names, and of names that fit a pattern with ``*`` in it, in that order."""


def _lookup(said: Dict[str, _Found]) -> _Lookup[_Found]:
    exact = {plain(name): found for name, found in said.items() if "*" not in name}
    patterns = [
        (re.compile(".*".join(map(re.escape, plain(name).split("*")))), found)
        for name, found in said.items()
        if "*" in name
    ]
    return exact, patterns


def _looked_up(name: str, lookup: _Lookup[_Found]) -> _Found | None:
    exact, patterns = lookup
    if name in exact:
        return exact[name]
    return next((found for pattern, found in patterns if pattern.fullmatch(name)), None)


# Reading TOML, one check for each kind of answer

_Check = Callable[[Any], Any]


def _checked(said: dict[str, Any], keys: dict[str, _Check]) -> dict[str, Any]:
    for key in said:
        if key not in keys:
            raise Invalid(f"“{key}” is not something a map can say. It can say {_list(keys)}.")
    answers = {}
    for key, answer in said.items():
        try:
            answers[key] = keys[key](answer)
        except (TypeError, ValueError):
            raise Invalid(
                f"In this map, {key} cannot be {json.dumps(answer, default=str)}."
            ) from None
    return answers


def _list(names: Dict[str, _Check]) -> str:
    return ", ".join(names)


def _text(answer: Any) -> str:
    if not isinstance(answer, str):
        raise TypeError
    return answer


def _yes_or_no(answer: Any) -> bool:
    if not isinstance(answer, bool):
        raise TypeError
    return answer


def _number(answer: Any) -> float:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        raise TypeError
    return answer


def _whole(answer: Any) -> int:
    if isinstance(answer, bool) or not isinstance(answer, int):
        raise TypeError
    return answer


def _texts(answer: Any) -> tuple[str, ...]:
    """One name or a list of them."""
    if isinstance(answer, str):
        return (answer,)
    if not isinstance(answer, list):
        raise TypeError
    return tuple(_text(each) for each in answer)


def _groups(answer: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(answer, list):
        raise TypeError
    return tuple(_texts(each) for each in answer)


def _texts_by_name(answer: Any) -> dict[str, str]:
    if not isinstance(answer, dict):
        raise TypeError
    return {name: _text(each) for name, each in answer.items()}


def _columns(answer: Any) -> dict[str, str]:
    columns = _texts_by_name(answer)
    if not columns.keys() <= set(LONG_COLUMNS):
        raise ValueError
    return columns


def _several_rows(answer: Any) -> str:
    if answer != "sum":
        raise ValueError
    return _text(answer)


def _settings(answer: Any) -> Settings:
    if not isinstance(answer, dict):
        raise TypeError
    return Settings(**_checked(answer, _SETTINGS_KEYS))


def _settings_by_name(answer: Any) -> dict[str, dict[str, Any]]:
    """What is said of each indicator; the defaults are put below it afterwards."""
    if not isinstance(answer, dict) or not all(isinstance(each, dict) for each in answer.values()):
        raise TypeError
    return {name: _checked(each, _SETTINGS_KEYS) for name, each in answer.items()}


_SETTINGS_KEYS: dict[str, _Check] = {
    "value": _text,
    "numerator": _text,
    "denominator": _text,
    "direction": Direction,
    "target": _number,
    "measure": _text,
    "decimals": _whole,
    "adds_up": AddsUp,
    "scale": _number,
    "chart_kind": ChartKind,
    "seasonal": _yes_or_no,
    "goes_beyond": _yes_or_no,
}
_MAPPING_KEYS: dict[str, _Check] = {
    "name": _text,
    "recognise": _groups,
    "sheet": _text,
    "layout": Layout,
    "unit": _texts,
    "fixed_unit": _text,
    "indicator": _text,
    "period": _text,
    "fixed_period": _text,
    "period_from_name": _yes_or_no,
    "period_kind": PeriodKind,
    "columns": _columns,
    "several_rows": _several_rows,
    "split_by": _text,
    "only": _texts_by_name,
    "ignore": _texts,
    "other_columns": _yes_or_no,
    "shares_are_percent": _yes_or_no,
    "decimal_comma": _yes_or_no,
    "names": _texts_by_name,
    "defaults": _settings,
    "indicators": _settings_by_name,
}


# Writing TOML


def _written(mapping: Mapping) -> str:
    tables = ("columns", "only", "names")
    lines = _lines(mapping, Mapping(), without=(*tables, "defaults", "indicators"))
    for name in tables:
        if entries := getattr(mapping, name):
            lines += ["", f"[{name}]"]
            lines += [f"{_quoted(key)} = {_quoted(entry)}" for key, entry in entries.items()]
    if mapping.defaults != Settings():
        lines += ["", "[defaults]", *_lines(mapping.defaults, Settings())]
    for name, settings in mapping.indicators.items():
        lines += ["", f"[indicators.{_quoted(name)}]", *_lines(settings, mapping.defaults)]
    return "\n".join(lines) + "\n"


def _lines(
    thing: Mapping | Settings, default: Mapping | Settings, *, without: tuple[str, ...] = ()
) -> list[str]:
    """A line for each answer that is not the default one."""
    answers = {each.name: getattr(thing, each.name) for each in fields(thing)}
    return [
        f"{name} = {_quoted(answer)}"
        for name, answer in answers.items()
        if name not in without and answer is not None and answer != getattr(default, name)
    ]


def _quoted(answer: object) -> str:
    """The answer as TOML, which quotes as JSON does except for one character."""
    return json.dumps(answer, ensure_ascii=False).replace("\x7f", "\\u007f")
