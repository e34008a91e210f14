"""The shelf: where files stand, under names that say whose, out of reach of anything served.

A file is written beside the shelf first, whole and down to the disk, and put in its place by a
rename before the row that knows it is kept. So a row never points at nothing; what a crash leaves
is a file that no row knows, and ``sweep`` takes it away.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from learnplan.core.errors import FULL, NoRoom
from learnplan.mine.evidence.words import Medium

THUMBNAIL = ".thumbnail"
UNFINISHED = "."
LONGEST_UPLOAD = 3600  # seconds; what is unfinished for longer was left by a crash


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file holds, as it is to be kept: examined, and cleaned where it is a picture.

    ``remark`` says what was changed, for its owner to know.
    """

    medium: Medium
    data: bytes
    thumbnail: bytes | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A file that is down on the disk and not in its place yet."""

    sha256: str
    size: int
    medium: Medium
    file: Path
    thumbnail: Path | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everybody's files. ``quota`` is how many bytes one person may keep."""

    folder: Path
    quota: int

    @contextmanager
    def staged(self, content: Content) -> Iterator[Staged]:
        """Have ``content`` down on the disk, to be put in its place; or gone again.

        Raises:
            NoRoom: the disk is full.
        """
        written: list[Path] = []
        try:
            with _room_or_a_sentence():
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                written.append(self._write(content.data))
                if content.thumbnail is not None:
                    written.append(self._write(content.thumbnail))
            yield Staged(
                sha256=hashlib.sha256(content.data).hexdigest(),
                size=len(content.data),
                medium=content.medium,
                file=written[0],
                thumbnail=written[1] if content.thumbnail is not None else None,
            )
        finally:
            for path in written:
                path.unlink(missing_ok=True)

    def put(self, name: str, staged: Staged) -> None:
        """Put what is staged in its place.

        Raises:
            NoRoom: the disk is full.
        """
        with _room_or_a_sentence():
            if staged.thumbnail is not None:
                staged.thumbnail.rename(self.thumbnail(name))
            staged.file.rename(self.path(name))
            self._keep_names()

    def path(self, name: str) -> Path:
        """Where a file stands."""
        return self.folder / name

    def thumbnail(self, name: str) -> Path:
        """Where the small picture of a file stands."""
        return self.folder / (name + THUMBNAIL)

    def take(self, name: str) -> None:
        """Take a file off. Gone is gone."""
        self.path(name).unlink(missing_ok=True)
        self.thumbnail(name).unlink(missing_ok=True)

    def sweep(self, known: Iterable[str]) -> int:
        """Take off what no row knows, and what was never finished; how many files went.

        Nobody may be putting a file on meanwhile.
        """
        wanted = set(known)
        wanted |= {name + THUMBNAIL for name in wanted}
        gone = 0
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):  # finished at this moment, and renamed
                stale = path.stat().st_mtime < time.time() - LONGEST_UPLOAD
                if stale if path.name.startswith(UNFINISHED) else path.name not in wanted:
                    path.unlink()
                    gone += 1
        return gone

    def _keep_names(self) -> None:
        """Have the names in the folder outlive a power cut, too."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _write(self, data: bytes) -> Path:
        path = self.folder / f"{UNFINISHED}{secrets.token_hex(16)}"
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path


def shelf_here() -> Shelf:
    """The shelf of the current app. Ours has none."""
    return cast("Shelf", current_app.config["SHELF"])


@contextmanager
def _room_or_a_sentence() -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        if trouble.errno in FULL:
            raise NoRoom from trouble
        raise
