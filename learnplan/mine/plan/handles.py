"""Handles: how a goal is meant in one line, ``@monday-reports``."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

MOST_WORDS = 4
MOST_LETTERS = 30
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’‘\u02bc")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChoice:
    """A goal that can be meant: what it is called, and what is written for it after ``@``."""

    id: UUID
    title: str
    handle: str
    is_open: bool = True


def give_handles(titles: Iterable[str]) -> list[str]:
    """A short handle for each title, all different: the second of two alike ends in ``-2``."""
    given: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = handle = _slug(title)
        number = 1
        while handle in taken:
            number += 1
            handle = f"{plain}-{number}"
        taken.add(handle)
        given.append(handle)
    return given


def find_goal(goals: Sequence[GoalChoice], written: str) -> GoalChoice | None:
    """The goal that ``written`` means, with or without its ``@``; None when that is not clear.

    Its handle means a goal exactly. Otherwise each word written must begin a word of the title,
    and exactly one goal must fit; open goals are looked at before the others.
    """
    wanted = _unapostrophed(written.strip().removeprefix("@")).casefold()
    for goal in goals:
        if goal.handle == wanted:
            return goal
    words = _folded(wanted)
    if not words:
        return None
    fitting = [goal for goal in goals if _fits(words, _folded(goal.title))]
    among = [goal for goal in fitting if goal.is_open] or fitting
    return among[0] if len(among) == 1 else None


def _slug(title: str) -> str:
    """The first words of ``title``: ``Find out why Monday’s …`` is ``find-out-why-mondays``."""
    words = _WORD.findall(unicodedata.normalize("NFC", _unapostrophed(title)).casefold())
    slug = "-".join(words[:MOST_WORDS])
    while len(slug) > MOST_LETTERS and "-" in slug:
        slug = slug.rpartition("-")[0]
    return slug[:MOST_LETTERS] or "goal"


def _unapostrophed(text: str) -> str:
    return text.translate(_APOSTROPHES)


def _fits(written: Sequence[str], title: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in title) for start in written)


def _folded(text: str) -> list[str]:
    """The words of ``text`` without case, accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", _unapostrophed(text).casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))
