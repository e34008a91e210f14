"""What an import would change, in a form that can be kept and shown before it does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from learnplan.core.db import db
from learnplan.ours.brokerage.comparing import Change, compare
from learnplan.ours.brokerage.drawing import Sort
from learnplan.ours.brokerage.models import Competency, LearningOption
from learnplan.ours.brokerage.readers.reading import LISTED, Reading, Row
from learnplan.ours.brokerage.words import NAME_LIMIT

PLURAL = {
    Sort.FRAMEWORK: "Role maps",
    Sort.ROLE: "Roles",
    Sort.ROLE_LEVEL: "Levels of roles",
    Sort.COMPETENCY: "Competencies",
    Sort.LEVEL: "Levels that are described",
    Sort.NEED: "Needs: a competency at a level of a role",
    Sort.MENU: "Menus",
    Sort.OPTION: "Learning options",
    Sort.SERVING: "What options help with",
}
FIELDS = {
    "family": "family",
    "looks_like": "what it looks like",
    "needed_by": "the roles that need it",
    "name": "name",
    "summary": "what it is",
    "theme": "theme",
    "scale": "levels",
}
BESIDE = frozenset({"price", "hours"})
"""What is kept besides what a file says in words, to look for options by."""
SHOWN = frozenset({Sort.ROLE, Sort.ROLE_LEVEL, Sort.COMPETENCY, Sort.OPTION})
"""The sorts that are listed by name where they would go; what hangs on them goes along."""
SAMPLE = 60
"""How many rows are listed as they were understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change as it is shown: of what, in which respect, from what, to what."""

    what: str
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was understood of the files, and what keeping them would change.

    ``shapes`` say what files were taken for, and how many; ``drawn`` what is in them, how much of
    it, and how much of that is new. Lists are cut off; the counts beside them are whole.
    """

    shapes: Sequence[tuple[str, int]]
    drawn: Sequence[tuple[str, int, int]]
    added: int
    changed: int
    unchanged: int
    changes: Sequence[Changed]
    by_hand: Sequence[Changed]
    missing: Sequence[str]
    missing_count: int
    understood: Sequence[Row]
    rejected: Sequence[Row]
    rejected_count: int
    remarks: Sequence[str]
    columns: dict[str, str]
    examples: dict[str, str]
    sure: bool

    @property
    def changes_nothing(self) -> bool:
        """Whether all that the files say is there already."""
        return not (self.added or self.changed or self.by_hand)


def preview_of(reading: Reading) -> Preview:
    """What keeping a reading would change, as things stand."""
    found = compare(reading.drawing)
    new = Counter(sort for sort, *_ in found.added)
    counts = [(sort, reading.drawing.count(sort)) for sort in Sort]
    missing = [_called(sort, row) for sort, row in found.missing if sort in SHOWN]
    return Preview(
        shapes=Counter(reading.shapes.values()).most_common(),
        drawn=[(PLURAL[sort], count, new[sort]) for sort, count in counts if count],
        added=len(found.added),
        changed=len(found.changed),
        unchanged=found.unchanged,
        changes=_said(found.changed),
        by_hand=_said(found.by_hand),
        missing=missing[:LISTED],
        missing_count=len(missing),
        understood=reading.understood[:SAMPLE],
        rejected=reading.rejected[:LISTED],
        rejected_count=len(reading.rejected),
        remarks=reading.remarks,
        columns=reading.columns,
        examples=reading.examples,
        sure=reading.sure,
    )


def written(preview: Preview) -> dict[str, Any]:
    """A preview as it is kept."""
    return asdict(preview)


def read(kept: dict[str, Any]) -> Preview | None:
    """The preview that was kept, or None where there is none."""
    if "drawn" not in kept:
        return None
    rows = {name: [Row(*row) for row in kept[name]] for name in ("understood", "rejected")}
    changes = {name: [Changed(**each) for each in kept[name]] for name in ("changes", "by_hand")}
    return Preview(**{**kept, **rows, **changes})


def _said(changes: Sequence[Change]) -> list[Changed]:
    return [
        Changed(
            what=_called(change.sort, change.row),
            field=FIELDS.get(name, name.replace("_", " ")),
            was=_gist(was),
            now=_gist(now),
        )
        for change in changes[:LISTED]
        for name, (was, now) in change.fields.items()
        if name not in BESIDE
    ]


def _called(sort: Sort, row: Any) -> str:
    """What something is called, with what it hangs on."""
    if sort in {Sort.LEVEL, Sort.NEED}:
        competency = db.session.get(Competency, row.competency_id)
        level = row.name if sort is Sort.LEVEL else "where it is needed"
        return f"{competency.name if competency else ''}, {level}"
    if isinstance(row, LearningOption):
        return row.title
    return str(getattr(row, "name", "")) or sort.value


def _gist(value: Any) -> str:
    said = ", ".join(str(value or "").split("\n")) or "nothing"
    return said if len(said) <= NAME_LIMIT else f"{said[:NAME_LIMIT]} …"
