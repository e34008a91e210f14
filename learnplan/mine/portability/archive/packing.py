"""Packing an archive member by member, straight to disk, with a manifest of what is in it.

The same members give the same bytes: no moment of packing is kept, and the order is the packer's.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

MANIFEST = "manifest.json"
SCHEMA = "learnplan-archive"
VERSION = 1
BEGINNING = (1980, 1, 1, 0, 0, 0)
CHUNK = 256 * 1024
RIGHTS = 0o600 << 16


class Packer:
    """An archive being written. Leaving it without ``finish`` leaves nothing to be taken."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.members: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def add(self, name: str, content: str | bytes) -> None:
        """Add a member that is small enough to hold."""
        self.stream(name, [content.encode() if isinstance(content, str) else content])

    def stream(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> None:
        """Add a member piece by piece. What is small already need not be ``packed``."""
        with self._member(name, packed=packed) as write:
            for piece in pieces:
                write(piece)

    def finish(self, *, made_at: datetime, counts: dict[str, int]) -> None:
        """Add the manifest: every member with its size and checksum. Only here is a moment."""
        manifest = {
            "schema": SCHEMA,
            "version": VERSION,
            "made_at": made_at.isoformat(timespec="seconds"),
            "counts": counts,
            "members": sorted(self.members, key=lambda member: str(member["name"])),
        }
        info = _info(MANIFEST)
        self._zip.writestr(info, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))

    @contextmanager
    def _member(self, name: str, *, packed: bool) -> Iterator[Any]:
        size, digest = 0, hashlib.sha256()
        info = _info(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as member:

            def write(piece: bytes) -> None:
                nonlocal size
                size += len(piece)
                digest.update(piece)
                member.write(piece)

            yield write
        self.members.append({"name": name, "size": size, "sha256": digest.hexdigest()})


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, BEGINNING)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = RIGHTS
    return info
