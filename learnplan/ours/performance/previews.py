"""What an import would change, in a form that can be kept and shown before it does."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from learnplan.ours.performance.observations import ObservationRow
from learnplan.ours.performance.planning import Plan, Series
from learnplan.ours.performance.seen import Seen

LISTED = 200
"""How many lines, units or indicators a preview lists one by one."""
SAMPLE = 12


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a file."""

    rows_read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[tuple[int, str], ...]
    rejected_count: int
    units: tuple[str, ...]
    units_count: int
    indicators: tuple[str, ...]
    indicators_count: int
    remarks: tuple[str, ...]
    sample: tuple[tuple[int, str, str, str, float], ...]
    columns: tuple[str, ...]
    changes: tuple[tuple[int, str, str, str, float, float], ...] = ()
    """Figures that stand with another value: the line, what it is about, what is, what would be."""
    changes_count: int = 0
    asks_word: bool = True
    """Whether nobody gave their word yet for some of it."""
    ground: str = ""
    """What it was compared with; another word once any of that changed."""
    overtaken: bool = False
    """Whether it was shown before, and what it was compared with changed since."""


def written(
    plan: Plan,
    columns: Sequence[str],
    *,
    asks_word: bool = True,
    seen: Seen | None = None,
    overtaken: bool = False,
) -> str:
    """A plan's preview as JSON; ``columns`` are those of the file.

    What stands is said of figures that are ``seen``, if it is to be said.
    """
    said = (row for series in plan.series for row in series.said)
    indicators = [each.name for each in plan.new_indicators]
    changes = _changes(plan)
    told = islice(_told(plan, changes, seen), LISTED) if seen else ()
    return json.dumps(
        {
            "rows_read": plan.rows_read,
            "added": plan.added,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "rejected": plan.rejected[:LISTED],
            "rejected_count": len(plan.rejected),
            "units": [" / ".join(path) for path in plan.new_units[:LISTED]],
            "units_count": len(plan.new_units),
            "indicators": indicators[:LISTED],
            "indicators_count": len(indicators),
            "remarks": plan.remarks,
            "sample": [
                (row.line, " / ".join(row.unit), row.indicator, row.period.label, row.value)
                for row in islice(said, SAMPLE)
            ],
            "columns": list(columns),
            "changes": [
                (row.line, " / ".join(row.unit), row.indicator, row.period.label, was, row.value)
                for row, was in told
            ],
            "changes_count": len(changes),
            "asks_word": asks_word,
            "ground": ground_of(plan),
            "overtaken": overtaken,
        }
    )


def ground_of(plan: Plan) -> str:
    """A word for what a plan would change, and what stands in its place now."""
    said = hashlib.sha256(repr((plan.added, plan.updated, plan.unchanged)).encode())
    for series in plan.series:
        if series.stands:
            said.update(repr((series.unit, plan.indicators[series.indicator])).encode())
            for start in sorted({row.period.start for row in series.fresh} & series.stands.keys()):
                said.update(repr((start, series.stands[start])).encode())
    return said.hexdigest()


def _changes(plan: Plan) -> list[tuple[Series, ObservationRow, float]]:
    """The rows that say another value than stands, each with what stands, by series."""
    return [
        (series, row, was.value)
        for series in plan.series
        if series.stands
        for row in series.fresh
        if (was := series.stands.get(row.period.start)) is not None and was.value != row.value
    ]


def _told(
    plan: Plan, changes: Iterable[tuple[Series, ObservationRow, float]], seen: Seen
) -> Iterator[tuple[ObservationRow, float]]:
    """Those of which everybody may see what stands."""
    for series, row, was in changes:
        unit_id, indicator_id = series.unit, plan.indicators[series.indicator]
        if not isinstance(unit_id, UUID) or not isinstance(indicator_id, UUID):
            continue  # where one is new, nothing stands
        if seen.shows(unit_id, indicator_id, row.period.start):
            yield row, was


def read(text: str) -> Preview | None:
    """The preview that was written down, or None where there is none yet."""
    if not text:
        return None
    said: dict[str, Any] = {name: _frozen(each) for name, each in json.loads(text).items()}
    return Preview(**said)


def _frozen(answer: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(map(_frozen, answer)) if isinstance(answer, list) else answer
