"""What is to be kept of an activity, checked before any database sees it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from learnplan.core.errors import Invalid
from learnplan.mine.log.kinds import (
    ADDRESS_LIMIT,
    LONGEST_MINUTES,
    TAG_LIMIT,
    TEXT_LIMIT,
    WHAT_LIMIT,
    WITH_LIMIT,
    Kind,
    Purpose,
)

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_AT_MOST = {
    "what": WHAT_LIMIT,
    "note": TEXT_LIMIT,
    "thoughts": TEXT_LIMIT,
    "with_whom": WITH_LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address, and what it is called where that is known."""

    address: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewActivity:
    """What is to be kept of one activity.

    ``position`` is its place among those of the same day that are kept at the same moment: later
    is newer. ``source_key`` says where an imported one came from, so that it comes in once.

    Raises:
        Invalid: no database could keep it as it is; ``field`` says which part.
    """

    what: str
    happened_on: date
    happened_at: time | None = None
    kind: Kind = Kind.OTHER
    purpose: Purpose | None = None
    minutes: int | None = None
    note: str = ""
    thoughts: str = ""
    with_whom: str = ""
    fragment: bool = False
    position: int = 0
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    goal_ids: tuple[UUID, ...] = ()
    source_key: str | None = None

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise Invalid("Write what you did or noticed.", field="what")
        for field, limit in _AT_MOST.items():
            _check(getattr(self, field), limit, field)
        for tag in map(normal_tag, self.tags):
            _check(tag, TAG_LIMIT, "tags")
            if not tag:
                raise Invalid("A tag has at least one letter or digit.", field="tags")
        for link in self.links:
            _check(link.address, ADDRESS_LIMIT, "links")
            _check(link.title, WHAT_LIMIT, "links")
        if self.minutes is not None and not 0 < self.minutes <= LONGEST_MINUTES:
            raise Invalid(f"A time is from 1 to {LONGEST_MINUTES:,} minutes.", field="minutes")


def normal_tag(tag: str) -> str:
    """A tag as it is kept and compared: ``#Postgres`` and ``postgres`` are one tag."""
    return " ".join(unicodedata.normalize("NFC", tag.lower()).split()).lstrip("# ")


def _check(text: str, limit: int, field: str) -> None:
    if len(text) > limit:
        raise Invalid(f"This is {len(text):,} characters; at most {limit:,} fit.", field=field)
    if _UNKEEPABLE.search(text):
        raise Invalid("There is a character in this that no text can hold.", field=field)
