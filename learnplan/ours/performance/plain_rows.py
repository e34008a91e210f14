"""The plain rows of a long file, read by the column: most rows of most files.

A row is plain where each of its cells means something by itself and no other row speaks of the
same. All others are left to be read one by one, which finds out what is wrong with them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from learnplan.core.bulk import Memo, named
from learnplan.core.errors import Invalid
from learnplan.core.tables import Even, Row, Table
from learnplan.ours.performance.cells import Cells
from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.figures import Amount
from learnplan.ours.performance.mapping import Layout, Mapping, Settings
from learnplan.ours.performance.observations import ObservationRow
from learnplan.ours.performance.period_words import parse_day
from learnplan.ours.performance.slots import Slot
from learnplan.ours.performance.spelling import direction_of

T = TypeVar("T")
UNCLEAR: Any = object()
"""What stands for a text that is to be looked at with its row."""


class Plain(NamedTuple):
    """What was read, the settings of its indicators, and the rows that are left."""

    rows: list[ObservationRow]
    settings: dict[str, Settings]
    left: Sequence[Row]


def read_plain(table: Table, mapping: Mapping, cells: Cells) -> Plain:
    """Read the plain rows of a file that may have some: one figure in a row, which it says."""
    if mapping.layout is Layout.LONG and mapping.several_rows != "sum":
        (slot,) = cells.slots.all
        if slot.period is None and cells.period is not None and len(slot.value) == 1:
            rows = _rows_of(table, cells)
            if _all_have_values(table, rows, slot):
                return _read(table, cells, slot, rows)
    return Plain([], {}, table.rows)


class _Meanings(Memo[T, Any], Generic[T]):
    """What texts mean; those that mean nothing by themselves are unclear, and are doubted."""

    def __init__(self, understand: Callable[[T], Any], doubted: list[object]) -> None:
        super().__init__(understand)
        self._doubted = doubted

    def __missing__(self, key: T) -> Any:
        try:
            return super().__missing__(key)
        except Invalid:
            self._doubted.append(key)
            self[key] = UNCLEAR
            return UNCLEAR

    def each(self, keys: Iterable[T]) -> list[Any]:
        """What each of some texts means."""
        return list(map(self.__getitem__, keys))


@dataclass(frozen=True, slots=True)
class _Way:
    """How the figures of one indicator are read."""

    indicator: str
    settings: Settings
    direction: Direction
    values: Memo[str, Any]
    targets: Memo[str, Any]


_NOTHING = Memo[str, Any](lambda _: UNCLEAR)
_NO_WAY = _Way(UNCLEAR, UNCLEAR, UNCLEAR, _NOTHING, _NOTHING)


def _rows_of(table: Table, cells: Cells) -> Even:
    """The rows that are asked for and as wide as the heading."""
    if isinstance(table.rows, Even) and not cells.only:
        return table.rows
    width = len(table.header)
    found = Even(width)
    found.add([row for row in table.rows if len(row.cells) == width and cells.asks_for(row.cells)])
    return found


def _all_have_values(table: Table, rows: Even, slot: Slot) -> bool:
    """Whether each row says its figure itself: quotients are worked out with all others."""
    if not rows or not slot.numerator:
        return bool(rows)
    all_even = len(rows) == len(table.rows) or all(
        len(row.cells) == len(table.header) for row in table.rows
    )
    return all_even and all(map(str.strip, set(rows.columns[slot.value[0][1]])))


def _read(table: Table, cells: Cells, slot: Slot, rows: Even) -> Plain:
    """Every column by itself, then the rows again."""
    doubted: list[object] = []
    extras = cells.extras.get
    ways, settings = _ways(cells, rows, doubted)
    columns = (
        rows.lines,
        _Meanings(cells.unit_of.__getitem__, doubted).each(_unit_texts(cells, rows)),
        map(attrgetter("indicator"), ways),
        _Meanings(cells.periods.read, doubted).each(_texts(rows, cells.period)),
        map(attrgetter("direction"), ways),
        _each_its_way([way.values for way in ways], _texts(rows, slot.value[0][1])),
        *_quotients(cells, slot, rows, doubted),
        _each_its_way([way.targets for way in ways], _texts(rows, extras("target"))),
        _said(cells.contributors, _texts(rows, extras("contributors")), doubted),
        _said(parse_day, _texts(rows, extras("as_of")), doubted),
    )
    found = list(named(ObservationRow, zip(*columns, strict=True)))
    if doubted:
        found = [row for row in found if UNCLEAR not in row]
    found = _alone(found)
    return Plain(found, settings, _left(table, found))


def _left(table: Table, rows: Sequence[ObservationRow]) -> Sequence[Row]:
    if len(rows) == len(table.rows):
        return ()
    read = set(map(itemgetter(0), rows))
    return [row for row in table.rows if row.line not in read]


def _texts(rows: Even, column: int | None) -> Sequence[str]:
    """A column, or nothing in each row where the file has none."""
    return ("",) * len(rows) if column is None else rows.columns[column]


def _unit_texts(cells: Cells, rows: Even) -> Iterable[Any]:
    """Each row's unit as ``Cells.unit_of`` takes it: one text, or one from each column."""
    if cells.fixed_unit:
        return (cells.fixed_unit,) * len(rows)
    columns = [rows.columns[column] for column in cells.units]
    return columns[0] if len(columns) == 1 else zip(*columns, strict=True)


