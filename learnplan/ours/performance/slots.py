"""Slots: the places in a row where a figure is, worked out once from the map and the heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, plain
from learnplan.ours.performance.figures import figure
from learnplan.ours.performance.mapping import LONG_COLUMNS, Layout, Mapping, Settings
from learnplan.ours.performance.period_words import (
    PeriodReader,
    parse,
    period_in_name,
    split_heading,
)
from learnplan.ours.performance.periods import Period

Terms = tuple[tuple[int, int], ...]
"""Columns to add (1) or take away (-1), each with its position."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one figure is in a row.

    ``period`` is None where each row says its own; ``heading`` is empty in a long file, where
    the row is the figure.
    """

    indicator: str
    settings: Settings
    factor: Decimal
    period: Period | None
    heading: str
    value: Terms = ()
    numerator: Terms = ()
    denominator: Terms = ()

    def at(self, period: Period | None) -> Period:
        """The slot's own period, or else the row's.

        Raises:
            Invalid: there is neither.
        """
        found = self.period or period
        if found is None:
            raise Invalid("There is no period.")
        return found


class Slots:
    """The slots of one file.

    ``refused`` lists what no row can put right, by line: columns whose period is impossible.

    Raises:
        Invalid: the map speaks of columns that the file lacks, or finds no figures in it.
    """

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self._table = table
        self._mapping = mapping
        self.refused: list[tuple[int, str]] = []
        self.remarks: list[str] = []
        self._impossible: set[int] = set()
        self._spellings: dict[str, str] = {}
        """Indicators by the first of the spellings that differ in capitals only."""
        self._percent = 1
        self._fixed: Period | None = None
        if mapping.fixed_period:
            self._fixed = parse(mapping.fixed_period, kind=mapping.period_kind)
        elif mapping.period_from_name:
            self._fixed = parse(period_in_name(table.name), kind=mapping.period_kind)
        self.all = tuple(self._found())
        if not self.all:
            raise Invalid(f"The map finds no figures in {table.name}.")
        if mapping.shares_are_percent and self._all_are_shares():
            self._percent = 100
            self.remarks.append("All figures lie between 0 and 1: they are read as shares of 100.")
        if mapping.decimal_comma:
            self.remarks.append("Figures are read with a decimal comma: 1.234 is 1,234.")
        if mapping.fixed_unit and not mapping.unit:
            self.remarks.append(f"No column names a unit: all of it is of {mapping.fixed_unit}.")
        self._say_what_is_not_read()

    def of(self, key: tuple[str, str]) -> tuple[Slot, ...]:
        """The slots of a row that names this indicator, and this part of it.

        Raises:
            Invalid: the row should name an indicator and does not.
        """
        name, part = (" ".join(text.split()) for text in key)
        if self._mapping.indicator and not name:
            raise Invalid("There is no indicator.")
        return tuple(self._named(slot, name, part) for slot in self.all)

    def _named(self, slot: Slot, name: str, part: str) -> Slot:
        """The slot under its full name, with the settings that go with it."""
        names = [self._mapping.name_for(each) for each in (name, slot.indicator) if each]
        base = ": ".join(names) or re.sub(r"(\.\w{2,4})+$", "", self._table.name)
        base = self._spellings.setdefault(base.casefold(), base)
        settings = self._mapping.settings_for(base)
        factor = Decimal(str(settings.scale or 1))
        if settings.measure == "%":
            factor *= self._percent
        indicator = f"{base} ({part})" if part else base
        return replace(slot, indicator=indicator, settings=settings, factor=factor)

    def _found(self) -> Iterator[Slot]:
        match self._mapping.layout:
            case Layout.LONG:
                columns = self._mapping.columns
                value, *quotient = (columns.get(each, "") for each in LONG_COLUMNS[:3])
                yield self._slot("", value, *quotient)
            case Layout.BY_INDICATOR:
                yield from self._by_indicator()
            case Layout.BY_PERIOD:
                yield from self._by_period()

    def _slot(self, name: str, value: str, numerator: str = "", denominator: str = "") -> Slot:
        return Slot(
            indicator=name,
            settings=self._mapping.defaults,
            factor=Decimal(1),
            period=self._fixed,
            heading=name,
            value=self._terms(value),
            numerator=self._terms(numerator),
            denominator=self._terms(denominator),
        )

    def _by_indicator(self) -> Iterator[Slot]:
        for name, its in self._mapping.indicators.items():
            if its.value or its.numerator:
                yield self._slot(name, its.value, its.numerator, its.denominator)
        if self._mapping.other_columns:
            for _, heading in self._free_columns():
                yield self._slot(heading, heading)

    def _by_period(self) -> Iterator[Slot]:
        """A slot for each column whose heading starts or ends with a period."""
        parted = [
            (column, heading, *parts)
            for column, heading in self._free_columns()
            if (parts := split_heading(heading)) is not None
        ]
        periods = PeriodReader((text for _, _, text, _ in parted), kind=self._mapping.period_kind)
        for column, heading, text, rest in parted:
            try:
                period = periods.read(text)
            except Invalid as reason:
                self._impossible.add(column)
                count = sum(
                    1 for row in self._table.rows if "".join(row.cells[column:][:1]).strip()
                )
                self.refused.append((1, f"{heading}: {reason} Figures left out: {count}."))
            else:
                slot = self._slot(heading, heading)
                yield replace(slot, indicator=rest, period=period)

    def _terms(self, text: str) -> Terms:
        """Understand a column's name, or several with " + " or " - " between them.

        Raises:
            Invalid: it names a column that the file lacks.
        """
        if not text:
            return ()
        whole = self._table.column(text)
        if whole is not None:
            return ((1, whole),)
        first, *rest = re.split(r"\s([-+])\s", text)
        added = [("+", first), *zip(rest[::2], rest[1::2], strict=True)]
        return tuple((1 if sign == "+" else -1, self._table.need(name)) for sign, name in added)

    def _free_columns(self) -> list[tuple[int, str]]:
        """Columns with a heading that the map says nothing about."""
        mapping = self._mapping
        said = [mapping.indicator, mapping.period, mapping.split_by]
        said += [*mapping.unit, *mapping.only, *mapping.columns.values(), *mapping.ignore]
        spoken_for = {plain(name) for name in said}
        for its in mapping.indicators.values():
            for text in (its.value, its.numerator, its.denominator):
                spoken_for.update(
                    plain(self._table.header[column]) for _, column in self._terms(text)
                )
        return [
            (column, heading)
            for column, heading in enumerate(self._table.header)
            if plain(heading) not in spoken_for and column not in self._table.unnamed
        ]

    def _all_are_shares(self) -> bool:
        """Whether all figures of the file lie between 0 and 1, and some in between."""
        columns = {column for slot in self.all for _, column in slot.value}
        texts = frozenset().union(*map(self._table.texts, columns))
        between = False
        for text in texts:
            try:
                number = figure(text, decimal_comma=self._mapping.decimal_comma)
            except Invalid:
                continue
            if "%" in text or not 0 <= number <= 1:
                return False
            between = between or 0 < number < 1
        return between

    def _say_what_is_not_read(self) -> None:
        read = {column for slot in self.all for _, column in slot.value} | self._impossible
        named = [heading for column, heading in self._free_columns() if column not in read]
        if named:
            self.remarks.append(f"Columns not read: {', '.join(named)}.")
