"""Starter plans, for whoever wants structure: prompts beside the questions, steps to begin with.

Their words are in starters.toml. The prompts thin out as somebody uses them: first all of them,
then the key question alone, then none.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from learnplan.mine.plan.words import Approach, Horizon, Need, Prompts

ALL_PROMPTS_FOR = 2
"""So many goals are set from starter plans with all the prompts there are."""
KEY_PROMPT_FOR = 2
"""And so many after that with the key question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A plan to begin from. ``prompts`` are by the names of a goal's questions, one of them key."""

    name: str
    title: str
    when: str
    approach: Approach
    horizon: Horizon
    need: Need | None
    key: str
    prompts: Mapping[str, str]
    steps: tuple[str, ...]

    def prompts_left(self, chosen: Prompts, used: int) -> dict[str, str]:
        """The prompts for somebody who has set ``used`` goals from starter plans before."""
        if chosen is Prompts.NONE:
            return {}
        if chosen is Prompts.ALL or used < ALL_PROMPTS_FOR:
            return dict(self.prompts)
        if used < ALL_PROMPTS_FOR + KEY_PROMPT_FOR:
            return {self.key: self.prompts[self.key]}
        return {}


def _read() -> dict[str, Starter]:
    said = tomllib.loads(
        (resources.files("learnplan.mine.plan") / "starters.toml").read_text("utf-8")
    )
    return {
        name: Starter(
            name=name,
            title=one["title"],
            when=one["when"],
            approach=Approach(one["approach"]),
            horizon=Horizon(one["horizon"]),
            need=Need(one["need"]) if "need" in one else None,
            key=one["key"],
            prompts=one["prompts"],
            steps=tuple(one["steps"]),
        )
        for name, one in said.items()
    }


STARTERS = _read()
