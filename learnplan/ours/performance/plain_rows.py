"""The plain rows of a long file, read by the column: most rows of most files.

A row is plain where each of its cells means something by itself and no other row speaks of the
same. All others are left to be read one by one, which finds out what is wrong with them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from learnplan.core.bulk import Memo, named
from learnplan.core.errors import Invalid
from learnplan.core.tables import Row, Table
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
            columns = _Columns(table, cells, slot)
            if columns.all_have_values:
                return columns.read()
    return Plain([], {}, table.rows)


class _Meanings(Memo[T, Any], Generic[T]):
    """What texts mean; those that mean nothing by themselves are unclear."""

    all_clear = True

    def __missing__(self, key: T) -> Any:
        try:
            return super().__missing__(key)
        except Invalid:
            self.all_clear = False
            self[key] = UNCLEAR
            return UNCLEAR


@dataclass(frozen=True, slots=True)
class _Way:
    """How the figures of one indicator are read."""

    indicator: str
    settings: Settings
    direction: Direction
    values: Memo[str, Any]
    targets: Memo[str, Any]


_NO_WAY = _Way(UNCLEAR, UNCLEAR, UNCLEAR, Memo(lambda _: UNCLEAR), Memo(lambda _: UNCLEAR))


class _Columns:
    """The rows of a file that are as wide as its heading, by the column."""

    def __init__(self, table: Table, cells: Cells, slot: Slot) -> None:
        self._table, self._cells, self._slot = table, cells, slot
        width = len(table.header)
        self._rows = [row for row in table.rows if len(row.cells) == width]
        self._all_even = len(self._rows) == len(table.rows)
        if cells.only:
            self._rows = [row for row in self._rows if cells.asks_for(row.cells)]
        self._columns = list(zip(*map(itemgetter(1), self._rows), strict=True))
        self._used: list[_Meanings[Any]] = []
        self._way_of = self._meanings(self._way)
        self._values = Memo[Decimal, _Meanings[str]](
            lambda factor: self._meanings(
                lambda text: Amount(cells.figures[text], None, None).worth(factor)
            )
        )
        self._targets = Memo[tuple[Decimal, float | None], _Meanings[str]](
            lambda key: self._meanings(
                lambda text: float(cells.figures[text] * key[0]) if text.strip() else key[1]
            )
        )

    @property
    def all_have_values(self) -> bool:
        """Whether each row says its figure itself: quotients are worked out with all others."""
        if not self._rows or not self._slot.numerator:
            return bool(self._rows)
        return self._all_even and all(map(str.strip, set(self._texts(self._slot.value[0][1]))))

    def read(self) -> Plain:
        """Every column by itself, then the rows again."""
        cells, extras = self._cells, self._cells.extras.get
        ways = self._ways()
        values, targets = self._texts(self._slot.value[0][1]), self._texts(extras("target"))
        columns = (
            map(itemgetter(0), self._rows),
            self._meant(cells.unit_of.__getitem__, self._unit_texts()),
            [way.indicator for way in ways],
            self._meant(cells.periods.read, self._texts(cells.period)),
            [way.direction for way in ways],
            [way.values[text] for way, text in zip(ways, values, strict=True)],
            *self._quotients(),
            [way.targets[text] for way, text in zip(ways, targets, strict=True)],
            self._meant(_unless_empty(cells.contributors), self._texts(extras("contributors"))),
            self._meant(_unless_empty(parse_day), self._texts(extras("as_of"))),
        )
        rows = list(named(ObservationRow, zip(*columns, strict=True)))
        if not all(meanings.all_clear for meanings in self._used):
            rows = [row for row in rows if UNCLEAR not in row]
        rows = _alone(rows)
        settings: dict[str, Settings] = {}
        for way in self._way_of.values():
            if way is not UNCLEAR:
                settings.setdefault(way.indicator, way.settings)
        return Plain(rows, settings, self._left(rows))

    def _left(self, rows: Sequence[ObservationRow]) -> Sequence[Row]:
        if len(rows) == len(self._table.rows):
            return ()
        read = set(map(itemgetter(0), rows))
        return [row for row in self._table.rows if row.line not in read]

    def _ways(self) -> list[_Way]:
        """How each row's figure is read, by its indicator, the part of it and the direction."""
        cells = self._cells
        about = [cells.indicator, cells.split, cells.extras.get("direction")]
        ways = list(map(self._way_of.__getitem__, zip(*map(self._texts, about), strict=True)))
        if self._way_of.all_clear:
            return ways
        return [_NO_WAY if way is UNCLEAR else way for way in ways]

    def _way(self, key: tuple[str, str, str]) -> _Way:
        name, part, direction = key
        (slot,) = self._cells.slots_of[name, part]
        settings = slot.settings
        said = direction_of(direction.strip()) if direction.strip() else settings.direction
        targets = self._targets[slot.factor, settings.target]
        return _Way(slot.indicator, settings, said, self._values[slot.factor], targets)

    def _texts(self, column: int | None) -> Sequence[str]:
        """A column, or nothing in each row where the file has none."""
        return ("",) * len(self._rows) if column is None else self._columns[column]

    def _unit_texts(self) -> Iterable[Any]:
        """Each row's unit as ``Cells.unit_of`` takes it: one text, or one from each column."""
        columns = [self._columns[column] for column in self._cells.units]
        return columns[0] if len(columns) == 1 else zip(*columns, strict=True)

    def _quotients(self) -> tuple[list[Any], list[Any]]:
        """Numerators and denominators; one without the other is unclear."""
        figures = self._cells.figures
        part = self._meanings(_unless_empty(lambda text: float(figures[text])))
        parts = [
            list(map(part.__getitem__, self._texts(terms[0][1] if terms else None)))
            for terms in (self._slot.numerator, self._slot.denominator)
        ]
        numerators, denominators = parts
        if None in part.values() and numerators != denominators:
            part.all_clear = False
            numerators = [
                one if (one is None) is (other is None) else UNCLEAR
                for one, other in zip(numerators, denominators, strict=True)
            ]
        return numerators, denominators

    def _meant(self, understand: Callable[[T], Any], keys: Iterable[T]) -> list[Any]:
        return list(map(self._meanings(understand).__getitem__, keys))

    def _meanings(self, understand: Callable[[T], Any]) -> _Meanings[T]:
        found = _Meanings(understand)
        self._used.append(found)
        return found


def _alone(rows: list[ObservationRow]) -> list[ObservationRow]:
    """The rows that say something that no other row says or contradicts."""
    keys = [(row.unit, row.indicator, row.period.start) for row in rows]
    if len(set(keys)) == len(keys):
        return rows
    times = Counter(keys)
    return [row for row, key in zip(rows, keys, strict=True) if times[key] == 1]


def _unless_empty(understand: Callable[[str], Any]) -> Callable[[str], Any]:
    """Understand what a cell says, if it says anything."""
    return lambda text: understand(text.strip()) if text.strip() else None
