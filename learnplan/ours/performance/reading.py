"""Observations out of a table: every row is read, or listed with its line and a reason."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from learnplan.core.errors import Invalid
from learnplan.core.tables import Row, Table
from learnplan.ours.performance.cells import Cells, Extras
from learnplan.ours.performance.figures import Amount
from learnplan.ours.performance.mapping import FILLED_IN, FILLED_IN_PARTS, Mapping
from learnplan.ours.performance.observations import ObservationRow, Observations, Rejected
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.personal import refuse_personal_keys
from learnplan.ours.performance.plain_rows import Plain, read_plain
from learnplan.ours.performance.slots import Slot, Terms

PROGRESS_EVERY = 1000


def read_observations(
    table: Table, mapping: Mapping, *, progress: Callable[[int, int], None] | None = None
) -> Observations:
    """Read every figure that ``mapping`` finds in ``table``.

    ``progress`` is told now and then how many rows are done, and of how many.

    Raises:
        Invalid: the file carries a person's key, or lacks a column that the map needs.
    """
    refuse_personal_keys(table)
    cells = Cells(table, mapping)
    plain = read_plain(table, mapping, cells)
    reading = _Reading(table, mapping, cells)
    for done, row in enumerate(plain.left, start=len(plain.rows)):
        if progress and (done - len(plain.rows)) % PROGRESS_EVERY == 0:
            progress(done, len(table.rows))
        reading.read(row)
    if progress:
        progress(len(table.rows), len(table.rows))
    return reading.finished(plain)


_ONE, _HUNDRED = Decimal(1), Decimal(100)
_About = tuple[tuple[str, ...], str, Period]
"""What a figure is about: its unit, indicator and period. No two figures share it."""


class _Kept(NamedTuple):
    """A figure and what goes with it, before the whole file has been seen."""

    line: int
    slot: Slot
    found: Amount
    extras: Extras

    def target(self, factor: Decimal) -> float | None:
        """The row's target, in the measure of its value, or else the indicator's."""
        if self.extras.target is None:
            return self.slot.settings.target
        return float(self.extras.target * (1 if self.found.value is None else factor))

    def row(self, about: _About, factor: Decimal) -> ObservationRow:
        """The observation it makes.

        Raises:
            Invalid: its parts cannot be divided.
        """
        unit, indicator, period = about
        return ObservationRow(
            line=self.line,
            unit=unit,
            indicator=indicator,
            period=period,
            value=self.found.worth(factor),
            numerator=_float(self.found.numerator),
            denominator=_float(self.found.denominator),
            target=self.target(factor),
            direction=self.extras.direction or self.slot.settings.direction,
            contributors=self.extras.contributors,
            as_of=self.extras.as_of,
        )


class _Reading:
    """One file being read, row by row."""

    def __init__(self, table: Table, mapping: Mapping, cells: Cells) -> None:
        self._table = table
        self._mapping = mapping
        self._cells = cells
        self._kept: dict[_About, _Kept] = {}
        self._clashes: dict[_About, list[int]] = {}
        self._spoiled: dict[_About, int] = {}
        self._rejected: list[Rejected] = [Rejected(*each) for each in self._cells.slots.refused]
        self._without_value = self._repeated = self._left_out = 0
        self._waits = table.is_headed(FILLED_IN, FILLED_IN_PARTS)

    def read(self, row: Row) -> None:
        """Read one row, or list why it cannot be read."""
        cells, known = row.cells, self._cells
        missing = len(self._table.header) - len(cells)
        if missing > 0:
            cells = cells + [""] * missing
        elif missing < 0 and any(cell.strip() for cell in cells[missing:]):
            self._reject(row.line, "The row has more cells than the heading.")
            return
        if known.only and not known.asks_for(cells):
            self._left_out += 1
            return
        try:
            unit = known.unit_of[known.unit_cells(cells)]
            name = cells[known.indicator] if known.indicator is not None else ""
            part = cells[known.split] if known.split is not None else ""
            slots = known.slots_of[name, part]
            period = None if known.period is None else known.periods.read(cells[known.period])
            abouts = [(unit, slot.indicator, slot.at(period)) for slot in slots]
        except Invalid as reason:
            self._reject(row.line, str(reason))
            return
        try:
            extras = known.extras_of[tuple([cells[i] for i in known.extras.values()])]
        except Invalid as reason:
            self._reject(row.line, str(reason))
            self._spoiled.update(dict.fromkeys(abouts, row.line))
            return
        for about, slot in zip(abouts, slots, strict=True):
            try:
                found = self._amount(cells, slot)
            except Invalid as reason:
                self._reject(row.line, f"{slot.heading}: {reason}" if slot.heading else str(reason))
                self._spoiled[about] = row.line
                continue
            if found is None:
                self._without_value += 1
                self._spoiled[about] = row.line
            else:
                self._keep(about, _Kept(row.line, slot, found, extras))

    def _reject(self, line: int, reason: str) -> None:
        self._rejected.append(Rejected(line, reason))

    def _amount(self, cells: list[str], slot: Slot) -> Amount | None:
        """What a row says in a slot; ``None`` when it says nothing.

        Raises:
            Invalid: what it says is not a figure, or half of one.
        """
        value = self._sum(cells, slot.value) if slot.value else None
        numerator = self._sum(cells, slot.numerator) if slot.numerator else None
        denominator = self._sum(cells, slot.denominator) if slot.denominator else None
        if (numerator is None) != (denominator is None):
            raise Invalid("A numerator and a denominator are needed, and one of them is missing.")
        if value is None and numerator is None:
            if slot.heading or self._waits:
                return None
            raise Invalid("There is no value.")
        return Amount(value, numerator, denominator)

    def _sum(self, cells: list[str], terms: Terms) -> Decimal | None:
        """Add up a slot's columns; ``None`` when they are all empty."""
        if len(terms) == 1:  # nearly always, and much quicker
            cell = cells[terms[0][1]]
            return self._cells.figures[cell] if cell.strip() else None
        if not any(cells[column].strip() for _, column in terms):
            return None
        return sum(
            (sign * self._cells.figures[cells[column]] for sign, column in terms), Decimal(0)
        )

    def _keep(self, about: _About, new: _Kept) -> None:
        """Keep a figure; add it to the one about the same thing, or note that they clash."""
        known = self._kept.setdefault(about, new)
        if known is new:
            return
        if self._mapping.several_rows == "sum":
            self._kept[about] = known._replace(found=known.found.plus(new.found))
        elif about not in self._clashes and known[2:] == new[2:]:
            self._repeated += 1
        else:
            self._clashes.setdefault(about, [known.line]).append(new.line)

    def finished(self, plain: Plain) -> Observations:
        """Settle what only the whole file can: clashes, incomplete sums, percentages."""
        self._drop_clashes()
        if self._mapping.several_rows == "sum":
            self._drop_incomplete_sums()
        percentages = self._percentages()
        settings, rows = plain.settings, plain.rows
        for about, kept in self._kept.items():
            name = about[1]
            if name not in settings:
                found = kept.slot.settings
                settings[name] = (
                    replace(found, measure="%", scale=100) if name in percentages else found
                )
            try:
                rows.append(kept.row(about, _HUNDRED if name in percentages else kept.slot.factor))
            except Invalid as reason:
                self._reject(kept.line, str(reason))
        if plain.rows and self._kept:
            rows.sort(key=itemgetter(0))
        return Observations(
            rows=rows,
            rejected=sorted(self._rejected),
            rows_read=len(self._table.rows),
            without_value=self._without_value,
            repeated=self._repeated,
            left_out=self._left_out,
            remarks=tuple(self._remarks(percentages)),
            settings=settings,
        )

    def _drop_clashes(self) -> None:
        """Of figures that contradict each other none is kept: which is right is not known."""
        for about, lines in self._clashes.items():
            del self._kept[about]
            said = " and ".join(map(str, lines))
            for line in lines:
                self._reject(line, f"Lines {said} give different figures for {_said(about)}.")

    def _drop_incomplete_sums(self) -> None:
        """A sum without one of its parts would be wrong, not smaller."""
        for about, line in self._spoiled.items():
            kept = self._kept.pop(about, None)
            if kept is not None:
                reason = f"Line {line} has no figure for {_said(about)}, so it cannot be added up."
                self._reject(kept.line, reason)

    def _percentages(self) -> set[str]:
        """Indicators given as quotients that never pass 1, while their targets do."""
        worked_out: dict[str, list[_Kept]] = {}
        for (_, name, _), kept in self._kept.items():
            if kept.slot.settings.scale is None and kept.found.value is None:
                worked_out.setdefault(name, []).append(kept)
        return {
            name
            for name, several in worked_out.items()
            if max(kept.target(_ONE) or 0 for kept in several) > 1
            and all(kept.found.is_share for kept in several)
        }

    def _remarks(self, percentages: set[str]) -> Iterator[str]:
        yield from self._table.remarks
        yield from self._cells.slots.remarks
        if self._cells.periods.remark:
            yield self._cells.periods.remark
        if percentages:
            named = ", ".join(sorted(percentages))
            yield f"Shown as percentages, because their targets are: {named}."
        if self._waits and self._without_value:
            yield (
                f"Rows left without a figure: {self._without_value:,}. Nothing is added for them, "
                "and what stands already stays."
            )
        if self._repeated:
            yield f"Figures that repeat another exactly: {self._repeated}."
        if self._left_out:
            wanted = ", ".join(f"{name} = {value}" for name, value in self._mapping.only.items())
            yield f"Rows left out, because only {wanted} is asked for: {self._left_out}."


def _said(about: _About) -> str:
    unit, indicator, period = about
    return f"{' / '.join(unit)}, {indicator}, {period.label}"


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
