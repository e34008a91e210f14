"""What every reader hands back: entries, what was refused, and what was assumed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import TypeVar

from learnplan.core.errors import Invalid
from learnplan.core.languages import day_said
from learnplan.mine.portability.enclosed import Enclosed
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.texts import storable

WHAT_LIMIT = 500
TITLE_LIMIT = 200
KEY_LIMIT = 200
ENTRY_LIMIT = 100_000
TOO_MANY = f"This log has more than {ENTRY_LIMIT:,} entries. Import it in several parts."
SHOWN = 2_000
KINDS = (
    "reading",
    "practice",
    "course",
    "classroom session",
    "mentoring",
    "shadowing",
    "community",
    "on the job",
    "teaching others",
    "other",
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An address, and what it was called in the source."""

    address: str
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFile:
    """A file that belongs to something, by its path inside the source."""

    path: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing somebody did, as their log tells it.

    ``source_key`` says which entry of its source it is: the same log read again, from another
    file name or out of a zip, gives the same keys.
    """

    source_key: str
    member: str
    line: int | None
    on: date
    what: str
    kind: str = "other"
    at: time | None = None
    note: str = ""
    thoughts: str = ""
    minutes: int | None = None
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    with_whom: str = ""
    remarks: tuple[str, ...] = ()
    is_reflection: bool = False
    files: tuple[FoundFile, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundStep:
    """One step of a plan, and whether it was done."""

    text: str
    done: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundGoal:
    """Something that somebody set out to learn or to do, as their plan tells it."""

    source_key: str
    member: str
    line: int | None
    title: str
    why: str = ""
    by: date | None = None
    achieved: bool = False
    steps: tuple[FoundStep, ...] = ()
    remarks: tuple[str, ...] = ()
    files: tuple[FoundFile, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """A piece of a log that was not understood, and why, in a sentence."""

    member: str
    line: int | None
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A log as it was understood. ``undated`` of the rejected would come in if given a day.

    For a table, ``columns`` and ``rows`` (the first few) and the ``mapping`` that was used let a
    person put the mapping right and read again.
    """

    kind: str
    entries: tuple[Entry, ...] = ()
    goals: tuple[FoundGoal, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    remarks: tuple[str, ...] = ()
    undated: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    mapping: Mapping | None = None

    @property
    def activities(self) -> tuple[Entry, ...]:
        """The entries that belong in the log."""
        return tuple(entry for entry in self.entries if not entry.is_reflection)

    @property
    def reflections(self) -> tuple[Entry, ...]:
        """The entries that belong in the journal."""
        return tuple(entry for entry in self.entries if entry.is_reflection)

    @property
    def paths(self) -> list[str]:
        """Where the files are that come with all this."""
        found: tuple[Entry | FoundGoal, ...] = (*self.entries, *self.goals)
        return [file.path for one in found for file in one.files]


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What the person who imports has said about their log."""

    today: date
    mapping: Mapping | None = None
    day_first: bool | None = None
    undated_on: date | None = None
    enclosed: Enclosed = field(default_factory=Enclosed)
    progress: Progress = lambda _done, _total: None


@dataclass(kw_only=True, slots=True)
class Findings:
    """What a reader has found so far, in the order of the source."""

    today: date
    member: str = ""
    entries: list[Entry] = field(default_factory=list)
    goals: list[FoundGoal] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    undated: int = 0
    _things: int = 0

    def reject(self, line: int | None, text: str, reason: str, *, member: str = "") -> None:
        """List something that was not understood."""
        shown = storable(text.strip())[:SHOWN]
        rejected = Rejected(member=member or self.member, line=line, text=shown, reason=reason)
        self.rejected.append(rejected)

    def add(self, entry: Entry) -> None:
        """Keep an entry; a log with too many is refused while it is being read.

        Raises:
            Invalid: there are more entries than one import takes.
        """
        if len(self.entries) >= ENTRY_LIMIT:
            raise Invalid(TOO_MANY)
        self.entries.append(_tidy(entry, today=self.today))

    def add_goal(self, goal: FoundGoal) -> None:
        """Keep a goal; a plan with too many is refused while it is being read.

        Raises:
            Invalid: there are more of them, with their steps, than one import takes.
        """
        self._things += 1 + len(goal.steps)
        if self._things > ENTRY_LIMIT:
            raise Invalid(TOO_MANY)
        self.goals.append(_tidy_goal(goal))

    def take(self, reading: Reading) -> None:
        """Add what another member of the same source had."""
        if len(self.entries) + len(reading.entries) > ENTRY_LIMIT:
            raise Invalid(TOO_MANY)
        for goal in reading.goals:
            self.add_goal(goal)
        self.entries += reading.entries
        self.rejected += reading.rejected
        self.remarks += reading.remarks
        self.undated += reading.undated

    def reading(self, kind: str) -> Reading:
        """Close the book: number entries of the same name so that none is lost."""
        return Reading(
            kind=kind,
            entries=tuple(_numbered(self.entries)),
            goals=tuple(_numbered(self.goals)),
            rejected=tuple(self.rejected),
            remarks=tuple(dict.fromkeys(self.remarks)),
            undated=self.undated,
        )


def _tidy(entry: Entry, *, today: date) -> Entry:
    """Make an entry fit to keep: one line of what, the rest of a long one in its note."""
    what, note, remarks = (
        one_line(storable(entry.what)),
        storable(entry.note).strip(),
        entry.remarks,
    )
    if len(what) > WHAT_LIMIT:
        note = "\n\n".join(filter(None, (what, note)))
        what = shortened(what)
    future = f"{day_said(entry.on)} is still to come."
    if entry.on > today and future not in remarks:
        remarks = (*remarks, future)
    return replace(
        entry,
        source_key=storable(entry.source_key),
        what=what,
        note=note,
        thoughts=storable(entry.thoughts).strip(),
        tags=tuple(dict.fromkeys(one_line(storable(tag)) for tag in entry.tags if tag.strip())),
        links=tuple(_one_each(entry.links)),
        with_whom=one_line(storable(entry.with_whom)),
        remarks=remarks,
    )


def _one_each(links: Iterable[Link]) -> Iterable[Link]:
    """Each address once, under the first title that it had."""
    titles: dict[str, str] = {}
    for link in links:
        address = storable(link.address).strip()
        titles[address] = titles.get(address) or one_line(storable(link.title))
    return (Link(address=address, title=title) for address, title in titles.items())


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def shortened(text: str, limit: int = WHAT_LIMIT) -> str:
    """Cut at a word, with an ellipsis, to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:") + "…"


def key_of(kind: str, *parts: object) -> str:
    """Name an entry by what makes it that one, in at most 200 characters."""
    said = ":".join((kind, *(one_line(str(part)).casefold() for part in parts)))
    if len(said) <= KEY_LIMIT:
        return said
    return f"{kind}:{digest(said)}"


def digest(*parts: object) -> str:
    """A short name for content that has no name of its own."""
    said = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()[:32]


def _tidy_goal(goal: FoundGoal) -> FoundGoal:
    """Make a goal fit to keep: one line of title, the rest of a long one in its why."""
    title, why = one_line(storable(goal.title)), storable(goal.why).strip()
    if len(title) > TITLE_LIMIT:
        why = "\n\n".join(filter(None, (title, why)))
    steps = (replace(step, text=one_line(storable(step.text))) for step in goal.steps)
    return replace(
        goal,
        source_key=storable(goal.source_key),
        title=shortened(title, TITLE_LIMIT),
        why=why,
        steps=tuple(step for step in steps if step.text),
    )


Named = TypeVar("Named", Entry, FoundGoal)


def _numbered(entries: Iterable[Named]) -> Iterable[Named]:
    """Tell entries with the same key apart, as the first, second, third of that name."""
    seen: Counter[str] = Counter()
    for one in entries:
        seen[one.source_key] += 1
        times = seen[one.source_key]
        yield one if times == 1 else replace(one, source_key=f"{one.source_key}#{times}")
