"""Opening an archive that somebody brings: nothing in it is believed before it is checked."""

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from learnplan.core.errors import Invalid
from learnplan.mine.portability.archive.packing import CHUNK, MANIFEST, SCHEMA, VERSION
from learnplan.mine.portability.archive.tables import RECORD
from learnplan.mine.portability.archive.tables import SCHEMA as RECORD_SCHEMA
from learnplan.mine.portability.archive.tables import VERSION as RECORD_VERSION

GIBIBYTE = 2**30
ARCHIVE_LIMIT = 2 * GIBIBYTE
UNPACKED_LIMIT = 4 * GIBIBYTE
RECORD_LIMIT = GIBIBYTE
MANIFEST_LIMIT = 100 * 2**20
MEMBER_LIMIT = 200_000
ROW_LIMIT = 1_000_000
LINE_LIMIT = 4 * 2**20
NAME = re.compile(r"[^/\\\x00-\x1f:]+(?:/[^/\\\x00-\x1f:]+)*")
FIRST = b'{"schema": "%s", "version": %d, "tables": {'
TABLE = re.compile(rb'"([a-z_]{1,60})": \[')
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
Progress = Callable[[int, int], None]
Row = dict[str, Any]


def is_archive(file: IO[bytes]) -> bool:
    """Whether a file looks like an archive of ours; it is left where it was."""
    where = file.tell()
    try:
        with zipfile.ZipFile(file) as packed:
            info = packed.getinfo(MANIFEST)
            with packed.open(info) as manifest:
                return SCHEMA.encode() in manifest.read(1000)
    except (*DAMAGED, KeyError, OSError):
        return False
    finally:
        file.seek(where)


class Archive:
    """An archive that was checked from end to end. ``counts`` are only what it says of itself."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed

    def tables(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Each table with its rows, in the order of the record; read one after the other.

        Raises:
            Invalid: it is not a record as one is written here.
        """
        with self._packed.open(RECORD) as record:
            lines = _lines(record)
            first = next(lines, b"")
            if first != FIRST % (RECORD_SCHEMA.encode(), RECORD_VERSION):
                raise Invalid(
                    f"“{RECORD}” is not of version {RECORD_VERSION}, the one that is read here."
                )
            for line in lines:
                if line == b"}}":
                    return
                table = TABLE.fullmatch(line)
                if table is None:
                    raise Invalid(f"“{RECORD}” is not laid out a row a line.")
                rows = _rows(lines)
                yield table[1].decode(), rows
                for _ in rows:  # what nobody read of it
                    pass
            raise Invalid(f"“{RECORD}” breaks off.")

    def file(self, name: str, *, most: int) -> bytes:
        """What a member holds, which is at most ``most`` bytes.

        Raises:
            Invalid: there is no such member, or it is larger.
        """
        try:
            info = self._packed.getinfo(name)
        except KeyError:
            raise Invalid(f"“{name}” is not in the archive.") from None
        if info.file_size > most:
            raise Invalid(f"“{name}” is larger than any file that is kept.")
        return self._packed.read(info)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive to read from, which was checked when it was loaded.

    Raises:
        Invalid: it is damaged.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            yield Archive(packed)
    except DAMAGED as trouble:
        raise Invalid(
            "This archive is damaged, or packed in a way that is not opened."
        ) from trouble


def check(path: Path, progress: Progress) -> None:
    """Go over all of an archive: its names, its sizes, and the checksum of every member.

    Raises:
        Invalid: something in it is not as it was when it was made, or never was an archive.
    """
    if path.stat().st_size > ARCHIVE_LIMIT:
        raise Invalid(f"This archive is larger than {ARCHIVE_LIMIT // GIBIBYTE} GiB.")
    try:
        with zipfile.ZipFile(path) as packed:
            _check(packed, progress)
    except DAMAGED as trouble:
        raise Invalid(
            "This archive is damaged, or packed in a way that is not opened."
        ) from trouble


def _check(packed: zipfile.ZipFile, progress: Progress) -> None:
    infos = packed.infolist()
    if len(infos) > MEMBER_LIMIT:
        raise Invalid(f"There are more than {MEMBER_LIMIT:,} files in this archive.")
    for info in infos:
        _check_name(info)
    names = {info.filename for info in infos}
    if len(names) < len(infos):
        raise Invalid("Two files of this archive have the same name.")
    if sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        raise Invalid(f"Unpacked, this archive is larger than {UNPACKED_LIMIT // GIBIBYTE} GiB.")
    said = _manifest(packed)
    if missing := said.keys() - names:
        raise Invalid(f"“{min(missing)[:200]}” is missing from the archive.")
    if more := names - said.keys() - {MANIFEST}:
        raise Invalid(f"“{min(more)[:200]}” was not in the archive when it was made.")
    for done, info in enumerate(infos, start=1):
        if info.filename != MANIFEST:
            size, digest = said[info.filename]
            if _checksum(packed, info, most=size) != digest:
                raise Invalid(
                    f"“{info.filename}” is not as it was when the archive was made. Nothing was "
                    "read from it."
                )
        progress(done, len(infos))


def _check_name(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = name.split("/")
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    if NAME.fullmatch(name) is None or ".." in parts or "." in parts or is_link:
        raise Invalid(f"“{name[:200]}” is no name for a file of an archive. Nothing was opened.")
    if info.flag_bits & 1:
        raise Invalid("This archive is locked with a password. Unlock it and load it again.")


def _manifest(packed: zipfile.ZipFile) -> dict[str, tuple[int, str]]:
    info = packed.getinfo(MANIFEST) if MANIFEST in packed.namelist() else None
    if info is None or info.file_size > MANIFEST_LIMIT:
        raise Invalid(f"There is no “{MANIFEST}” in this archive, or it is far too large.")
    try:
        said = orjson.loads(packed.read(info))
        if said["schema"] != SCHEMA or said["version"] != VERSION:
            raise Invalid(f"This archive is not of version {VERSION}, the one that is read here.")
        return {str(one["name"]): (int(one["size"]), str(one["sha256"])) for one in said["members"]}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Invalid(f"“{MANIFEST}” does not say what is in the archive.") from wrong


def _checksum(packed: zipfile.ZipFile, info: zipfile.ZipInfo, *, most: int) -> str:
    """The checksum of what a member really holds; never more of it is read than it may have."""
    digest, size = hashlib.sha256(), 0
    with packed.open(info) as member:
        while piece := member.read(CHUNK):
            size += len(piece)
            if size > most:
                return ""
            digest.update(piece)
    return digest.hexdigest() if size == most else ""


def _lines(record: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while line := record.readline(LINE_LIMIT + 1):
        size += len(line)
        if len(line) > LINE_LIMIT or size > RECORD_LIMIT:
            raise Invalid(f"“{RECORD}” is larger than any record, or has a row that is.")
        yield line.rstrip(b"\n")


def _rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for number, line in enumerate(lines):
        if line in {b"]", b"],"}:
            return
        if number >= ROW_LIMIT:
            raise Invalid(f"There are more than {ROW_LIMIT:,} rows in one table.")
        try:
            row = orjson.loads(line.removesuffix(b","))
        except orjson.JSONDecodeError as wrong:
            raise Invalid(f"“{RECORD}” has a row that is not JSON.") from wrong
        if not isinstance(row, dict):
            raise Invalid(f"“{RECORD}” has a row that says nothing by name.")
        yield row
    raise Invalid(f"“{RECORD}” breaks off.")
