"""How long management takes to answer, and what it promised and kept. Nothing about anybody else.

All days are days of the calendar, from the one on which something was there for everyone to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from learnplan.ours.voice.words import Outcome

LOOKED_BACK = timedelta(days=365)
"""Over so long it is worked out."""
SOON = 7
"""Days: within so many, an answer is counted as soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How management answers.

    ``half_within`` is the median in days. What has waited for longer than ``SOON`` counts in it
    with its wait so far, so that it cannot be made shorter by leaving what is hard. ``soon`` of
    ``known`` were answered within ``SOON``; what came later than that and waits is not known yet.
    """

    answered: int
    waiting: int
    half_within: float | None
    slowest: int | None
    longest_wait: int | None
    soon: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promising:
    """What became of what was promised; of the ``open`` ones, ``overdue`` have passed their day."""

    made: int
    kept: int
    not_kept: int
    open: int
    overdue: int


def answering(asked: Iterable[tuple[date, date | None]], today: date) -> Answering:
    """How management answered ``asked``: when each was there, and when it was answered, if so."""
    times = [(opened, answered) for opened, answered in asked]
    took = [(answered - opened).days for opened, answered in times if answered is not None]
    waits = [(today - opened).days for opened, answered in times if answered is None]
    late = [wait for wait in waits if wait > SOON]
    return Answering(
        answered=len(took),
        waiting=len(waits),
        half_within=median([*took, *late]) if took or late else None,
        slowest=max(took, default=None),
        longest_wait=max(waits, default=None),
        soon=sum(days <= SOON for days in took),
        known=len(took) + len(late),
    )


def promising(made: Iterable[tuple[date | None, Outcome | None]], today: date) -> Promising:
    """What became of what was ``made``: each with its day, and what came of it, if that is said."""
    all_of_them = list(made)
    waiting = [due for due, outcome in all_of_them if outcome is None]
    return Promising(
        made=len(all_of_them),
        kept=sum(outcome is Outcome.KEPT for _, outcome in all_of_them),
        not_kept=sum(outcome is Outcome.NOT_KEPT for _, outcome in all_of_them),
        open=len(waiting),
        overdue=sum(due is not None and due < today for due in waiting),
    )
