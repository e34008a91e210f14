"""Values built from the events of YAML. Its library is loaded with this, once there is a file."""

from collections.abc import Iterator
from typing import Any

import yaml

from learnplan.core.errors import Invalid
from learnplan.core.yaml_values import Item

DEPTH_LIMIT = 50
WEIGHT_LIMIT = 2_000_000
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


def documents_of(text: str, member: str) -> list[Item]:
    """The values of each document in a YAML file.

    Raises:
        Invalid: it is not YAML, or is built to unfold without end.
    """
    try:
        return [item for item, _ in _Builder(member).documents(text)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it holds something YAML does not allow"
        raise Invalid(f"“{member}” stops being YAML{where}: {problem}.") from error


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
