"""Units and directions as people write them."""

from learnplan.core.errors import Invalid
from learnplan.directory.paths import split_path
from learnplan.ours.performance.control_chart import Direction


def unit_path(cells: str | tuple[str, ...]) -> tuple[str, ...]:
    """The path of a unit, from the top of the tree: one column with slashes, or several columns.

    Raises:
        Invalid: there is none.
    """
    parts = split_path(cells) if isinstance(cells, str) else cells
    path: list[str] = []
    for part in parts:
        name = " ".join(part.split())
        if name and (not path or name != path[-1]):  # a department that is its own agency
            path.append(name)
    if not path:
        raise Invalid("There is no unit.")
    return tuple(path)


_DIRECTIONS = {
    Direction.INCREASE: {"increase", "increasing", "up", "higher", "higher is better", "high"},
    Direction.DECREASE: {"decrease", "decreasing", "down", "lower", "lower is better", "low"},
    Direction.NEUTRAL: {"neutral", "none", "neither"},
}


def direction_of(text: str) -> Direction:
    """Read which way is better.

    Raises:
        Invalid: it is none of the words for it.
    """
    for direction, words in _DIRECTIONS.items():
        if text.casefold() in words:
            return direction
    raise Invalid(f"“{text}” is not a direction. Write increase, decrease or neutral.")