def _ways(
    cells: Cells, rows: Even, doubted: list[object]
) -> tuple[list[_Way], dict[str, Settings]]:
    """How each row's figure is read, by its indicator, the part of it and the direction."""
    values = Memo[Decimal, _Meanings[str]](
        lambda factor: _Meanings(
            lambda text: Amount(cells.figures[text], None, None).worth(factor), doubted
        )
    )
    targets = Memo[tuple[Decimal, float | None], _Meanings[str]](
        lambda key: _Meanings(
            lambda text: float(cells.figures[text] * key[0]) if text.strip() else key[1], doubted
        )
    )

    def way(key: tuple[str, str, str]) -> _Way:
        name, part, direction = key
        (slot,) = cells.slots_of[name, part]
        its = slot.settings
        said = direction_of(direction.strip()) if direction.strip() else its.direction
        its_targets = targets[slot.factor, its.target]
        return _Way(slot.indicator, its, said, values[slot.factor], its_targets)

    about = (cells.indicator, cells.split, cells.extras.get("direction"))
    way_of = _Meanings(way, doubted)
    ways = way_of.each(zip(*(_texts(rows, column) for column in about), strict=True))
    settings: dict[str, Settings] = {}
    for found in way_of.values():
        if found is not UNCLEAR:
            settings.setdefault(found.indicator, found.settings)
    if UNCLEAR in way_of.values():
        ways = [_NO_WAY if each is UNCLEAR else each for each in ways]
    return ways, settings


def _each_its_way(meanings: Sequence[Memo[str, Any]], texts: Sequence[str]) -> Iterable[Any]:
    """What each text means in the way that is its row's; mostly that is the same for all."""
    if len(set(map(id, meanings))) == 1:
        return map(meanings[0].__getitem__, texts)
    return [its[text] for its, text in zip(meanings, texts, strict=True)]


def _quotients(
    cells: Cells, slot: Slot, rows: Even, doubted: list[object]
) -> tuple[list[Any], list[Any]]:
    """Numerators and denominators; one without the other is unclear."""
    part = _Meanings(_unless_empty(lambda text: float(cells.figures[text])), doubted)
    numerators, denominators = (
        part.each(_texts(rows, terms[0][1] if terms else None))
        for terms in (slot.numerator, slot.denominator)
    )
    if None in part.values() and numerators != denominators:
        doubted.append(None)
        numerators = [
            one if (one is None) is (other is None) else UNCLEAR
            for one, other in zip(numerators, denominators, strict=True)
        ]
    return numerators, denominators


def _said(
    understand: Callable[[str], Any], texts: Sequence[str], doubted: list[object]
) -> list[Any]:
    """What each of some texts says, if it says anything."""
    return _Meanings(_unless_empty(understand), doubted).each(texts)


def _alone(rows: list[ObservationRow]) -> list[ObservationRow]:
    """The rows that say something that no other row says or contradicts."""
    starts = map(attrgetter("start"), map(itemgetter(3), rows))
    keys = list(zip(map(itemgetter(1), rows), map(itemgetter(2), rows), starts, strict=True))
    if len(set(keys)) == len(keys):
        return rows
    times = Counter(keys)
    return [row for row, key in zip(rows, keys, strict=True) if times[key] == 1]


def _unless_empty(understand: Callable[[str], Any]) -> Callable[[str], Any]:
    """Understand what a cell says, if it says anything."""
    return lambda text: understand(text.strip()) if text.strip() else None
