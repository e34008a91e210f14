"""What a story says, checked before any database sees it: the same in its preview and in Ours."""

from dataclasses import dataclass
from datetime import date

from learnplan.core.errors import Invalid

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000
TAG_LIMIT = 60
MOST_TAGS = 8
NAME_LIMIT = 200
BETWEEN_TAGS = ","
"""What is between the tags of a story where they are kept: no tag has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """All that everyone sees of a story.

    ``signed`` is a name, or nothing. A month is its first day: of a story without a name, a day
    would already say more than it should. ``told_anew_in`` is the month of the latest edition,
    where there was more than one.

    Raises:
        Invalid: something is missing or too long; ``field`` says which part.
    """

    title: str
    happened: str
    told_in: date
    advice: str = ""
    tags: tuple[str, ...] = ()
    signed: str = ""
    told_anew_in: date | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise Invalid("Write a title.", field="title")
        if not self.happened.strip():
            raise Invalid("Write what happened.", field="happened")
        for field, limit in (
            ("title", TITLE_LIMIT),
            ("happened", TEXT_LIMIT),
            ("advice", TEXT_LIMIT),
            ("signed", NAME_LIMIT),
        ):
            if len(getattr(self, field)) > limit:
                raise Invalid(f"Use at most {limit:,} characters here.", field=field)
        if len(self.tags) > MOST_TAGS:
            raise Invalid(f"Use at most {MOST_TAGS} tags.", field="tags")
        for tag in self.tags:
            if not 0 < len(tag) <= TAG_LIMIT or "," in tag:
                raise Invalid(f"A tag has from 1 to {TAG_LIMIT} characters.", field="tags")
        for month in filter(None, (self.told_in, self.told_anew_in)):
            if month.day != 1:
                raise Invalid("A story is told in a month, not on a day.")
