"""JSON lists of things that were done, with a date and a title each."""

from dataclasses import replace

from learnplan.core.errors import Invalid
from learnplan.core.yaml_values import Item
from learnplan.mine.portability.readers.json_values import Located
from learnplan.mine.portability.readers.lists import is_around_items, read_items
from learnplan.mine.portability.readers.values import Options, Reading, Rejected

DEPTH_LIMIT = 50


def read_json(values: list[Located], member: str, options: Options) -> Reading:
    """Read a list of objects; within an object around them, the lines are not known."""
    lines = [one.line if len(values) > 1 else None for one in values]
    items = [
        _item(one.value, line, member, 0)
        for one, line in zip(values, lines, strict=True)
        if not one.broken
    ]
    root = items[0] if len(items) == 1 and is_around_items(items[0]) else Item(1, items)
    reading = read_items(root, member, options, "a JSON list")
    broken = (
        Rejected(member=member, line=one.line, text=str(one.value), reason=one.broken)
        for one in values
        if one.broken
    )
    return replace(reading, rejected=(*reading.rejected, *broken))


def _item(value: object, line: int | None, member: str, depth: int) -> Item:
    if depth > DEPTH_LIMIT:
        raise Invalid(f"“{member}” nests more than {DEPTH_LIMIT} levels deep.")
    if isinstance(value, dict):
        named = {str(key): _item(one, line, member, depth + 1) for key, one in value.items()}
        return Item(line, named)
    if isinstance(value, list):
        return Item(line, [_item(one, line, member, depth + 1) for one in value])
    if value is None:
        return Item(line, "")
    return Item(line, str(value).lower() if isinstance(value, bool) else str(value))
