"""What can be said of a piece, beside what it is called: its owner ticks what is to be shown."""

import enum
from collections.abc import Mapping

from learnplan.mine.sharing.items import ItemKind

LINE_LIMIT = 200
SENTENCE_LIMIT = 1_000
TEXT_LIMIT = 4_000
ONCE_LIMIT = 40
MOST_PIECES = 100
"""More than anybody reads; and looking at all of it stays quick."""


class Part(enum.StrEnum):
    """One part of an item, in the words of its box."""

    STATE = "How far it is, and since when"
    REMARK = "What you said of that"
    WHY = "Why it matters to you"
    KNOWING = "How you will know"
    STEPS = "The steps that are done"
    DAY = "The day"
    KIND = "What kind of thing it was"
    NOTE = "Your note"
    THOUGHTS = "What you make of it"
    TAGS = "Its tags"
    LINKS = "Its links"
    QUESTION = "The question it answers"
    WORDS = "What you wrote"

    @property
    def key(self) -> str:
        """What it is called where it is kept."""
        return self.name.lower()


PARTS: Mapping[ItemKind, tuple[Part, ...]] = {
    ItemKind.GOAL: (Part.STATE, Part.REMARK, Part.WHY, Part.KNOWING, Part.STEPS),
    ItemKind.ACTIVITY: (Part.DAY, Part.KIND, Part.NOTE, Part.THOUGHTS, Part.TAGS, Part.LINKS),
    ItemKind.REFLECTION: (Part.DAY, Part.QUESTION, Part.WORDS),
}
AT_FIRST: Mapping[ItemKind, tuple[Part, ...]] = {
    ItemKind.GOAL: (Part.STATE,),
    ItemKind.ACTIVITY: (Part.DAY, Part.KIND),
    ItemKind.REFLECTION: (Part.DAY, Part.WORDS),
}
"""What is shown of a piece until its owner says otherwise: no more than what it is about."""
