"""Which column of a table is what: guessed, put right by a person, kept for next time."""

import json
import tomllib
from collections.abc import Mapping as Named
from dataclasses import dataclass, fields

from learnplan.core.errors import Invalid

Column = str | int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """A column is its name, or its position counted from 1.

    Of several ``date`` columns the first one that is filled in counts. ``minutes`` may hold any
    duration; a bare number in ``hours`` is hours. ``identity`` tells entries apart for good.
    """

    date: tuple[Column, ...] = ()
    time: Column | None = None
    what: Column | None = None
    author: Column | None = None
    note: tuple[Column, ...] = ()
    thoughts: tuple[Column, ...] = ()
    minutes: Column | None = None
    hours: Column | None = None
    tags: tuple[Column, ...] = ()
    links: tuple[Column, ...] = ()
    kind: Column | None = None
    with_whom: Column | None = None
    identity: Column | None = None
    has_header: bool | None = None
    delimiter: str | None = None

    @classmethod
    def from_dict(cls, data: Named[str, object]) -> "Mapping":
        """Read a mapping that a person wrote; one column may stand without a list around it.

        Raises:
            Invalid: it names something a log does not have, or a column in no known way.
        """
        known = {field.name for field in fields(cls)}
        for name in data:
            if name not in known:
                choices = ", ".join(sorted(known))
                raise Invalid(f"A mapping knows no “{name}”. It can say: {choices}.")
        return cls(**{name: _checked(name, value) for name, value in data.items()})  # type: ignore[arg-type] # checked one by one

    def to_dict(self) -> dict[str, object]:
        """Only what was said, in plain values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value not in (None, ())
        }

    @classmethod
    def from_toml(cls, text: str) -> "Mapping":
        """Read a mapping from a TOML file.

        Raises:
            Invalid: it is not TOML, or not a mapping.
        """
        try:
            return cls.from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise Invalid(f"The mapping is not valid TOML: {error}.") from error

    def to_toml(self) -> str:
        """Write it down for next time. JSON's strings, numbers and lists are TOML's too."""
        lines = (
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
            for name, value in self.to_dict().items()
        )
        return "".join(lines)


_MANY = frozenset({"date", "note", "thoughts", "tags", "links"})


def _checked(name: str, value: object) -> object:
    if name == "has_header":
        return _as(bool, name, value, "true or false")
    if name == "delimiter":
        delimiter = str(_as(str, name, value, "one character"))
        if len(delimiter) != 1:
            raise Invalid(f"“{name}” has to be one character.")
        return delimiter
    if name not in _MANY:
        return _column(name, value)
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(_column(name, one) for one in values)


def _as(wanted: type, name: str, value: object, words: str) -> object:
    if not isinstance(value, wanted):
        raise Invalid(f"“{name}” has to be {words}.")
    return value


def _column(name: str, value: object) -> Column:
    """A name or a position; ``True`` is an int in Python but no position."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Invalid(f"“{name}” has to be the name of a column or its position, counted from 1.")
