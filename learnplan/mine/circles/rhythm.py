"""A rhythm that suits a circle of some weeks: when it meets, and what each meeting is for."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from learnplan.mine.circles.words import Rhythm

FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS = 6, 13, 8
"""Of a circle that a rhythm is suggested to. Shorter ones need none, longer ones lose people."""
EVERY = {Rhythm.WEEKLY: timedelta(weeks=1), Rhythm.FORTNIGHTLY: timedelta(weeks=2)}


class Part(enum.StrEnum):
    """What a meeting of the rhythm is for."""

    START = "start"
    USUAL = "usual"
    HALFWAY = "halfway"
    LAST = "last"

    @property
    def agenda(self) -> str:
        """What is on, for its members to change."""
        return _AGENDAS[self]


_AGENDAS = {
    Part.START: (
        "- What would each of us like to be able to do at the end?\n"
        "- What do we agree on: how we speak, when we meet, who brings what?\n"
        "- One small thing that each tries until next time"
    ),
    Part.USUAL: (
        "- One thing each of us tried, also where it did not work\n"
        "- One question, looked at together\n"
        "- What does each try until next time?"
    ),
    Part.HALFWAY: (
        "- Does it help? What do we keep, what do we change?\n"
        "- Is it still what we set out to learn?\n"
        "- What does each try until next time?"
    ),
    Part.LAST: (
        "- Looking back: what did we set out to learn, and what did we find?\n"
        "- Is there something to pass on? A card goes out if all of us agree\n"
        "- Do we close the circle, or go on?"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """One meeting of the rhythm."""

    day: date
    part: Part


def suggest(first: date, *, weeks: int, rhythm: Rhythm) -> list[Suggested]:
    """Meetings from ``first`` on, every week or every second, for so many weeks.

    There is a look at how it goes in the middle, where there are enough of them for one.

    Raises:
        OverflowError: some day would be after the last there is.
    """
    apart = EVERY[rhythm]
    days = [first + number * apart for number in range(timedelta(weeks=weeks) // apart + 1)]
    halfway = len(days) // 2
    parts = dict.fromkeys(range(len(days)), Part.USUAL)
    parts |= {halfway: Part.HALFWAY, 0: Part.START, len(days) - 1: Part.LAST}
    return [Suggested(day=day, part=parts[number]) for number, day in enumerate(days)]
