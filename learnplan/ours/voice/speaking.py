"""What is said to everyone, checked before any database sees it: the same signed and unsigned."""

from dataclasses import dataclass
from uuid import UUID

from learnplan.core.errors import Invalid
from learnplan.ours.voice.words import ASKED, Kind, Need

TITLE_LIMIT = 160
TEXT_LIMIT = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a thread: a question, a suggestion or a request, and which unit it is to.

    Raises:
        Invalid: something is missing or too long; ``field`` says which part.
    """

    kind: Kind
    unit_id: UUID
    title: str
    words: str = ""
    need: Need | None = None

    def __post_init__(self) -> None:
        if self.kind is Kind.SUPPORT and self.need is None:
            raise Invalid("Say what it is that is needed.", field="need")
        if self.kind is not Kind.SUPPORT and self.need is not None:
            raise Invalid("Only a support request says what is needed.", field="need")
        check(self.title, "title", "Write it in one line.", TITLE_LIMIT)
        if len(self.words) > TEXT_LIMIT:
            raise Invalid(f"Use at most {TEXT_LIMIT:,} characters here.", field="words")

    @property
    def is_owed_an_answer(self) -> bool:
        """Whether management is to answer it."""
        return self.kind in ASKED


def check(text: str, field: str, missing: str, limit: int = TEXT_LIMIT) -> None:
    """Go on only if something is written, and not too much.

    Raises:
        Invalid: nothing is, or more than ``limit`` characters.
    """
    if not text.strip():
        raise Invalid(missing, field=field)
    if len(text) > limit:
        raise Invalid(f"Use at most {limit:,} characters here.", field=field)
