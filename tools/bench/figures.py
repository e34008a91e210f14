"""Figures to import: a long CSV file as an organisation would send it."""

import csv
import io
from collections.abc import Iterator, Sequence

HEADER = ("unit", "indicator", "period", "value", "numerator", "denominator", "target", "direction")


def long_csv(units: Sequence[str], *, indicators: int, months: int) -> bytes:
    """A row for each of ``units``, indicators and months; quotients, so that they add up."""
    table = io.StringIO()
    csv.writer(table).writerows([HEADER, *_rows(units, indicators, months)])
    return table.getvalue().encode()


def _rows(units: Sequence[str], indicators: int, months: int) -> Iterator[tuple[object, ...]]:
    for place, unit in enumerate(units):
        for indicator in range(indicators):
            for month in range(months):
                whole = 200 + (place * 7 + month * 3) % 50
                part = whole - (indicator * 5 + month * 11 + place) % 40
                period = f"{2000 + month // 12}-{month % 12 + 1:02}"
                value = f"{100 * part / whole:.2f}"
                yield (
                    *(unit, f"Indicator {indicator + 1}", period),
                    *(value, part, whole, 95, "increase"),
                )
