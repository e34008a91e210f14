"""Bringing role maps and menus in: read, shown, kept whole or not at all, and taken back."""

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.core.sources import FILE_LIMIT, Source, source_from_upload
from learnplan.ours.brokerage import policy, recording
from learnplan.ours.brokerage.comparing import Change, Comparison, compare, ids_with
from learnplan.ours.brokerage.drawing import Drawing, Sort, key_of
from learnplan.ours.brokerage.models import (
    FILE_NAME_LIMIT,
    Competency,
    Framework,
    ImportState,
    LearningOption,
    MapImport,
    Menu,
)
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.readers.recognising import Settings, names_for, read_all
from learnplan.ours.brokerage.words import NAME_LIMIT, PERSON_LIMIT

NOT_YOURS = "Stewards bring in role maps and menus."
LISTED = 200
IMPORTS = 50
ALIKE = 0.3
"""The share of a file that a map or menu has already, to be taken for another edition of it."""
SAMPLE = 300
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change as it is shown: of what, in which respect, from what, to what."""

    what: str
    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was understood of the files, and what keeping them would change."""

    reading: Reading
    found: Comparison
    drawn: Sequence[tuple[str, int, int]]
    changes: Sequence[Changed]
    by_hand: Sequence[Changed]
    missing: Sequence[str]

    @property
    def changes_nothing(self) -> bool:
        """Whether all that the files say is there already."""
        return not (self.found.added or self.found.changed or self.found.by_hand)

    def shapes(self) -> list[tuple[str, int]]:
        """What kinds of files there are, and how many of each."""
        return Counter(self.reading.shapes.values()).most_common()


def send_files(actor: Actor, files: Sequence[tuple[str, bytes]]) -> MapImport:
    """Hand in files. Nothing is kept on any map or menu before somebody has looked.

    Raises:
        Refused: maps and menus are not theirs to bring in.
        Invalid: there is nothing to read in them, or too much.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    name, data = _as_one(files)
    source = source_from_upload([(name, data)])
    framework, menu = _names(source)
    batch = MapImport(
        file_name=name[-FILE_NAME_LIMIT:],
        sent_by=actor.name[:PERSON_LIMIT],
        settings={"framework": framework, "menu": menu},
        data=data,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def import_for(actor: Actor, batch_id: UUID) -> MapImport:
    """One import, for those who bring in maps and menus.

    Raises:
        Refused: they are not theirs to bring in.
        NotFound: there is no such import.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    batch = db.session.get(MapImport, batch_id)
    if batch is None:
        raise NotFound("There is no such import.")
    return batch


