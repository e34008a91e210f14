"""What files say of maps and menus, drawn up as things that are known by the names leading to them.

A drawing is what a preview shows and what an import compares with what stands. It knows nothing of
any database.
"""

import enum
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from learnplan.ours.brokerage.words import (
    MOST_TOPICS,
    OptionKind,
    OptionNeed,
    as_lines,
    lines_of,
    plain,
)

Path = tuple[str, ...]
"""The names that lead to a thing, without what people vary in them."""


class Sort(enum.StrEnum):
    """What a thing is. Whatever one hangs on comes before it."""

    FRAMEWORK = "framework"
    ROLE = "role"
    ROLE_LEVEL = "role level"
    COMPETENCY = "competency"
    LEVEL = "described level"
    NEED = "need"
    MENU = "menu"
    OPTION = "option"
    SERVING = "serving"


NOTHING = frozenset({"", None, OptionKind.OTHER})
"""What says nothing: it fills no field, and takes nothing away."""
GROWING = frozenset({"needed_by", "topics", "scale"})
"""Of these lists, a file says some; the others stay."""


def key_from(sort: Sort, *parts: str) -> str:
    """The key of a thing: of the keys of what it hangs on, and of its own names."""
    return hashlib.sha256("\x1f".join((sort.value, *parts)).encode()).hexdigest()


@lru_cache(maxsize=50_000)
def key_of(sort: Sort, path: Path) -> str:
    """How Ours knows a thing, and Mine what is noted of it."""
    match sort:
        case Sort.FRAMEWORK | Sort.MENU:
            parts = path[:1]
        case Sort.ROLE | Sort.COMPETENCY:
            parts = (key_of(Sort.FRAMEWORK, path[:1]), path[1])
        case Sort.ROLE_LEVEL:
            parts = (key_of(Sort.ROLE, path[:2]), path[2])
        case Sort.LEVEL:
            parts = (key_of(Sort.COMPETENCY, path[:2]), path[2])
        case Sort.NEED:
            competency = (path[0], path[3])
            parts = (key_of(Sort.ROLE_LEVEL, path[:3]), key_of(Sort.COMPETENCY, competency))
        case Sort.OPTION:
            parts = (key_of(Sort.MENU, path[:1]), path[1], path[2])
        case Sort.SERVING:
            at = key_of(Sort.ROLE_LEVEL, (path[3], *path[5:])) if path[5] else ""
            parts = (key_of(Sort.OPTION, path[:3]), key_of(Sort.COMPETENCY, path[3:5]), at)
    return key_from(sort, *parts)


@dataclass(slots=True)
class Entry:
    """One thing: what is said of it, and the line that says so first."""

    said: dict[str, Any]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSaid:
    """All that a file says of a learning option."""

    title: str
    link: str = ""
    kind: OptionKind = OptionKind.OTHER
    provider: str = ""
    summary: str = ""
    cost: str = ""
    price: float | None = None
    length: str = ""
    hours: float | None = None
    need: OptionNeed | None = None
    topics: tuple[str, ...] = ()


