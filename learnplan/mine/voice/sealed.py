"""What is in a letter, and how it is sealed: with a key that is in neither database.

Whoever has both databases sees who wrote something unsigned, and on which day, and nothing that
leads from one of a day's letters to one of that day's threads: every letter of a kind is as long
as any other. Whoever runs the machine has the key file as well.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from learnplan.core.errors import Invalid
from learnplan.core.sealing import seal, unseal
from learnplan.ours.voice.arriving import Arrival
from learnplan.ours.voice.speaking import TEXT_LIMIT, TITLE_LIMIT, Opening
from learnplan.ours.voice.words import Kind, Need

PURPOSE = "unsigned letters"
LONGEST = 6 * (TEXT_LIMIT + TITLE_LIMIT) + 2_000
"""Bytes of the longest letter there can be; all that wait are made as long."""
LONG_ENOUGH = 1_000
"""Bytes of one that is out, of which the words have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """All that leads from a letter to what everyone sees, and the words until they are out.

    ``arrival_id`` is the thread's id where it opens one. ``heard`` is how much was said in the
    thread when its author last said that they had read it.
    """

    arrival_id: UUID
    thread_id: UUID
    key: str
    title: str = ""
    words: str = ""
    kind: Kind | None = None
    need: Need | None = None
    unit_id: UUID | None = None
    heard: int = 0

    @property
    def opens(self) -> bool:
        """Whether it opens a thread."""
        return self.arrival_id == self.thread_id

    @property
    def opening(self) -> Opening | None:
        """What it opens a thread with, while it has not."""
        if not self.opens or self.kind is None or self.unit_id is None:
            return None
        return Opening(
            kind=self.kind,
            unit_id=self.unit_id,
            title=self.title,
            words=self.words,
            need=self.need,
        )

    @property
    def arrival(self) -> Arrival:
        """What goes over to Ours of it."""
        return Arrival(
            id=self.arrival_id,
            thread_id=self.thread_id,
            key=self.key,
            opening=self.opening,
            words=self.words,
        )

    def saying(self, opening: Opening) -> "Inside":
        """The same letter with another text."""
        return replace(
            self,
            title=opening.title,
            words=opening.words,
            kind=opening.kind,
            need=opening.need,
            unit_id=opening.unit_id,
        )

    def without_words(self) -> "Inside":
        """What is kept of it once everyone can read the words: the way to them, and the key."""
        return Inside(
            arrival_id=self.arrival_id,
            thread_id=self.thread_id,
            key=self.key,
            heard=self.heard,
        )


def closed(inside: Inside, *, secret: str) -> str:
    """A letter, sealed, and as long as any other.

    Raises:
        Invalid: it says more than any page lets in.
    """
    said = json.dumps(
        {name: _plain(value) for name, value in asdict(inside).items()}, ensure_ascii=False
    ).encode()
    room = LONGEST if inside.words or inside.title else LONG_ENOUGH
    if len(said) > room:
        raise Invalid("This is too long.", field="words")
    return seal(said.ljust(room).decode(), key=secret, purpose=PURPOSE)


def opened(sealed: str, *, secret: str) -> Inside | None:
    """What is in a letter; None where it was sealed with another installation's key."""
    said = unseal(sealed, key=secret, purpose=PURPOSE)
    if said is None:
        return None
    there: dict[str, Any] = json.loads(said)
    return Inside(
        arrival_id=UUID(there["arrival_id"]),
        thread_id=UUID(there["thread_id"]),
        key=there["key"],
        title=there["title"],
        words=there["words"],
        kind=Kind(there["kind"]) if there["kind"] else None,
        need=Need(there["need"]) if there["need"] else None,
        unit_id=UUID(there["unit_id"]) if there["unit_id"] else None,
        heard=there["heard"],
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
