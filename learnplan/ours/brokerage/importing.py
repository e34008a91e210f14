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
from learnplan.ours.brokerage import policy, previews, recording
from learnplan.ours.brokerage.comparing import compare, ids_with
from learnplan.ours.brokerage.drawing import Drawing, Sort, key_of
from learnplan.ours.brokerage.models import (
    FILE_NAME_LIMIT,
    Framework,
    ImportState,
    MapImport,
    Menu,
)
from learnplan.ours.brokerage.previews import PLURAL, Preview
from learnplan.ours.brokerage.readers.reading import LISTED, Progress, Reading
from learnplan.ours.brokerage.readers.recognising import Settings, names_for, read_all
from learnplan.ours.brokerage.words import PERSON_LIMIT, plain

NOT_YOURS = "Stewards bring in role maps and menus."
COMMAND = "command line"
IMPORTS = 50
ALIKE = 0.3
"""The share of a file that a map or menu has already, to be taken for another edition of it."""
SAMPLE = 300
UNDER_WAY = frozenset({ImportState.READING, ImportState.ADDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import by command did, or would do."""

    framework: str
    menu: str
    preview: Preview

    def as_json(self) -> dict[str, Any]:
        """The counts and the rejected lines, as scripts read them."""
        preview = self.preview
        return {
            "role_map": self.framework,
            "menu": self.menu,
            "added": preview.added,
            "changed": preview.changed,
            "unchanged": preview.unchanged,
            "changed_by_hand": len(preview.by_hand),
            "not_in_these_files": preview.missing_count,
            "remarks": list(preview.remarks),
            "rejected": [
                {"member": row.file, "line": row.line, "reason": row.says}
                for row in preview.rejected
            ],
        }


def send_files(actor: Actor, files: Sequence[tuple[str, bytes]]) -> MapImport:
    """Hand in files. Nothing is kept on any map or menu before somebody has looked.

    Raises:
        Refused: maps and menus are not theirs to bring in.
        Invalid: there is nothing in them, or too much.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    return _new_batch(files, by=actor.name)


def import_files(
    files: Sequence[tuple[str, bytes]],
    *,
    framework: str = "",
    menu: str = "",
    source: str = "",
    over_hands: bool = False,
    take_away: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring files in by command, without a look first; stewards can undo it on the web.

    Args:
        files: their names, and what is in them.
        framework: which role map they are of; else the one that has much of it, or a new one.
        menu: which menu they are of, in the same way.
        source: where they come from, for everyone to read.
        over_hands: whether what was changed by hand is changed, too.
        take_away: whether what stands and is not in the files goes.
        progress: hears of rows read, then of things kept.

    Raises:
        Invalid: they cannot be read.
    """
    batch = _new_batch(files, by=COMMAND)
    recognise(batch)
    said = {**batch.settings, **({"framework": framework} if framework else {})}
    said |= {"menu": menu} if menu else {}
    settle(batch, framework=said["framework"], menu=said["menu"], source=source)
    reading = read(batch, progress=progress)
    report = Report(
        framework=said["framework"] if reading.drawing.count(Sort.FRAMEWORK) else "",
        menu=said["menu"] if reading.drawing.count(Sort.MENU) else "",
        preview=previews.preview_of(reading),
    )
    if not reading.sure:
        raise Invalid(f"{batch.file_name}: it is not clear what its columns are. Use the web form.")
    if report.preview.changes_nothing and not (take_away and report.preview.missing_count):
        db.session.delete(batch)
        db.session.flush()
    else:
        add(batch, reading, over_hands=over_hands, take_away=take_away, progress=progress)
    return report


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


def recognise(batch: MapImport) -> None:
    """Say which map and menu files are of, where nobody has: the ones that have much of it.

    Raises:
        Invalid: they cannot be read.
    """
    if "framework" not in batch.settings:
        framework, menu = _names(_source_of(batch))
        batch.settings = {"framework": framework, "menu": menu, **batch.settings}


def read(batch: MapImport, *, progress: Progress | None = None) -> Reading:
    """Read the files of an import, as it is settled how; ``progress`` hears how far it is.

    Raises:
        Conflict: they were added already.
        Invalid: they cannot be read.
    """
    recognise(batch)
    settings = Settings(
        framework=batch.settings["framework"],
        menu=batch.settings["menu"],
        columns=batch.settings.get("columns", {}),
    )
    reading = read_all(_source_of(batch), settings, progress=progress)
    for sort in (Sort.FRAMEWORK, Sort.MENU):
        for entry in reading.drawing.entries[sort].values():
            entry.said["source"] = batch.settings.get("source", "")
    return reading


def show(batch: MapImport, settings: dict[str, Any], preview: Preview) -> None:
    """Keep what was understood, for whoever sent it to look at."""
    batch.settings = settings
    batch.report = previews.written(preview)
    batch.state, batch.trouble, batch.moved_at = ImportState.READY, "", clock.now()
    db.session.flush()


def fail(batch: MapImport, why: str) -> None:
    """Write down why an import could not be read, or added, unless it was added meanwhile."""
    if batch.data is None:
        return
    batch.state, batch.trouble, batch.moved_at = ImportState.FAILED, why, clock.now()
    db.session.flush()


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
    read_again(batch)


def read_again(batch: MapImport) -> None:
    """Have the files of an import read once more.

    Raises:
        Conflict: it was added already.
    """
    _require_waiting(batch)
    batch.state, batch.trouble, batch.report = ImportState.READING, "", {}
    batch.moved_at = clock.now()
    db.session.flush()


def begin_to_add(batch: MapImport) -> None:
    """Say that what the preview shows is being added: once, whoever else says so as well.

    Raises:
        Conflict: it was not looked at, or is being added already.
    """
    db.session.refresh(batch, with_for_update=True)
    _require_waiting(batch)
    if batch.state is not ImportState.READY:
        raise Conflict("This import is not ready to be added: look at it again.")
    batch.state, batch.moved_at = ImportState.ADDING, clock.now()
    db.session.flush()


def add(
    batch: MapImport,
    reading: Reading,
    *,
    over_hands: bool,
    take_away: bool,
    progress: Progress | None = None,
) -> None:
    """Keep what the preview showed, compared with what stands by now: all of it or nothing.

    Args:
        batch: the import.
        reading: its files, as they were read.
        over_hands: whether what was changed by hand is changed, too.
        take_away: whether what stands and is not in the files goes.
        progress: hears how many things are kept by now, of how many.

    Raises:
        Conflict: it was added already.
    """
    _require_waiting(batch)
    found = compare(reading.drawing)
    acts = recording.record(
        found, over_hands=over_hands, take_away=take_away, progress=progress or _nobody_listens
    )
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


def _new_batch(files: Sequence[tuple[str, bytes]], *, by: str) -> MapImport:
    name, data = _as_one(files)
    source_from_upload([(name, data)])
    batch = MapImport(file_name=name[-FILE_NAME_LIMIT:], sent_by=by[:PERSON_LIMIT], data=data)
    db.session.add(batch)
    db.session.flush()
    return batch


def _source_of(batch: MapImport) -> Source:
    if batch.data is None:
        raise Conflict("This import was added already.")
    return source_from_upload([(batch.file_name, batch.data)])


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
        keys = [key_of(sort, (plain(name), *path[1:])) for path in paths]
        shares[name] = len(ids_with(sort, keys)) / len(keys) if keys else 0
    best = max(shares, key=lambda name: shares[name], default="")
    return best if best and shares[best] >= ALIKE else ""


def _nobody_listens(_done: int, _most: int) -> None:
    """Progress that nobody asked to hear of."""