@dataclass(slots=True)
class Drawing:
    """What was understood so far, by sort and path, in the order in which it was said.

    ``clashes`` are the needs for which two rows name different levels, with their lines.
    """

    framework: str
    menu: str
    entries: dict[Sort, dict[Path, Entry]] = field(
        default_factory=lambda: {sort: {} for sort in Sort}
    )
    clashes: dict[Path, list[int | None]] = field(default_factory=dict)

    def about_framework(self, *, summary: str = "", scale: tuple[str, ...] = ()) -> Path:
        """The framework itself, where a file says something of one."""
        said = {"name": self.framework, "summary": summary, "scale": as_lines(scale)}
        return self._put(Sort.FRAMEWORK, (plain(self.framework),), None, said)

    def role(self, name: str, *, family: str = "", summary: str = "", line: int | None) -> Path:
        """A role, in a family of roles."""
        root = self.about_framework()
        said = {"name": name, "family": family, "summary": summary}
        return self._put(Sort.ROLE, (*root, plain(name)), line, said)

    def role_level(self, role: Path, name: str, *, summary: str = "", line: int | None) -> Path:
        """A level of a role."""
        return self._put(
            Sort.ROLE_LEVEL, (*role, plain(name)), line, {"name": name, "summary": summary}
        )

    def competency(
        self,
        name: str,
        *,
        theme: str = "",
        summary: str = "",
        line: int | None,
        reference: str = "",
    ) -> Path:
        """What somebody in some role is able to do.

        Where a file gives it an id, that is what tells it from others: two may be called alike.
        """
        root = self.about_framework()
        said = {"name": name, "theme": theme, "summary": summary}
        own = f"#{plain(reference)}" if reference else plain(name)
        return self._put(Sort.COMPETENCY, (*root, own), line, said)

    def level(self, competency: Path, name: str, *, looks_like: str, line: int | None) -> str:
        """A level of a competency. Returns what is left to say of it, where it was described else.

        The first description holds for the level; another one is about the role that has it.
        """
        path = (*competency, plain(name))
        known = self.entries[Sort.LEVEL].get(path)
        self._put(Sort.LEVEL, path, line, {"name": name, "looks_like": looks_like})
        self.about_framework(scale=(name,))
        differs = known is not None and known.said["looks_like"] not in {"", looks_like}
        return looks_like if differs else ""

    def need(
        self,
        role_level: Path,
        competency: Path,
        *,
        level: str = "",
        looks_like: str = "",
        line: int | None,
    ) -> None:
        """A level of a role needs a competency, at some level of it."""
        path = (*role_level, competency[-1])
        known = self.entries[Sort.NEED].get(path)
        if known is not None and level and known.said["level"] and known.said["level"] != level:
            self.clashes.setdefault(path, [known.line]).append(line)
            return
        self._put(Sort.NEED, path, line, {"level": level, "looks_like": looks_like})

    def needed_by(self, competency: Path, role: str) -> None:
        """A role needs a competency, and nobody says at which level."""
        said = self.entries[Sort.COMPETENCY][competency].said
        said["needed_by"] = as_lines([*lines_of(said.get("needed_by", "")), role])

    def about_menu(self, *, summary: str = "") -> Path:
        """The menu itself, where a file says something of one."""
        said = {"name": self.menu, "summary": summary}
        return self._put(Sort.MENU, (plain(self.menu),), None, said)

    def option(self, about: OptionSaid, *, line: int | None) -> Path:
        """A learning option on the menu."""
        root = self.about_menu()
        said: dict[str, Any] = {
            name: getattr(about, name) for name in OptionSaid.__slots__ if name != "topics"
        }
        path = (*root, plain(about.title), about.link)
        self._put(Sort.OPTION, path, line, said)
        kept = self.entries[Sort.OPTION][path].said
        topics = dict.fromkeys([*lines_of(kept.get("topics", "")), *about.topics])
        kept["topics"] = as_lines(list(topics)[:MOST_TOPICS])
        return path

    def serves(
        self, option: Path, competency: Path, role_level: Path = (), *, line: int | None
    ) -> None:
        """An option helps with a competency, perhaps for one level of a role."""
        self._put(Sort.SERVING, (*option, *competency, *(role_level[1:] or ("", ""))), line, {})

    def settle(self) -> Iterator[tuple[list[int | None], str]]:
        """Take out what contradicts itself: which is right is not known. Each with its lines."""
        for path, lines in self.clashes.items():
            self.entries[Sort.NEED].pop(path, None)
            *_, role, level, competency = path
            yield lines, f"{role}, {level}: two levels of “{competency}” are asked for."
        self.clashes.clear()

    def order_levels(self, rank: Callable[[str], int | None]) -> None:
        """Put the levels of the framework in their order, where each has a known one."""
        for entry in self.entries[Sort.FRAMEWORK].values():
            levels = lines_of(entry.said["scale"])
            ranks = {level: rank(level) for level in levels}
            if None not in ranks.values():
                entry.said["scale"] = as_lines(sorted(levels, key=lambda each: ranks[each] or 0))

    def count(self, sort: Sort) -> int:
        """How many things of a sort there are."""
        return len(self.entries[sort])

    def _put(self, sort: Sort, path: Path, line: int | None, said: dict[str, Any]) -> Path:
        """Note a thing, or what was not yet said of it; what was said first holds."""
        entry = self.entries[sort].get(path)
        if entry is None:
            self.entries[sort][path] = Entry(dict(said), line)
            return path
        for name, value in said.items():
            if name in GROWING:
                entry.said[name] = as_lines([*lines_of(entry.said.get(name, "")), *lines_of(value)])
            elif entry.said.get(name) in NOTHING and value not in NOTHING:
                entry.said[name] = value
        return path
