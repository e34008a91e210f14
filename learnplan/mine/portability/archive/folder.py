"""Where archives stand while they are made, taken or brought in: private, and out of reach."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from flask import current_app

from learnplan.core.errors import NoRoom

UNFINISHED = ".part"
EXPORT = ".zip"
LOADED = ".loaded"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def folder() -> Path:
    """The folder, made if it is not there, for the one who serves alone."""
    path = Path(current_app.config["EXPORTS"])
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def export_file(export_id: UUID) -> Path:
    """Where an export stands once it is made."""
    return Path(current_app.config["EXPORTS"]) / f"{export_id}{EXPORT}"


def loaded_file(import_id: UUID) -> Path:
    """Where an archive stands that somebody is bringing in."""
    return Path(current_app.config["EXPORTS"]) / f"{import_id}{LOADED}"


@contextmanager
def being_made(target: Path) -> Iterator[Path]:
    """A path to write to, readable by its owner alone; put in place once all is written.

    Raises:
        NoRoom: the disk is full.
    """
    part = folder() / f"{target.name}{UNFINISHED}"
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as trouble:
        if trouble.errno in FULL:
            raise NoRoom from trouble
        raise
    finally:
        part.unlink(missing_ok=True)


def take_away(*ids: UUID) -> None:
    """Remove what stands there of these exports and imports, finished or not."""
    for one in ids:
        for path in (export_file(one), loaded_file(one)):
            path.unlink(missing_ok=True)
            path.with_name(path.name + UNFINISHED).unlink(missing_ok=True)


def ids_there() -> list[UUID]:
    """Of which exports and imports something stands there."""
    found = set()
    for path in Path(current_app.config["EXPORTS"]).glob("*-*-*-*-*.*"):
        found.add(UUID(path.name[:36]))
    return sorted(found)
