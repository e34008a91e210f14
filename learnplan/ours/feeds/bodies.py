"""What a push is made of: JSON, its figures checked one by one, then read as a table is."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from learnplan.core.errors import DomainError
from learnplan.core.tables import Row, Table
from learnplan.ours.performance.figures import SMALLEST
from learnplan.ours.performance.mapping import LONG_COLUMNS, Mapping
from learnplan.ours.performance.observations import Observations, Rejected
from learnplan.ours.performance.reading import read_observations

BODY_LIMIT = 16 * 2**20
ROWS_LIMIT = 50_000
TEXT_LIMIT = 300
NEEDED = ("unit", "indicator", "period")
NUMBERS = ("value", "numerator", "denominator", "target", "contributors")
FIELDS = (*NEEDED, *LONG_COLUMNS)
_HINTS = {
    type(None): " Leave out what is not known.",
    str: " Write it without quotation marks.",
}
"""How what is no number is put right, by what it is instead."""
_NO_NUMBER = re.compile(r"(?:NaN|-?Inf(?:inity)?|\d[\d.eE+-]*)\b")
KEYS = frozenset({"observations", "dry_run"})
_MAPPING = Mapping(
    unit=("unit",),
    indicator="indicator",
    period="period",
    columns={name: name for name in LONG_COLUMNS},
)


class Unreadable(DomainError):
    """What was sent is not what a push is made of."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A push as it was sent: its figures read, but not yet compared with what stands."""

    observations: Observations
    dry_run: bool


def read(body: bytes) -> Sent:
    """Read a push. Its wrong figures are listed beside the right ones, by their place from 1.

    Raises:
        Unreadable: it is not such JSON, or too much of it.
        Invalid: it says whose figures they are.
    """
    body = body.removeprefix(codecs.BOM_UTF8)  # some programs write it before all that they write
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as trouble:
        raise Unreadable(_why_no_json(body, trouble)) from None
    twice = _said_twice(body)
    if not isinstance(said, dict) or not isinstance(said.get("observations"), list):
        raise Unreadable("Send an object whose “observations” are a list.")
    if isinstance(twice, _Twice):
        raise Unreadable(f"{twice} in the push. Say it once.")
    if unknown := sorted(said.keys() - KEYS):
        raise Unreadable(f"A push has no “{unknown[0][:TEXT_LIMIT]}”.")
    dry_run = said.get("dry_run", False)
    if not isinstance(dry_run, bool):
        raise Unreadable("“dry_run” is true or false.")
    figures = said["observations"]
    if not 0 < len(figures) <= ROWS_LIMIT:
        raise Unreadable(f"A push has from 1 to {ROWS_LIMIT:,} observations.")
    return Sent(_observations(figures, twice["observations"]), dry_run)


def _why_no_json(body: bytes, trouble: orjson.JSONDecodeError) -> str:
    """What stands where JSON ends, in words for whoever wrote the program that sent it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "This is not UTF-8, which JSON is sent as; nor may it be packed."
    if none := _NO_NUMBER.match(text, trouble.pos):
        return (
            f"JSON has no number {none[0]} (line {trouble.lineno}, column {trouble.colno}). "
            "Leave out what is not known."
        )
    return f"This is not JSON: {trouble}."


class _Twice(str):
    """That an object says one of its names twice, in words; which of the two counts is unknown."""

    __slots__ = ()


class _Lost(str):
    """A number as it was written, of which nothing is left where it is read: 1e-400."""

    __slots__ = ()


def _said_twice(body: bytes) -> Any:
    """JSON once more, with a ``_Twice`` where an object says a name twice; numbers are any.

    Where one is lost in reading stands ``_Lost``.

    Raises:
        Unreadable: it goes too deep.
    """
    try:
        return json.loads(
            body, object_pairs_hook=_once, parse_int=len, parse_float=_number, parse_constant=len
        )
    except RecursionError:
        raise Unreadable("Send an object whose “observations” are a list of objects.") from None


def _number(written: str) -> float | _Lost:
    number = float(written)
    digits = written.casefold().partition("e")[0]
    return number if number or not digits.strip("-0.") else _Lost(written)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    said = dict(pairs)
    if len(said) == len(pairs):
        return said
    names = [name for name, _ in pairs]
    first = next(name for place, name in enumerate(names) if name in names[:place])
    return _Twice(f"“{first[:TEXT_LIMIT]}” is said twice")


def _observations(figures: list[Any], twice: list[Any]) -> Observations:
    rows, faults = [], []
    for place, (figure, again) in enumerate(zip(figures, twice, strict=True), start=1):
        wrong = f"{again}." if isinstance(again, _Twice) else next(_faults(figure, again), None)
        if wrong is None:
            rows.append(Row(place, [_cell(figure.get(name)) for name in FIELDS]))
        else:
            faults.append(Rejected(place, wrong))
    read_so = read_observations(Table("this push", FIELDS, rows), _MAPPING)
    return replace(read_so, rejected=sorted([*read_so.rejected, *faults]), rows_read=len(figures))


def _faults(figure: Any, written: Any) -> Iterator[str]:
    """What is wrong with the shape of one figure, in words; ``written`` says what was lost."""
    if not isinstance(figure, dict):
        yield "An observation is an object with a unit, an indicator, a period and a value."
        return
    yield from (f"“{name}” is missing." for name in NEEDED if name not in figure)
    for name, said in figure.items():
        if name not in FIELDS:
            yield f"An observation has no “{name[:TEXT_LIMIT]}”."
        elif isinstance(written[name], _Lost):
            yield f"“{name}” is closer to 0 than a number here can be, and not 0."
        else:
            yield from _wrong_with(name, said)


def _wrong_with(name: str, said: Any) -> Iterator[str]:
    if name in NUMBERS:
        if isinstance(said, bool) or not isinstance(said, int | float):
            yield f"“{name}” is not a number.{_HINTS.get(type(said), '')}"
        elif name == "denominator" and said < SMALLEST:
            yield f"“{name}” is not more than 0."
    elif not isinstance(said, str) or not said.strip():
        yield f"“{name}” is not text.{_HINTS.get(type(said), '') if said is None else ''}"
    elif len(said) > TEXT_LIMIT or not said.isprintable():
        yield f"“{name}” has more than {TEXT_LIMIT} characters, or some that are not printed."


def _cell(said: str | float | None) -> str:
    """What was said, as a table has it."""
    return "" if said is None else str(said)
