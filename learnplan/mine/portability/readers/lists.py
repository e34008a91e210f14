"""Lists that people keep as data: what YAML and JSON have in common."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from learnplan.mine.portability.dates import whole_date
from learnplan.mine.portability.readers.guessing import guessed
from learnplan.mine.portability.readers.records import Record, Style, Value, entries_of
from learnplan.mine.portability.readers.tables import by_name
from learnplan.mine.portability.readers.values import Findings, Options, Reading

SAMPLE = 50
SHOWN = 5
KINDS = {"book": "reading", "read": "reading", "course": "course", "talk": "community"}


@dataclass(frozen=True, slots=True)
class Item:
    """A value where it stands: text, a list of items, or a mapping of names to items."""

    line: int | None
    value: "str | list[Item] | dict[str, Item]"


def records_in(root: Item) -> tuple[list[Record], list[Item], str]:
    """The records of a document, what in its lists is not one, and the name of the list.

    Lists may stand under keys, several deep ("books:", "2024:"); a day may be the key of what
    was done on it.
    """
    records: list[Record] = []
    strangers: list[Item] = []
    names: list[str] = []
    for name, item in _lists(root, ""):
        if isinstance(item.value, dict):
            names.append(name)
            records.append(Record(item.line, dict(_flat(item.value, ""))))
        elif isinstance(item.value, str) and whole_date(name) is not None:
            records.append(Record(item.line, {"date": name, "title": item.value}))
        else:
            strangers.append(item)
    return records, strangers, names[0] if names else ""


def _lists(item: Item, name: str) -> Iterator[tuple[str, Item]]:
    if isinstance(item.value, list):
        for one in item.value:
            yield from _lists(one, name) if isinstance(one.value, list) else ((name, one),)
    elif isinstance(item.value, dict):
        for key, one in item.value.items():
            if isinstance(one.value, list):
                yield from _lists(_dated(one, key), key)
            elif isinstance(one.value, dict) and holds_lists(one):
                yield from _lists(one, key)
            elif whole_date(key) is not None:
                yield from _lists(Item(one.line, [_with_date(one, key)]), key)


def holds_lists(item: Item) -> bool:
    """Whether an item is something around lists of items, and not an item itself."""
    return isinstance(item.value, dict) and any(
        isinstance(one.value, list) and any(isinstance(each.value, dict) for each in one.value)
        for one in item.value.values()
    )


def _dated(items: Item, key: str) -> Item:
    if whole_date(key) is None or not isinstance(items.value, list):
        return items
    return replace(items, value=[_with_date(one, key) for one in items.value])


def _with_date(item: Item, key: str) -> Item:
    if isinstance(item.value, dict) and "date" not in item.value:
        return replace(item, value={"date": Item(item.line, key), **item.value})
    return item


def _flat(values: dict[str, Item], under: str) -> Iterator[tuple[str, Value]]:
    for key, item in values.items():
        name = f"{under} {key}".strip()
        if isinstance(item.value, str):
            yield name, item.value
        elif isinstance(item.value, dict):
            yield from _flat(item.value, name)
        elif all(isinstance(one.value, str) for one in item.value):
            yield name, tuple(one.value for one in item.value if isinstance(one.value, str))
        else:
            for at, one in enumerate(item.value, start=1):
                yield from _flat({f"{key} {at}": one}, under)


def columns_of(records: list[Record]) -> tuple[str, ...]:
    """Every name that occurs, in the order in which they appear."""
    return tuple(dict.fromkeys(name for record in records for name in record.values))


def read_items(root: Item, member: str, options: Options, kind: str) -> Reading:
    """Read every item of a document's lists."""
    findings = Findings(today=options.today, member=member)
    records, strangers, name = records_in(root)
    columns = columns_of(records)
    sample = [tuple(record.text(column) for column in columns) for record in records]
    asked = options.mapping
    mapping = by_name(asked, columns) if asked else guessed(columns, sample)
    singular = (name or PurePosixPath(member).stem).casefold().removesuffix("s").removesuffix("ing")
    style = Style(source="item", kind=KINDS.get(singular, "other"), by_content=False)
    entries_of(records, mapping, style, findings, options)
    for stranger in strangers:
        text = stranger.value if isinstance(stranger.value, str) else "a list inside a list"
        findings.reject(stranger.line, text, "This is not an item with a date and a title.")
    return replace(
        findings.reading(kind), columns=columns, rows=tuple(sample[:SHOWN]), mapping=mapping
    )
