"""JSON as it is found: one array, an object around one, or an object on every line."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from learnplan.core.errors import Invalid

SPACE = re.compile(r"[\s,]*")
LIST = re.compile(r"\s*(?:\{[^\[\]{}]*\"statements\"\s*:\s*)?\[")
AFTER_LIST = re.compile(r"\s*(?:,[^\[\]{}]*)?\}?[\s,]*")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Located:
    """A value and the line on which it begins, or the words that could not be read there."""

    line: int
    value: object
    broken: str = ""


def values_in(text: str, member: str) -> Iterator[Located]:
    """Every value of the outermost list, or every value on lines of its own.

    Several such lists may follow each other, as pages of one export. A file that breaks off gives
    what came before.

    Raises:
        Invalid: it nests without end.
    """
    begins = [match.end() for match in re.finditer(r"\n", text)]
    start = _into_list(text)
    at = SPACE.match(text, start).end()  # type: ignore[union-attr] # it matches nothing, too
    decoder = json.JSONDecoder()
    while at < len(text):
        line = bisect_right(begins, at) + 1
        if start and text[at] == "]":
            at = AFTER_LIST.match(text, at + 1).end()  # type: ignore[union-attr] # it matches nothing, too
            another = LIST.match(text, at)
            if another is None:
                if at < len(text):
                    why = "This stands behind the end of the list."
                    yield Located(bisect_right(begins, at) + 1, text[at : at + SHOWN], why)
                return
            at = SPACE.match(text, another.end()).end()  # type: ignore[union-attr] # it matches nothing, too
            continue
        try:
            value, end = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise Invalid(f"“{member}” nests deeper than a log can.") from error
        except ValueError as error:
            broken = text[at : at + SHOWN]
            yield Located(line, broken, f"The JSON is broken here: {_problem(error)}.")
            if start or not broken:
                return
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        else:
            yield Located(line, value)
        at = SPACE.match(text, end).end()  # type: ignore[union-attr] # it matches nothing, too


def _problem(error: ValueError) -> str:
    return getattr(error, "msg", "a number is too long").lower()


def _into_list(text: str) -> int:
    """Where the first value of the outermost list stands; 0 if values stand on their own."""
    opened = LIST.match(text)
    return opened.end() if opened else 0
