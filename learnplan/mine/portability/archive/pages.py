"""The pages of an archive: they open from a folder, without a network or a script."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from learnplan.config import ROOT
from learnplan.core.directions import isolated
from learnplan.core.drawers import Said
from learnplan.mine.portability.archive.contents import Month, Place, Told
from learnplan.mine.portability.record.rooms import by_name
from learnplan.mine.portability.record.saying import Record
from learnplan.web import filters

HERE = ROOT / "templates" / "mine" / "portability" / "archive"
LINES_TOLD = 5_000
ABOUT = {
    "goals": "Goals",
    "activities": "Activities",
    "reflections": "Reflections",
    "evidence": "Pieces of evidence",
    "stored_files": "Files",
}

OF_ROLES = ("roles", "competency_marks", "options_taken", "words_about_options")
"""The drawers that are told on one page."""


class Pages:
    """The pages of one person's archive."""

    def __init__(self, name: str) -> None:
        self._name = name

    def style(self) -> str:
        """The one style sheet."""
        return (HERE / "style.css").read_text(encoding="utf-8")

    def goal(self, goal: Told, on_the_way: Sequence[Place]) -> str:
        """One goal."""
        return self._page("goal", up="../", goal=goal, on_the_way=on_the_way)

    def month(self, month: Month) -> str:
        """One month of the log."""
        return self._page("month", up="../", month=month)

    def journal(self, month: Month) -> str:
        """One month of the journal."""
        return self._page("journal", up="../", month=month)

    def stories(self, stories: Sequence[Said]) -> str:
        """The stories, also those that nobody was told."""
        return self._page("stories", up="", stories=stories)

    def portfolios(self, portfolios: Sequence[Told]) -> str:
        """What was put together of the record, with its owner's words."""
        return self._page("portfolios", up="", portfolios=portfolios)

    def roles(self, rows: Mapping[str, Sequence[Said]]) -> str:
        """Roles, where one stands with them, and options; by the names of their drawers."""
        return self._page(
            "roles",
            up="",
            roles=rows["roles"],
            marks=rows["competency_marks"],
            taken=rows["options_taken"],
            said=rows["words_about_options"],
        )

    def information(self, record: Record) -> str:
        """What left the record, and the receipts."""
        lines = list(islice(record.plain(by_name()["disclosures"]), LINES_TOLD))
        receipts = list(islice(record.plain(by_name()["receipts"]), LINES_TOLD))
        return self._page("information", up="", lines=lines, receipts=receipts, most=LINES_TOLD)

    def index(
        self,
        goals: Sequence[Told],
        months: Mapping[str, int],
        reflections: Mapping[str, int],
        counts: Mapping[str, int],
    ) -> str:
        """The first page."""
        return self._page(
            "index",
            up="",
            goals=goals,
            months=months,
            reflections=reflections,
            counted=[(words, counts.get(name, 0)) for name, words in ABOUT.items()],
            has_stories=counts["stories"],
            has_portfolios=counts["portfolios"],
            has_roles=any(counts[name] for name in OF_ROLES),
        )

    def _page(self, template: str, **values: Any) -> str:
        return _environment().get_template(f"{template}.html").render(name=self._name, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: isolated(value) if type(value) is str else value,
    )
    for name in ("count", "markdown", "minutes", "month", "number", "short_day", "host"):
        environment.filters[name] = filters.ALL[name]
    return environment
