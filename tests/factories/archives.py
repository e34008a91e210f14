"""Archives of whole records: made, taken, and looked into."""

import hashlib
import io
import json
import zipfile
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from learnplan.core.actor import Actor
from learnplan.core.db import Database, LearningModel, db, engine_of, transaction
from learnplan.core.errors import Invalid
from learnplan.directory import queries
from learnplan.mine.portability import erasing, exporting, jobs, services
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.models import State
from learnplan.mine.portability.queries import import_for

STAY = {"answer_period", "unsigned_signal", "circle", "meeting"}
"""What is nobody's, or everybody's in a circle."""


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


def remade(archive: bytes, **members: bytes) -> bytes:
    """The archive with other members and a manifest that fits them, as a forger would have it."""
    other = changed(archive, **members)
    manifest = manifest_of(archive)
    manifest["members"] = sorted(
        (
            {
                "name": name,
                "size": len(member(other, name)),
                "sha256": hashlib.sha256(member(other, name)).hexdigest(),
            }
            for name in names_in(other)
            if name != "manifest.json"
        ),
        key=lambda one: str(one["name"]),
    )
    return changed(other, manifest_DOT_json=json.dumps(manifest).encode())


def ana() -> Actor:
    """Ana of the demonstration, whose record has something of everything."""
    return queries.actor_for_email("ana@northwind.example")


def brought_back(actor: Actor, archive: bytes) -> UUID:
    """Bring an archive in, as the pages do; which import it was.

    Raises:
        Invalid: it was refused, with the sentence that its owner sees.
    """
    with transaction(Database.LEARNING):
        imported = services.load_archive(actor, "record.zip")
    with folder.being_made(folder.loaded_file(imported.id)) as path:
        path.write_bytes(archive)
    jobs.read_archive(imported.id, actor)
    _must_be(actor, imported.id, State.READY)
    with transaction(Database.LEARNING):
        services.confirm(actor, imported.id)
    jobs.add_draft(imported.id, actor)
    _must_be(actor, imported.id, State.ADDED)
    return imported.id


def erase(actor: Actor) -> UUID:
    """Erase everything of the actor's, as the page does; which erasure it was."""
    with transaction(Database.LEARNING):
        erasure_id = erasing.ask(actor)
    jobs.erase(erasure_id, actor.id)
    return erasure_id


def left_of() -> dict[str, int]:
    """How many rows each table still has, where one person alone had any."""
    left = {}
    with engine_of(Database.LEARNING).connect() as connection:
        for table in LearningModel.metadata.sorted_tables:
            if table.name not in STAY:
                count = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
                if count:
                    left[table.name] = count
        connection.rollback()
    return left


def _must_be(actor: Actor, import_id: UUID, state: State) -> None:
    db.session.rollback()
    found = import_for(actor, import_id)
    if found.state is not state:
        raise Invalid(found.trouble)
