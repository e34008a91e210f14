"""Values of YAML, read from its events: every value stays the text that it is, with its line.

Dates are not turned into something else on the way, nothing is ever constructed, and an alias
costs what it stands for, so that a small file cannot unfold into a large one. JSON is YAML, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from learnplan.core.errors import Invalid

DEPTH_LIMIT = 50
WEIGHT_LIMIT = 2_000_000
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Item:
    """A value where it stands: text, a list of items, or a mapping of names to items."""

    line: int | None
    value: "str | list[Item] | dict[str, Item]"


def document_of(text: str, member: str) -> Item:
    """The values of a YAML file; of several documents, a list.

    Raises:
        Invalid: it is not YAML, or is built to unfold without end.
    """
    try:
        documents = [item for item, _ in _Builder(member).documents(text)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it holds something YAML does not allow"
        raise Invalid(f"“{member}” stops being YAML{where}: {problem}.") from error
    return documents[0] if len(documents) == 1 else Item(1, documents)


class _Builder:
    """Builds items from events with a stack of its own, so that depth is a number to check."""

    def __init__(self, member: str) -> None:
        self.member = member
        self.anchors: dict[str, tuple[Item, int]] = {}

    def documents(self, text: str) -> Iterator[tuple[Item, int]]:
        events = yaml.parse(text, Loader=Loader)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.anchors = {}
            elif isinstance(event, yaml.NodeEvent):
                yield self._node(event, events, depth=0)

    def _node(
        self, event: yaml.Event, events: Iterator[yaml.Event], depth: int
    ) -> tuple[Item, int]:
        """A value and its weight: how many values it would be if it were written out."""
        if depth > DEPTH_LIMIT:
            raise Invalid(f"“{self.member}” nests more than {DEPTH_LIMIT} levels deep.")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        line = event.start_mark.line + 1 if event.start_mark is not None else None
        if isinstance(event, yaml.ScalarEvent):
            plain_nothing = event.implicit[0] and event.value in EMPTY
            built = Item(line, "" if plain_nothing else event.value), 1
        elif isinstance(event, yaml.SequenceStartEvent):
            built = self._sequence(line, events, depth)
        else:
            built = self._mapping(line, events, depth)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self.anchors[anchor] = built
        if built[1] > WEIGHT_LIMIT:
            raise Invalid(f"“{self.member}” repeats itself more often than a file of words can.")
        return built

    def _alias(self, event: yaml.AliasEvent) -> tuple[Item, int]:
        known = self.anchors.get(str(event.anchor))
        if known is None:  # an alias to what it stands in, or to nothing
            raise Invalid(f"“{self.member}” refers to “{event.anchor}”, which is not there yet.")
        return known

    def _sequence(
        self, line: int | None, events: Iterator[yaml.Event], depth: int
    ) -> tuple[Item, int]:
        items: list[Item] = []
        weight = 1
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item, heavy = self._node(event, events, depth + 1)
            items.append(item)
            weight += heavy
        return Item(line, items), weight

    def _mapping(
        self, line: int | None, events: Iterator[yaml.Event], depth: int
    ) -> tuple[Item, int]:
        items: dict[str, Item] = {}
        weight = 1
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, _ = self._node(event, events, depth + 1)
            item, heavy = self._node(next(events), events, depth + 1)
            weight += heavy
            if isinstance(key.value, str):
                name = key.value if key.value not in items else f"{key.value} (again)"
                items[name] = item
        return Item(line, items), weight
