"""Previews: what adding a reading would do, row by row, and what there was to wonder about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from learnplan.mine.portability.readers.values import Entry, FoundGoal, Reading, Rejected

ROWS_ON_A_PAGE = 50
GOAL, REFLECTION = "goal", "reflection"
EXAMPLES = 3
PLACES_NAMED = 8
FILES_NAMED = 3
READ_AS = re.compile("^Read “[^”]*” as (day/month|month/day)")
TWO_WAYS = re.compile("can be two days")
CHANGING = re.compile(r"“[^”]*”|\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One thing the source holds. What was not ``understood`` is refused, with its reason.

    ``on`` is the day of an activity, or the one until which a goal is to be reached.
    """

    line: int | None
    member: str
    what: str
    on: date | None = None
    kind: str = ""
    known: bool = False
    understood: bool = True
    remarks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """Rows that were in doubt for the same reason, with a few of the sentences that say so.

    ``places`` are lines, or, where there are ``several`` files, files and lines.
    ``read_as`` is the order in which unclear dates were read, where that was the doubt.
    """

    refused: bool
    count: int
    sentences: tuple[str, ...]
    places: tuple[str, ...]
    several: bool = False
    read_as: str = ""
    unsettled: bool = False

    @property
    def where(self) -> str:
        """The first few places, as a sentence has them: ``12, 19 and 25``."""
        most = FILES_NAMED if self.several else PLACES_NAMED
        named = list(self.places[:most])
        if len(self.places) > most:
            named.append(f"{len(self.places) - most:,} more")
        return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would be added, what is there already, what was not understood, in source order.

    Rows of ``several`` files say which one they are from.
    """

    rows: tuple[Row, ...]
    concerns: tuple[Concern, ...]
    several: bool

    @classmethod
    def of(
        cls,
        reading: Reading,
        *,
        known: Sequence[bool],
        known_goals: Sequence[bool] = (),
        known_reflections: Sequence[bool] = (),
    ) -> Self:
        """Lay out ``reading``; ``known`` says of each activity whether the log has it."""
        understood = [_row(*pair) for pair in zip(reading.activities, known, strict=True)]
        reflections = zip(reading.reflections, known_reflections, strict=True)
        understood += [replace(_row(*pair), kind=REFLECTION) for pair in reflections]
        understood += [_goal(*pair) for pair in zip(reading.goals, known_goals, strict=True)]
        refused = [_refused(one) for one in reading.rejected]
        places = {
            member: place
            for place, member in enumerate(dict.fromkeys(row.member for row in understood))
        }
        rows = sorted(
            [*understood, *refused],
            key=lambda row: (places.get(row.member, len(places)), row.member, row.line or 0),
        )
        several = len({row.member for row in rows}) > 1
        concerns = (
            *_concerns(refused, refused=True, several=several),
            *_concerns(understood, refused=False, several=several),
        )
        return cls(rows=tuple(rows), concerns=concerns, several=several)

    @property
    def to_add(self) -> tuple[Row, ...]:
        """What would be added."""
        return tuple(row for row in self.rows if row.understood and not row.known)

    @property
    def activities(self) -> int:
        """How many activities would be added."""
        return len(self.to_add) - self.goals - self.reflections

    @property
    def goals(self) -> int:
        """How many goals would be added."""
        return sum(row.kind == GOAL for row in self.to_add)

    @property
    def reflections(self) -> int:
        """How many reflections would be added."""
        return sum(row.kind == REFLECTION for row in self.to_add)

    @property
    def files(self) -> int:
        """How many files would come with all that."""
        return sum(len(row.files) for row in self.to_add)

    @property
    def known(self) -> tuple[Row, ...]:
        """What is in the log already."""
        return tuple(row for row in self.rows if row.known)

    @property
    def refused(self) -> tuple[Row, ...]:
        """What was not understood."""
        return tuple(row for row in self.rows if not row.understood)

    @property
    def remarkable(self) -> tuple[Row, ...]:
        """What would be added with a remark."""
        return tuple(row for row in self.to_add if row.remarks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One page of rows. ``number`` counts from 1."""

    rows: tuple[Row, ...]
    number: int
    total: int

    @classmethod
    def of(cls, rows: Sequence[Row], *, number: int) -> Self:
        """The page of that number, or the nearest there is."""
        last = max(1, -(-len(rows) // ROWS_ON_A_PAGE))
        number = min(max(number, 1), last)
        start = (number - 1) * ROWS_ON_A_PAGE
        return cls(rows=tuple(rows[start : start + ROWS_ON_A_PAGE]), number=number, total=len(rows))

    @property
    def first(self) -> int:
        """The place of its first row among all, from 1."""
        return (self.number - 1) * ROWS_ON_A_PAGE + 1

    @property
    def last(self) -> int:
        """The place of its last row among all."""
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.last < self.total


def _row(entry: Entry, known: bool) -> Row:  # noqa: FBT001 - one of a pair from zip
    return Row(
        line=entry.line,
        member=entry.member,
        what=entry.what,
        on=entry.on,
        kind=entry.kind,
        known=known,
        remarks=entry.remarks,
        files=tuple(file.title for file in entry.files),
    )


def _goal(goal: FoundGoal, known: bool) -> Row:  # noqa: FBT001 - one of a pair from zip
    done = sum(step.done for step in goal.steps)
    steps = f"{len(goal.steps):,} steps, {done:,} done." if goal.steps else "It has no steps."
    return Row(
        line=goal.line,
        member=goal.member,
        what=goal.title,
        on=goal.by,
        kind=GOAL,
        known=known,
        remarks=(*goal.remarks, steps),
        files=tuple(file.title for file in goal.files),
    )


def _refused(one: Rejected) -> Row:
    return Row(
        line=one.line, member=one.member, what=one.text, understood=False, remarks=(one.reason,)
    )


def _concerns(rows: Iterable[Row], *, refused: bool, several: bool) -> Iterable[Concern]:
    """Put together what differs only in the words and numbers that were found."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        for remark in row.remarks:
            groups.setdefault(_likeness(remark), []).append((remark, _place(row, several=several)))
    for group in groups.values():
        read_as = READ_AS.match(group[0][0])
        yield Concern(
            refused=refused,
            count=len(group),
            sentences=tuple(dict.fromkeys(remark for remark, _ in group))[
                : EXAMPLES if refused else 1
            ],
            several=several,
            places=tuple(dict.fromkeys(place for _, place in group if place)),
            read_as=read_as[1] if read_as else "",
            unsettled=refused and TWO_WAYS.search(group[0][0]) is not None,
        )


def _place(row: Row, *, several: bool) -> str:
    line = "" if row.line is None else str(row.line)
    return ":".join(filter(None, (row.member, line))) if several else line


def _likeness(remark: str) -> str:
    return CHANGING.sub("…", remark)