def imports_for(actor: Actor) -> list[MapImport]:
    """The latest imports, the newest first.

    Raises:
        Refused: they are not theirs to bring in.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    stmt = select(MapImport).order_by(MapImport.sent_at.desc(), MapImport.id).limit(IMPORTS)
    return list(db.session.scalars(stmt))


def read(batch: MapImport) -> Reading:
    """Read the files of an import, as it is settled how.

    Raises:
        Conflict: they were added already.
        Invalid: they cannot be read.
    """
    if batch.data is None:
        raise Conflict("This import was added already.")
    settings = Settings(
        framework=batch.settings["framework"],
        menu=batch.settings["menu"],
        columns=batch.settings.get("columns", {}),
    )
    reading = read_all(source_from_upload([(batch.file_name, batch.data)]), settings)
    for sort in (Sort.FRAMEWORK, Sort.MENU):
        for entry in reading.drawing.entries[sort].values():
            entry.said["source"] = batch.settings.get("source", "")
    return reading


def preview(reading: Reading) -> Preview:
    """What keeping a reading would change, as things stand."""
    found = compare(reading.drawing)
    new = Counter(sort for sort, *_ in found.added)
    counts = [(sort, reading.drawing.count(sort)) for sort in Sort]
    return Preview(
        reading=reading,
        found=found,
        drawn=[(PLURAL[sort], count, new[sort]) for sort, count in counts if count],
        changes=_said(found.changed),
        by_hand=_said(found.by_hand),
        missing=[_called(sort, row) for sort, row in found.missing if sort in SHOWN],
    )


def settle(
    batch: MapImport,
    *,
    framework: str,
    menu: str,
    source: str | None = None,
    columns: dict[str, str] | None = None,
) -> None:
    """Say how an import is to be read: what map and menu it is of, and what its columns are.

    ``source`` is where it comes from, for everyone to read. What is not said stays as it was.

    Raises:
        Conflict: it was added already.
    """
    _require_waiting(batch)
    batch.settings = {
        "framework": framework,
        "menu": menu,
        "source": batch.settings.get("source", "") if source is None else source,
        "columns": batch.settings.get("columns", {}) if columns is None else columns,
    }
    batch.state, batch.trouble, batch.moved_at = ImportState.READY, "", clock.now()
    db.session.flush()


def add(batch: MapImport, reading: Reading, *, over_hands: bool, take_away: bool) -> None:
    """Keep what the preview showed, compared with what stands by now: all of it or nothing.

    Args:
        batch: the import.
        reading: its files, as they were read.
        over_hands: whether what was changed by hand is changed, too.
        take_away: whether what stands and is not in the files goes.

    Raises:
        Conflict: it was added already.
    """
    _require_waiting(batch)
    found = compare(reading.drawing)
    acts = recording.record(found, over_hands=over_hands, take_away=take_away)
    counts: dict[str, Any] = dict(Counter(act["act"] for act in acts))
    new = Counter(Sort(act["sort"]) for act in acts if act["act"] == recording.ADDED)
    counts["by sort"] = {PLURAL[sort]: number for sort, number in new.items()}
    counts["rejected"] = [list(row) for row in reading.rejected[:LISTED]]
    batch.report = counts | {"not understood": len(reading.rejected)}
    batch.done, batch.data = recording.packed(acts), None
    batch.state, batch.moved_at = ImportState.ADDED, clock.now()
    db.session.flush()


def undo(batch: MapImport) -> int:
    """Take an import back. Returns how many things were left, as they were changed since.

    Raises:
        Conflict: it was not added, or is undone already.
    """
    if batch.state is not ImportState.ADDED:
        raise Conflict("There is nothing of this import to undo.")
    left = recording.take_back(recording.unpacked(batch.done))
    batch.state, batch.moved_at, batch.done = ImportState.UNDONE, clock.now(), ""
    db.session.flush()
    return left


def keep_for_undo(actor: Actor, name: str, done: str) -> MapImport:
    """Write down what was taken away by hand, so that it can be brought back like an import."""
    batch = MapImport(
        file_name=f"Taken away: {name}"[:FILE_NAME_LIMIT],
        sent_by=actor.name[:PERSON_LIMIT],
        state=ImportState.ADDED,
        done=done,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def throw_away(batch: MapImport) -> None:
    """Forget files of which nothing was added.

    Raises:
        Conflict: it was added.
    """
    _require_waiting(batch)
    db.session.delete(batch)
    db.session.flush()


SHOWN = frozenset({Sort.ROLE, Sort.ROLE_LEVEL, Sort.COMPETENCY, Sort.OPTION})
"""The sorts that are listed by name where they would go; what hangs on them goes along."""


def _require_waiting(batch: MapImport) -> None:
    if batch.data is None:
        raise Conflict("This import was added already: look at it again.")


def _as_one(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """One file as it is; several as a zip of them.

    Raises:
        Invalid: there are none, or they are too large.
    """
    given = [(name, data) for name, data in files if data]
    if not given:
        raise Invalid("Choose a file; there is nothing in this one.", field="files")
    if len(given) == 1:
        name, data = given[0]
    else:
        source = source_from_upload(given)
        name, packed = f"{len(source.members)} files.zip", io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in source.members:
                archive.writestr(member.name, member.data)
        data = packed.getvalue()
    if len(data) > FILE_LIMIT:
        raise Invalid("This is larger than 50 MiB. Split it in parts.", field="files")
    return name, data


def _names(source: Source) -> tuple[str, str]:
    """What the map and the menu are called: as those that have much of this already, if any do."""
    framework, menu = names_for(source)
    try:
        drawing = read_all(source, Settings(framework=framework, menu=menu)).drawing
    except Invalid:
        return framework, menu
    maps = db.session.scalars(select(Framework.name).order_by(Framework.name))
    menus = db.session.scalars(select(Menu.name).order_by(Menu.name))
    return (
        _most_alike(drawing, Sort.COMPETENCY, list(maps)) or framework,
        _most_alike(drawing, Sort.OPTION, list(menus)) or menu,
    )


def _most_alike(drawing: Drawing, sort: Sort, names: Sequence[str]) -> str:
    """Which of these has the most of what is drawn, if it has a good part of it."""
    paths = list(drawing.entries[sort])[:SAMPLE]
    shares: dict[str, float] = {}
    for name in names:
        root = " ".join(name.split()).casefold()
        keys = [key_of(sort, (root, *path[1:])) for path in paths]
        shares[name] = len(ids_with(sort, keys)) / len(keys) if keys else 0
    best = max(shares, key=lambda name: shares[name], default="")
    return best if best and shares[best] >= ALIKE else ""


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
