"""Archives of whole records: made, taken, and looked into."""

import io
import json
import zipfile
from typing import Any

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.portability import exporting, jobs
from learnplan.mine.portability.archive import folder


def an_archive_of(actor: Actor) -> bytes:
    """The bytes of a fresh archive of everything of the actor's."""
    with transaction(Database.LEARNING):
        export, _ = exporting.ask(actor)
    jobs.make_export(export.id, actor)
    db.session.rollback()
    assert exporting.export_for(actor, export.id).is_there
    return folder.export_file(export.id).read_bytes()


def member(archive: bytes, name: str) -> bytes:
    """One member of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def names_in(archive: bytes) -> list[str]:
    """The names of all members."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.namelist()


def manifest_of(archive: bytes) -> dict[str, Any]:
    """The manifest."""
    found: dict[str, Any] = json.loads(member(archive, "manifest.json"))
    return found


def changed(archive: bytes, **members: bytes) -> bytes:
    """The archive with other bytes for some members; a name's ``/`` is written ``__``."""
    written = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in members.items()}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened, zipfile.ZipFile(written, "w") as new:
        for info in opened.infolist():
            new.writestr(info, wanted.pop(info.filename, opened.read(info)))
        for name, data in wanted.items():
            new.writestr(name, data)
    return written.getvalue()
