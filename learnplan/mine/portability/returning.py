"""Bringing an archive back: looked at, kept whole or not at all, and undone, as any import."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.drawers import Drawer
from learnplan.core.errors import Invalid
from learnplan.mine.evidence import portable as evidence
from learnplan.mine.evidence.words import LARGEST_FILE
from learnplan.mine.portability.archive.opening import Archive, opened
from learnplan.mine.portability.models import ACTIVITIES
from learnplan.mine.portability.planned import connection, let_be_found, remember
from learnplan.mine.portability.record import rooms
from learnplan.mine.portability.record.keeping import Keeping, names_in_order
from learnplan.mine.portability.record.plain import from_json

MOST_FILES = 50_000
NEEDED = ("sha256", "size", "medium", "has_thumbnail")
KIND = "an archive of a learning record"
TOLD = {
    "goals": ("goal", "goals"),
    ACTIVITIES: ("activity", "activities"),
    "reflections": ("reflection", "reflections"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "stored_files": ("file", "files"),
    "ties": ("tie between things", "ties between things"),
    "saved_filters": ("saved filter", "saved filters"),
    "stories": ("story", "stories"),
    "portfolios": ("portfolio", "portfolios"),
    "roles": ("role on your list", "roles on your list"),
    "competency_marks": ("mark of where you stand", "marks of where you stand"),
    "options_taken": ("option you took", "options you took"),
    "words_about_options": ("word about an option", "words about options"),
}
"""What a preview counts, in the words of the page; the rest are parts and settings."""


def look_into(actor: Actor, path: Path) -> Keeping:
    """What keeping an archive would add, and what is there already; nothing is kept.

    Raises:
        Invalid: something in it cannot be taken back.
    """
    return _keep(actor, path, dry_run=True)


def keep(actor: Actor, path: Path, *, import_id: UUID) -> Keeping:
    """Take an archive back, all of it or nothing.

    Raises:
        Invalid: something in it cannot be taken back.
    """
    keeping = _keep(actor, path, dry_run=False)
    let_be_found(actor, keeping)
    remember(actor, keeping, import_id=import_id)
    return keeping


def roots() -> list[str]:
    """The drawers that are counted: whole things, and not their parts."""
    return [drawer.name for drawer in rooms.returning() if not drawer.part_of]


def _keep(actor: Actor, path: Path, *, dry_run: bool) -> Keeping:
    keeping = Keeping(connection(), actor.id, dry_run=dry_run)
    with opened(path) as archive:
        tables = archive.tables()
        seen: list[str] = []
        for name, rows in tables:
            seen.append(name)
            *_, drawer = names_in_order(seen)
            if drawer.name == evidence.FILES:
                _keep_files(actor, archive, keeping, drawer, rows)
            else:
                keeping.keep(drawer, rows)
    return keeping


def _keep_files(
    actor: Actor,
    archive: Archive,
    keeping: Keeping,
    drawer: Drawer,
    rows: Iterator[Mapping[str, Any]],
) -> None:
    """The rows of files, and the files that are not on the shelf yet, within what one may keep.

    Raises:
        Invalid: there is no room for them, or one of them is not what its row says.
    """
    some = list(islice(rows, MOST_FILES + 1))
    if len(some) > MOST_FILES:
        raise Invalid(f"There are more than {MOST_FILES:,} files in this archive.")
    room = evidence.room_for(actor.id)
    keeping.keep(drawer, some)
    for row in some:
        said = {name: from_json(drawer.table.c[name], row[name]) for name in NEEDED}
        row_id = keeping.id_here(drawer, UUID(row["id"]))
        if row_id not in keeping.fresh[drawer.name]:
            continue
        room -= said["size"]
        if room < 0:
            raise Invalid("There is not enough room for its files within what you may keep.")
        data = archive.file(evidence.name_of(said["sha256"], said["medium"]), most=LARGEST_FILE)
        if not keeping.dry_run:
            evidence.put_file(actor.id, row_id, said, data)
