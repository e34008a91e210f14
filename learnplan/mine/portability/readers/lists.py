"""Lists that people keep as data: what YAML and JSON have in common."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from learnplan.core.yaml_values import Item
from learnplan.mine.portability.dates import dates_in, whole_date
from learnplan.mine.portability.readers.guessing import WORDS, guessed, plain_name
from learnplan.mine.portability.readers.records import Record, Style, Value, entries_of
from learnplan.mine.portability.readers.tables import by_name
from learnplan.mine.portability.readers.values import Findings, Options, Reading

SAMPLE = 50
SHOWN = 5
YEAR = re.compile(r"(?:19|20|21)\d\d")
DATE_NAMES = frozenset(WORDS["date"])
NAMES = frozenset({"title", "name", "what"})
EDGES = " \t-–—:|,;()[]"
KINDS = {"book": "reading", "read": "reading", "course": "course", "talk": "community"}


def records_in(root: Item) -> tuple[list[Record], list[Item], str]:
    """The records of a document, what in its lists is not one, and the name of the list.

    Lists may stand under keys, several deep ("books:", "2024:"); a day may be the key of what
    was done on it.
    """
    records: list[Record] = []
    strangers: list[Item] = []
    names: list[str] = []
    for name, item in _lists(root, ""):
        said = _dated_text(item.value) if isinstance(item.value, str) else None
        if isinstance(item.value, dict):
            names.append(name)
            records.append(Record(item.line, dict(_flat(item.value, ""))))
        elif isinstance(item.value, str) and whole_date(name) is not None:
            records.append(Record(item.line, {"date": name, "title": item.value}))
        elif said is not None:
            records.append(Record(item.line, said))
        else:
            strangers.append(item)
    return records, strangers, names[0] if names else ""


def _lists(item: Item, name: str) -> Iterator[tuple[str, Item]]:
    if isinstance(item.value, list):
        for one in item.value:
            around = isinstance(one.value, list) or _is_a_day(one)
            yield from _lists(one, name) if around else ((name, one),)
    elif isinstance(item.value, dict):
        for key, one in item.value.items():
            if isinstance(one.value, list):
                yield from _lists(_dated(one, key), key)
            elif is_around_items(one):
                yield from _lists(one, key)
            elif whole_date(key) is not None:
                yield from _lists(Item(one.line, [_with_date(one, key)]), key)
            elif isinstance(one.value, dict):
                yield name, _named(one, key)
            elif one.value:
                yield name, Item(one.line, f"{key}: {one.value}")


def is_around_items(item: Item) -> bool:
    """Whether an item holds lists, days, or items by their names, and is not an item itself."""
    if not isinstance(item.value, dict) or not item.value:
        return False
    of_items = all(isinstance(one.value, dict) for one in item.value.values())
    return of_items or holds_lists(item) or all(map(whole_date, item.value))


def _is_a_day(item: Item) -> bool:
    """``2020-05-03: what was done``, as an item of a list."""
    return isinstance(item.value, dict) and bool(item.value) and all(map(whole_date, item.value))


def _named(item: Item, name: str) -> Item:
    """An item whose name is the key above it."""
    if not isinstance(item.value, dict) or NAMES & {key.casefold() for key in item.value}:
        return item
    return replace(item, value={"title": Item(item.line, name), **item.value})


def _dated_text(text: str) -> dict[str, Value] | None:
    """``Joins by Ann (2020-05-03)``: what was done, with its day before or behind it."""
    dates = dates_in(text)
    if len(dates) != 1 or dates[0].year is None:
        return None
    before, after = text[: dates[0].start].strip(EDGES), text[dates[0].end :].strip(EDGES)
    if bool(before) == bool(after):
        return None
    return {"date": dates[0].text, "title": before or after}


def holds_lists(item: Item) -> bool:
    """Whether an item is something around lists of items, and not an item itself."""
    return isinstance(item.value, dict) and any(
        isinstance(one.value, list) and any(isinstance(each.value, dict) for each in one.value)
        for one in item.value.values()
    )


def _dated(items: Item, key: str) -> Item:
    if not isinstance(items.value, list):
        return items
    if YEAR.fullmatch(key):
        return replace(items, value=[_with_year(one, key) for one in items.value])
    if whole_date(key) is None:
        return items
    return replace(items, value=[_with_date(one, key) for one in items.value])


def _with_year(item: Item, year: str) -> Item:
    """An item whose dates have no year of their own, with that of the list it stands in."""
    if not isinstance(item.value, dict):
        return item
    values = dict(item.value)
    for key, one in item.value.items():
        if plain_name(key) not in DATE_NAMES or not isinstance(one.value, str):
            continue
        found = whole_date(one.value)
        if found is not None and found.year is None:
            values[key] = Item(one.line, f"{one.value} {year}")
    return replace(item, value=values)


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
