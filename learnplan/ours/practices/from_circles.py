"""What circles say to everyone, checked before any database sees it: the same in its preview.

A card is what people who learned together pass on; a welcome is a community of practice's page.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnplan.core.errors import Invalid
from learnplan.ours.practices.telling import NAME_LIMIT

PART_LIMIT = 4_000
BETWEEN_NAMES = "\n"
"""What is between names where they are kept: a name is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All that everyone sees of a card: what it says, which circle does, and who put names to it.

    ``names`` are of those who wanted theirs there, and of nobody else. ``told_in`` is the first day
    of its month.

    Raises:
        Invalid: something is missing or too long; ``field`` says which part.
    """

    circle: str
    learnt: str
    helped: str
    told_in: date
    differently: str = ""
    whom: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_written(self.circle, "circle", "A card needs the name of its circle.", NAME_LIMIT)
        _check_written(self.learnt, "learnt", "Write what you set out to learn.")
        _check_written(self.helped, "helped", "Write what helped.")
        _check_length(self.differently, "differently")
        _check_length(self.whom, "whom")
        for name in self.names:
            if not name or "\n" in name or len(name) > NAME_LIMIT:
                raise Invalid("A name is one line.")
        _check_month(self.told_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """All that everyone sees of a community's page. Nobody's name is on it, and no number.

    ``circle_id`` leads to where any worker can join, in Mine; None where they are asked to come.
    ``told_anew_in`` is the month in which it was last changed, where it was.

    Raises:
        Invalid: something is missing or too long; ``field`` says which part.
    """

    name: str
    practice: str
    joining: str
    told_in: date
    questions: str = ""
    told_anew_in: date | None = None
    circle_id: UUID | None = None

    def __post_init__(self) -> None:
        _check_written(self.name, "name", "A page needs the name of its community.", NAME_LIMIT)
        _check_written(self.practice, "practice", "Write what the practice is.")
        _check_written(self.joining, "joining", "Write how somebody joins.")
        _check_length(self.questions, "questions")
        for month in filter(None, (self.told_in, self.told_anew_in)):
            _check_month(month)


def _check_written(text: str, field: str, missing: str, limit: int = PART_LIMIT) -> None:
    if not text.strip():
        raise Invalid(missing, field=field)
    _check_length(text, field, limit)


def _check_length(text: str, field: str, limit: int = PART_LIMIT) -> None:
    if len(text) > limit:
        raise Invalid(f"Use at most {limit:,} characters here.", field=field)


def _check_month(month: date) -> None:
    if month.day != 1:
        raise Invalid("It is told in a month, not on a day.")
