"""What an archive's pages tell: goals with all that is about them, months, reflections.

What is told in many places (the title of a goal, whose page an item is on) is held; everything
else is read as it is written, a month at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from learnplan.core.drawers import Drawer, Said
from learnplan.mine.evidence import portable as evidence
from learnplan.mine.evidence.words import Kind
from learnplan.mine.journal import portable as journal
from learnplan.mine.log import portable as log
from learnplan.mine.plan import portable as plan
from learnplan.mine.portability.record.rooms import by_name
from learnplan.mine.portability.record.saying import Record
from learnplan.mine.portfolios import portable as portfolios
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500
CALLED_BY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing with what is about it: rows by the name of their drawer, evidence, ties."""

    row: Said
    address: str
    title: str
    parts: dict[str, list[Said]] = field(default_factory=dict)
    evidence: Sequence[Said] = ()
    led_from: Sequence["Place"] = ()
    led_to: Sequence["Place"] = ()
    goals: Sequence["Place"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is told, and what it is called."""

    title: str
    address: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a month holds, the oldest first."""

    first: date
    things: list[Told]

    @property
    def stem(self) -> str:
        """``2026-05``."""
        return f"{self.first:%Y-%m}"


class Contents:
    """Somebody's record, as pages tell it."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def goals(self) -> Iterator[Told]:
        """Every goal with its steps, rounds and people asked, and what happened on the way."""
        drawer = by_name()[plan.GOALS]
        for some in _some(self._record.rows(drawer)):
            parts = self._parts(drawer, some)
            for row in some:
                yield self._told(ItemKind.GOAL, row, parts.get(row["id"], {}))

    def months(self) -> Iterator[Month]:
        """The log, month by month."""
        yield from self._months(ItemKind.ACTIVITY, by_name()[log.ACTIVITIES], "happened_on")

    def reflections(self) -> Iterator[Month]:
        """The journal, month by month."""
        yield from self._months(ItemKind.REFLECTION, by_name()[journal.REFLECTIONS], "written_on")

    def all_of(self, name: str) -> list[Said]:
        """Every row of a drawer that holds little."""
        return list(self._record.rows(by_name()[name]))

    def on_the_way(self, goal_id: UUID) -> list[Place]:
        """What served a goal, the newest first."""
        ids = self._served.get(goal_id, [])
        places = [self.places[ItemKind.ACTIVITY, one] for one in ids]
        return sorted(places, key=lambda place: (place.on or date.min, place.title), reverse=True)

    def portfolios(self) -> list[Told]:
        """Every portfolio with its pieces, each of which leads to what it is about."""
        drawer = by_name()[portfolios.PORTFOLIOS]
        return [
            Told(
                row=row,
                address="portfolios.html",
                title=row["heading"],
                parts={
                    portfolios.PIECES: [
                        {**piece, "place": self.places[piece["item_kind"], piece["item_id"]]}
                        for piece in self._pieces
                        if piece["portfolio_id"] == row["id"]
                    ]
                },
            )
            for row in self._record.rows(drawer)
        ]

    @cached_property
    def files(self) -> dict[UUID, Said]:
        """The rows of the files."""
        return {row["id"]: row for row in self._record.rows(by_name()[evidence.FILES])}

    @cached_property
    def places(self) -> dict[tuple[ItemKind, UUID], Place]:
        """Where each item is told that something else points to; of goals, each."""
        found: dict[tuple[ItemKind, UUID], Place] = {}
        for row in self._record.rows(by_name()[plan.GOALS]):
            found[ItemKind.GOAL, row["id"]] = _place(ItemKind.GOAL, row)
        wanted = {one for ids in self._served.values() for one in ids} | self._tied
        wanted |= {piece["item_id"] for piece in self._pieces}
        for kind, name in (
            (ItemKind.ACTIVITY, log.ACTIVITIES),
            (ItemKind.REFLECTION, journal.REFLECTIONS),
        ):
            drawer = by_name()[name]
            for some in _some(wanted):
                for row in self._record.rows(drawer, drawer.table.c.id.in_(some)):
                    found[kind, row["id"]] = _place(kind, row)
        return found

    @cached_property
    def _pieces(self) -> list[Said]:
        return self.all_of(portfolios.PIECES)

    @cached_property
    def _served(self) -> dict[UUID, list[UUID]]:
        served: dict[UUID, list[UUID]] = defaultdict(list)
        for row in self._record.rows(by_name()["activity_goals"]):
            served[row["goal_id"]].append(row["activity_id"])
        return served

    @cached_property
    def _ties(self) -> list[Said]:
        return list(self._record.rows(by_name()["ties"]))

    @cached_property
    def _tied(self) -> set[UUID]:
        ends = ("outcome_id", "cause_id")
        return {row[end] for row in self._ties for end in ends}

    @cached_property
    def _led(self) -> tuple[dict[Any, list[Any]], dict[Any, list[Any]]]:
        before: dict[Any, list[Any]] = defaultdict(list)
        after: dict[Any, list[Any]] = defaultdict(list)
        for row in self._ties:
            outcome = row["outcome_kind"], row["outcome_id"]
            cause = row["cause_kind"], row["cause_id"]
            before[outcome].append(cause)
            after[cause].append(outcome)
        return before, after

    @cached_property
    def _beside(self) -> dict[tuple[ItemKind, UUID], list[Said]]:
        beside: dict[tuple[ItemKind, UUID], list[Said]] = defaultdict(list)
        for row in self._record.rows(by_name()[evidence.EVIDENCE]):
            file = self.files.get(row["file_id"])
            if row["kind"] is Kind.FILE and file is not None:
                row["at"] = evidence.name_of(file["sha256"], file["medium"])
                row["size"] = file["size"]
            beside[row["item_kind"], row["item_id"]].append(row)
        return beside

    def _months(self, kind: ItemKind, drawer: Drawer, day: str) -> Iterator[Month]:
        told = self._all(kind, drawer)
        for (year, month), group in groupby(
            told, lambda one: (one.row[day].year, one.row[day].month)
        ):
            yield Month(first=date(year, month, 1), things=list(group))

    def _all(self, kind: ItemKind, drawer: Drawer) -> Iterator[Told]:
        for some in _some(self._record.rows(drawer)):
            parts = self._parts(drawer, some)
            for row in some:
                yield self._told(kind, row, parts.get(row["id"], {}))

    def _told(self, kind: ItemKind, row: Said, parts: dict[str, list[Said]]) -> Told:
        place, here = _place(kind, row), (kind, row["id"])
        before, after = self._led
        goals = [(ItemKind.GOAL, one["goal_id"]) for one in parts.get("activity_goals", ())]
        return Told(
            row=row,
            address=place.address,
            title=place.title,
            parts=parts,
            evidence=self._beside.get(here, ()),
            led_from=[self.places[one] for one in before.get(here, ())],
            led_to=[self.places[one] for one in after.get(here, ())],
            goals=[self.places[one] for one in goals],
        )

    def _parts(self, drawer: Drawer, rows: Sequence[Said]) -> dict[UUID, dict[str, list[Said]]]:
        """The rows that are part of each of ``rows``, by the names of their drawers."""
        found: dict[UUID, dict[str, list[Said]]] = defaultdict(dict)
        whole = {drawer.name: {row["id"]: row["id"] for row in rows}}
        for part in by_name().values():
            above = whole.get(part.refers.get(part.part_of, ""))
            if not part.part_of or above is None:
                continue
            mine = whole[part.name] = {}
            for some in _some(above):
                for parent, its in self._record.parts(part, some).items():
                    found[above[parent]].setdefault(part.name, []).extend(its)
                    mine |= {row["id"]: above[parent] for row in its}
        return found


def _some(things: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(things)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _place(kind: ItemKind, row: Said) -> Place:
    """Where an item is told: a goal on a page of its own, all else on the page of its month."""
    if kind is ItemKind.GOAL:
        return Place(title=row["title"], address=f"goals/{row['id']}.html")
    if kind is ItemKind.ACTIVITY:
        on = row["happened_on"]
        return Place(title=row["what"], address=f"log/{on:%Y-%m}.html#{row['id']}", on=on)
    title = row["title"] or row["prompt"] or " ".join(row["text"][: CALLED_BY * 2].split())
    on = row["written_on"]
    short = title if len(title) <= CALLED_BY else f"{title[:CALLED_BY]}…"
    return Place(title=short, address=f"journal/{on:%Y-%m}.html#{row['id']}", on=on)
