"""The ready questions: about the conditions for learning, which are management's part."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("questions.toml")
YES_OR_NO = ("No", "Yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyQuestion:
    """A question that comes with the product. It is answered with no or yes."""

    key: str
    words: str
    about: str


@cache
def ready_questions() -> dict[str, ReadyQuestion]:
    """Every ready question by its key, in the order of the file."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        key: ReadyQuestion(key=key, words=said["words"], about=said["about"])
        for key, said in found.items()
    }
