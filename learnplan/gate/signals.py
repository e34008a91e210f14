"""Which unsigned signals appear when a period closes (class V in docs/laws.md)."""

from collections.abc import Iterator
from uuid import UUID

from learnplan.directory.services.rosters import roster_sizes
from learnplan.mine.answers import for_the_gate as answers
from learnplan.ours.pulse.limits import FEWEST_COSIGNERS, SMALLEST_SIGNALLING_UNIT
from learnplan.ours.pulse.models import PulsePlan
from learnplan.ours.pulse.quarters import quarter


def released(kept: PulsePlan) -> Iterator[tuple[UUID, str, str]]:
    """The signals of a period that appear: of which unit, on which theme, in which words.

    Whoever raised it needs five co-signers, in a unit of at least fifteen people on the first day
    of the period. A signal that does not reach that is never heard of.
    """
    people = roster_sizes(quarter(kept.period).start)
    for one in answers.signals_of(kept.id):
        if _is_heard(one.signatures, people.get(one.unit_id, 0)):
            yield one.unit_id, one.theme, one.words


def _is_heard(signatures: int, people: int) -> bool:
    """Whether so many signatures, the first included, in a unit of so many people are enough."""
    return signatures > FEWEST_COSIGNERS and people >= SMALLEST_SIGNALLING_UNIT
