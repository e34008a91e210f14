"""What somebody tells everyone of an option they took: shown and taken back with its key alone.

Mine does both; Ours has no door to it. Doing either twice is doing it once.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from learnplan.core.db import db
from learnplan.core.errors import Invalid, require
from learnplan.ours.brokerage.models import OptionWord
from learnplan.ours.brokerage.words import PERSON_LIMIT, WORDS_LIMIT

NOT_THE_KEY = "Only its author can change what was said of an option."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that everyone sees of it. ``signed`` is a name, or nothing; a month is its first day.

    Raises:
        Invalid: it says nothing, or too much; ``field`` says which part.
    """

    option_key: str
    words: str
    told_in: date
    signed: str = ""

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise Invalid("Write what you would tell the next person.", field="words")
        if len(self.words) > WORDS_LIMIT:
            raise Invalid(f"Use at most {WORDS_LIMIT:,} characters here.", field="words")
        if len(self.signed) > PERSON_LIMIT:
            raise Invalid(f"A name has at most {PERSON_LIMIT} characters.", field="signed")
        if self.told_in.day != 1:
            raise Invalid("It is told in a month, not on a day.")


def tell(word_id: UUID, said: Said, *, key: str) -> None:
    """Show everyone what ``said`` says, in place of what it said before. The key is not kept.

    Raises:
        Refused: there is such a word, of somebody with another key.
    """
    row = db.session.get(OptionWord, word_id)
    if row is None:
        row = OptionWord(
            seal=_seal_of(key), option_key=said.option_key, words=said.words, told_in=said.told_in
        )
        row.id = word_id
        db.session.add(row)
    require(_opens(key, row), NOT_THE_KEY)
    row.words, row.signed, row.told_in = said.words, said.signed, said.told_in
    db.session.flush()


def take_back(word_id: UUID, *, key: str) -> None:
    """Let it go, at once and without a trace. What is not there is taken back already.

    Raises:
        Refused: this is not its key.
    """
    row = db.session.get(OptionWord, word_id)
    if row is not None:
        require(_opens(key, row), NOT_THE_KEY)
        db.session.delete(row)
        db.session.flush()


def _seal_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _opens(key: str, row: OptionWord) -> bool:
    return hmac.compare_digest(row.seal, _seal_of(key))
