"""Values as JSON has them, by the kind of their column, and back again with every check."""

import enum
import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, Column, Enum, String, Uuid
from sqlalchemy.types import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    Time,
    TypeDecorator,
    TypeEngine,
)

from learnplan.core.errors import Invalid

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
LARGEST = 2**31 - 1
TEXT_LIMIT = 1_000_000
DEPTH_LIMIT = 20
Way = Callable[[Any], Any]


def as_json(value: object) -> Any:
    """A value of a row as JSON has it. A moment is in UTC, and says so with a ``Z``."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    return value


def from_json(column: Column[Any], value: object) -> Any:
    """The value for a column.

    Raises:
        Invalid: no such value can stand there.
    """
    if value is None:
        if column.nullable:
            return None
        raise Invalid(f"“{column.name}” says nothing.")
    try:
        return _way_back(column)(value)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise Invalid(f"“{column.name}” cannot be {shown(value)}.") from wrong


def shown(value: object) -> str:
    """A value as a sentence names it, however long it is."""
    try:
        return orjson.dumps(value).decode()[:60]
    except TypeError:
        return "that"


@cache
def _way_back(column: Column[Any]) -> Way:
    kind: TypeEngine[Any] = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, Enum):
        return _enum_of(kind)
    for type_, way in _WAYS:
        if isinstance(kind, type_):
            return way
    if isinstance(kind, String):
        limit = kind.length or TEXT_LIMIT
        return lambda value: _text(value, limit)
    raise TypeError(f"No way back for {column}.")


def _enum_of(kind: Enum) -> Way:
    words = kind.enum_class
    if words is None:
        raise TypeError("Every list of words is an enum.")
    return words


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit or UNKEEPABLE.search(value):
        raise ValueError
    return value


def _exactly(type_: type) -> Way:
    def same(value: Any) -> Any:
        if type(value) is not type_:
            raise TypeError
        return value

    return same


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError
    return int(value)


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise ValueError
    return float(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _anything(value: Any) -> Any:
    _check_depth(value, 0)
    return value


def _check_depth(value: Any, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise ValueError
    if isinstance(value, str):
        _text(value, TEXT_LIMIT)
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        _check_depth(inner, depth + 1)
    for key in value if isinstance(value, dict) else ():
        _text(key, TEXT_LIMIT)


_WAYS: tuple[tuple[type[TypeEngine[Any]], Way], ...] = (
    (Uuid, UUID),
    (Boolean, _exactly(bool)),
    (Integer, _whole),
    (Float, _number),
    (DateTime, _moment),
    (Date, date.fromisoformat),
    (Time, time.fromisoformat),
    (JSON, _anything),
)
