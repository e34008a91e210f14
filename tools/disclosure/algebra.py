"""What follows from sums of yes and no: exact, in whole numbers, with linear algebra.

A row says that people's answers (yes is 1, no is 0), each times a weight, add up to a total. Shown
counts are rows with a weight of 1; subtracting one from another gives a row as well. Rows are kept
reduced (Gauss and Jordan): each has a person whom no other has. In that form, somebody's answer
follows from subtraction if and only if there is a row of theirs alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class Row:
    """People by number, each with a weight other than 0, and what their answers add up to."""

    weights: Mapping[int, int]
    total: int

    def without(self, known: Mapping[int, bool]) -> "Row":
        """What it says of the others, once some answers are known."""
        if known.keys().isdisjoint(self.weights):
            return self
        return Row(
            {person: weight for person, weight in self.weights.items() if person not in known},
            self.total
            - sum(weight for person, weight in self.weights.items() if known.get(person)),
        )

    def gives_away(self) -> dict[int, bool]:
        """Everybody's answer, where only one is possible; else nobody's.

        That is so where the total is the largest there can be, or the smallest: with a group of
        which all or none said yes, and always with one person alone.
        """
        for yes_weighs in (1, -1):
            extreme = sum(weight for weight in self.weights.values() if weight * yes_weighs > 0)
            if self.total == extreme:
                return {person: weight * yes_weighs > 0 for person, weight in self.weights.items()}
        return {}


Reduced = Mapping[int, Row]
"""Reduced rows, each by the person whom no other row has."""


def reduced(rows: Iterable[Row]) -> Reduced:
    """All that follows from ``rows`` by adding and subtracting them."""
    found: dict[int, Row] = {}
    for row in rows:
        found |= with_row(found, row)
    return found


def with_row(rows: Reduced, row: Row) -> dict[int, Row]:
    """Those of the reduced ``rows`` that are new or others once ``row`` is known too."""
    for person in row.weights:
        if person in rows:
            row = _rid(row, person, rows[person])
    if not row.weights:
        return {}
    own = min(row.weights)
    changed = {
        person: _rid(other, own, row) for person, other in rows.items() if own in other.weights
    }
    return {own: row, **changed}


def _rid(row: Row, person: int, other: Row) -> Row:
    """``row`` without ``person``, by subtracting ``other`` as often as it takes."""
    mine, theirs = row.weights[person], other.weights[person]
    weights = {one: weight * theirs for one, weight in row.weights.items()}
    for one, weight in other.weights.items():
        left = weights.get(one, 0) - weight * mine
        if left:
            weights[one] = left
        else:
            del weights[one]
    total = row.total * theirs - other.total * mine
    common = gcd(*weights.values(), total)
    if common > 1:
        weights = {one: weight // common for one, weight in weights.items()}
        total //= common
    return Row(weights, total)
