"""Which figures of single units everybody may see, where a page says what stands.

Whoever brings figures in reads them in their own file. What others brought in of a unit that is too
small to be shown is nobody's to ask for, by sending another figure in its place either.
"""

from datetime import date
from functools import cached_property
from uuid import UUID

from learnplan.core.bulk import Memo
from learnplan.ours.performance import queries
from learnplan.ours.performance.editions import Edition

Pair = tuple[UUID, UUID]


class Seen:
    """The periods of which a unit's own figures are shown, by unit and indicator."""

    def __init__(self) -> None:
        self._starts = Memo[Pair, frozenset[date]](self._starts_of)

    @cached_property
    def _edition(self) -> Edition:
        return Edition(queries.version())

    def shows(self, unit_id: UUID, indicator_id: UUID, start: date) -> bool:
        """Whether the figure of a unit, an indicator and a period is shown by itself."""
        return start in self._starts[unit_id, indicator_id]

    def _starts_of(self, pair: Pair) -> frozenset[date]:
        unit_id, indicator_id = pair
        place = self._edition.place(unit_id)
        if place.row != {unit_id}:
            return frozenset()
        indicator = self._edition.indicators[indicator_id]
        shown, _ = self._edition.figures(place, [indicator])[indicator_id]
        return frozenset(each.period.start for each in shown)
