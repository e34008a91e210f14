"""Whether a programme moved what it was to move: the figures before it began, and those at its end.

One figure is mostly chance, so means are compared: of up to twelve figures before it began, and of
up to the last three of its own time. That it moved does not say why; the page says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.writings import ProgrammeView

BEFORE, SINCE = 12, 3
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an indicator stood at before a programme and at its end, or up to today."""

    before: float
    before_count: int
    since: float
    since_count: int
    amount: float

    @property
    def moved(self) -> float:
        """By how much it moved."""
        return self.since - self.before

    @property
    def did(self) -> bool:
        """Whether it moved by what was proposed, the way that was proposed."""
        reached = self.moved * math.copysign(1, self.amount)
        return reached >= abs(self.amount) - ROUNDING * max(abs(self.before), abs(self.since))


def outcome_of(programme: ProgrammeView, shown: Sequence[Shown], today: date) -> Outcome | None:
    """What came of a programme by its day, or has by today; None where figures are missing."""
    until = min(programme.until, today)
    before = [each.value for each in shown if each.period.end < programme.starts_on][-BEFORE:]
    since = [
        each.value
        for each in shown
        if each.period.start >= programme.starts_on and each.period.end <= until
    ][-SINCE:]
    if not before or not since:
        return None
    return Outcome(
        before=math.fsum(before) / len(before),
        before_count=len(before),
        since=math.fsum(since) / len(since),
        since_count=len(since),
        amount=programme.amount,
    )
