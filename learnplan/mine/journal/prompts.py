"""Questions that may help somebody to write. Nobody has to answer one, and nobody counts them.

They are in ``prompts.toml``. An answer keeps the words of its question, so they can be bettered.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from learnplan.mine.log.kinds import Purpose

NOW_AND_THEN = "now and then"
A_WEEK = "looking back on a week"
OCCASIONS = (
    NOW_AND_THEN,
    "to seek",
    "to sense",
    "to share",
    "after a probe",
    "when something went wrong",
    "when something is done",
    A_WEEK,
)
"""When a question is of use, as a heading says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question, when it is of use, and the stance of most who answer it."""

    key: str
    when: str
    ask: str
    stance: Purpose | None = None


def _read() -> tuple[Prompt, ...]:
    written = resources.files("learnplan.mine.journal").joinpath("prompts.toml").read_text("utf-8")
    return tuple(
        Prompt(
            key=said["key"],
            when=said["when"],
            ask=said["ask"],
            stance=Purpose(said["stance"]) if "stance" in said else None,
        )
        for said in tomllib.loads(written)["prompt"]
    )


PROMPTS = _read()
_BY_KEY = {prompt.key: prompt for prompt in PROMPTS}


def prompt_with(key: str) -> Prompt | None:
    """The question that goes by ``key`` in an address; None when none does."""
    return _BY_KEY.get(key)


def prompts_for(occasion: str) -> Sequence[Prompt]:
    """The questions for one occasion, in the order they were written."""
    return [prompt for prompt in PROMPTS if prompt.when == occasion]


def in_turn(occasion: str, turn: int) -> Prompt:
    """One question for an occasion; after the last comes the first again."""
    of_its_kind = prompts_for(occasion)
    return of_its_kind[turn % len(of_its_kind)]


def after(prompt: Prompt) -> Prompt:
    """The question that comes after one of the same occasion."""
    of_its_kind = prompts_for(prompt.when)
    return in_turn(prompt.when, of_its_kind.index(prompt) + 1)
