"""What the cells of one file mean: each text is understood once, however often it is said."""

from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from learnplan.core.bulk import Memo
from learnplan.core.errors import Invalid
from learnplan.core.tables import Table
from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.figures import figure
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.period_words import PeriodReader, parse_day
from learnplan.ours.performance.slots import Slot, Slots
from learnplan.ours.performance.spelling import direction_of, unit_path

Path = tuple[str, ...]
FEWEST_CONTRIBUTORS = 3
"""A figure that fewer people stand behind says too much about each of them."""


class Extras(NamedTuple):
    """What a row says beside its figures."""

    target: Decimal | None = None
    direction: Direction | None = None
    contributors: int | None = None
    as_of: date | None = None


class Cells:
    """The columns that a map speaks of, and what is understood of their texts.

    None of its memos knows it: so it goes, and the file with it, as soon as nobody reads on.

    Raises:
        Invalid: the map names no column for the units, or one that the file lacks.
    """

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self.figures = Memo[str, Decimal](
            lambda text: figure(text, decimal_comma=mapping.decimal_comma)
        )
        self.slots = Slots(table, mapping)
        self.slots_of = Memo[tuple[str, str], tuple[Slot, ...]](self.slots.of)
        if not (mapping.unit or mapping.fixed_unit):
            raise Invalid("The map does not say which column names the units.")
        self.fixed_unit = "" if mapping.unit else mapping.fixed_unit
        self.units = [table.need(name) for name in mapping.unit]
        self._units_in = itemgetter(*self.units) if self.units else None
        self.unit_of = Memo[str | Path, Path](partial(_unit, {}))
        self.only = [(table.need(name), wanted) for name, wanted in mapping.only.items()]
        self.indicator = table.need(mapping.indicator) if mapping.indicator else None
        self.split = table.need(mapping.split_by) if mapping.split_by else None
        self.period = table.need(mapping.period) if mapping.period else None
        texts = () if self.period is None else table.texts(self.period)
        self.periods = PeriodReader(texts, kind=mapping.period_kind)
        self.extras = {
            name: table.need(column)
            for name, column in mapping.columns.items()
            if name in Extras._fields
        }
        self.contributors = partial(_contributors, self.figures)
        self.extras_of = Memo[tuple[str, ...], Extras](
            partial(_extras, tuple(self.extras), self.figures)
        )

    def unit_cells(self, cells: list[str]) -> str | Path:
        """What a row says of its unit, as ``unit_of`` takes it: one text, or one of each column."""
        return self.fixed_unit if self._units_in is None else self._units_in(cells)

    def asks_for(self, cells: list[str]) -> bool:
        """Whether the map asks for a row."""
        return all(cells[column].strip() == wanted for column, wanted in self.only)


def _contributors(figures: Memo[str, Decimal], text: str) -> int:
    """How many people are behind a figure.

    Raises:
        Invalid: it is no number of people, or they are too few.
    """
    count = figures[text]
    if count < FEWEST_CONTRIBUTORS:
        raise Invalid(f"Fewer than {FEWEST_CONTRIBUTORS} people contribute to this figure.")
    if count % 1:
        raise Invalid(f"“{text}” is not a number of people.")
    return int(count)


def _unit(spelt: dict[Path, Path], cells: str | tuple[str, ...]) -> Path:
    """The path of a unit, in the first of the spellings that differ in capitals only."""
    path = unit_path(cells)
    return spelt.setdefault(tuple(name.casefold() for name in path), path)


def _extras(names: tuple[str, ...], figures: Memo[str, Decimal], cells: tuple[str, ...]) -> Extras:
    """Understand a row's target, direction, contributors and as-of date.

    Raises:
        Invalid: one of them is not what it should be, or too few people contribute.
    """
    written = zip(names, map(str.strip, cells), strict=True)
    said = {name: text for name, text in written if text}
    count = _contributors(figures, said["contributors"]) if "contributors" in said else None
    return Extras(
        target=figures[said["target"]] if "target" in said else None,
        direction=direction_of(said["direction"]) if "direction" in said else None,
        contributors=count,
        as_of=parse_day(said["as_of"]) if "as_of" in said else None,
    )
