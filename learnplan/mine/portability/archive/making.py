"""Making an archive: every form of the record, one after the other, from one moment of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from learnplan.core.drawers import Said
from learnplan.mine.evidence import portable as evidence
from learnplan.mine.portability.archive import markdown, statements, tables
from learnplan.mine.portability.archive.contents import Contents, Month, Told
from learnplan.mine.portability.archive.packing import CHUNK, Packer
from learnplan.mine.portability.archive.pages import OF_ROLES, Pages
from learnplan.mine.portability.record.rooms import drawers, returning
from learnplan.mine.portability.record.saying import Record

Progress = Callable[[int, int], None]
PASSES = 5
"""How often each row is said, about: as JSON, as CSV, as a page, as Markdown, as a statement."""


class Making:
    """One archive on its way to ``path``."""

    def __init__(
        self, record: Record, owner: Mapping[str, str], path: Path, progress: Progress
    ) -> None:
        self._record = record
        self._owner = owner
        self._path = path
        self._progress = progress
        self._contents = Contents(record)
        self._counts = {drawer.name: record.count(drawer) for drawer in drawers()}
        self._most = PASSES * sum(self._counts.values()) or 1
        self._done = 0

    def make(self, *, made_at: datetime) -> int:
        """Write it; how many members it has."""
        with Packer(self._path) as packer:
            self._data(packer)
            self._pages(packer)
            self._files(packer)
            packer.finish(made_at=made_at, counts=self._counts)
            return len(packer.members)

    def _said(self, rows: int) -> None:
        self._done = min(self._done + rows, self._most)
        self._progress(self._done, self._most)

    def _data(self, packer: Packer) -> None:
        packer.stream(tables.RECORD, tables.record_json(self._record, self._said))
        packer.stream(tables.INFORMATION, tables.information_json(self._record, self._said))
        for drawer in drawers():
            packer.stream(
                f"tables/{drawer.name}.csv", tables.table_csv(self._record, drawer, self._said)
            )
        packer.stream("xapi.json", statements.as_document(self._statements(), self._said))

    def _statements(self) -> Iterator[dict[str, Any] | None]:
        for goal in self._contents.goals():
            yield statements.of_goal(goal.row, self._owner)
        for month in self._contents.months():
            for one in month.things:
                yield statements.of_activity(
                    one.row,
                    [tag["tag"] for tag in one.parts.get("activity_tags", ())],
                    one.parts.get("activity_links", ()),
                    [goal["goal_id"] for goal in one.parts.get("activity_goals", ())],
                    self._owner,
                )

    def _pages(self, packer: Packer) -> None:
        pages, contents = Pages(self._owner["name"]), self._contents
        packer.add("style.css", pages.style())
        goals: list[Told] = []
        for goal in contents.goals():
            on_the_way = contents.on_the_way(goal.row["id"])
            packer.add(goal.address, pages.goal(goal, on_the_way))
            packer.add(f"markdown/goals/{goal.row['id']}.md", markdown.of_goal(goal, on_the_way))
            goals.append(Told(row=_short(goal.row), address=goal.address, title=goal.title))
            self._said(2)
        months: Counter[str] = Counter()
        for month in contents.months():
            packer.add(f"log/{month.stem}.html", pages.month(month))
            packer.stream(f"markdown/log/{month.stem}.md", markdown.of_month(month))
            months[month.stem] = len(month.things)
            self._said(2 * len(month.things))
        reflections: Counter[str] = Counter()
        for month in contents.reflections():
            packer.add(f"journal/{month.stem}.html", pages.journal(month))
            self._reflections(packer, month)
            reflections[month.stem] = len(month.things)
            self._said(2 * len(month.things))
        if stories := contents.all_of("stories"):
            packer.add("stories.html", pages.stories(stories))
        if portfolios := contents.portfolios():
            packer.add("portfolios.html", pages.portfolios(portfolios))
        of_roles = {name: contents.all_of(name) for name in OF_ROLES}
        if any(of_roles.values()):
            packer.add("roles.html", pages.roles(of_roles))
        packer.add("information.html", pages.information(self._record))
        packer.add("index.html", pages.index(goals, months, reflections, self._counts))

    def _reflections(self, packer: Packer, month: Month) -> None:
        for one in month.things:
            name = f"{one.row['written_on']}-{one.row['id']}"
            packer.add(f"markdown/reflections/{name}.md", markdown.of_reflection(one))

    def _files(self, packer: Packer) -> None:
        for row_id, row in self._contents.files.items():
            path = evidence.path_of(self._record.owner_id, row_id, row["sha256"])
            name = evidence.name_of(row["sha256"], row["medium"])
            packer.stream(name, _pieces(path), packed=False)


def counts_of(record: Record) -> dict[str, int]:
    """How much there is of each kind, for somebody to see before they go on."""
    return {drawer.name: record.count(drawer) for drawer in returning()}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _short(goal: Said) -> Said:
    return {name: goal[name] for name in ("id", "title", "state", "state_since", "by")}
